/// Why a file cannot be read as a table, in words for the person who sent it.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Its bytes are those of something else.
    #[error("The file is not a table but {what}.")]
    NotATable {
        /// `an image (image/jpeg)`
        what: String,
    },
    /// There is no row in it.
    #[error("The file is empty.")]
    Empty,
    /// An archive without exactly one file.
    #[error("The archive must contain exactly one file; it contains {count}.")]
    NotOneFile {
        /// How many it has.
        count: usize,
    },
    /// A password is needed.
    #[error("The file is protected with a password.")]
    Locked,
    /// Unpacked it would be larger than allowed.
    #[error("The file is too large: unpacked it has more than {} MB.", limit_in_bytes >> 20)]
    TooLarge {
        /// The limit.
        limit_in_bytes: u64,
    },
    /// One row is larger than allowed.
    #[error("Row {row} is longer than {} kB. Is a quotation mark missing?", limit_in_bytes >> 10)]
    RowTooLong {
        /// Where it begins.
        row: u64,
        /// The limit.
        limit_in_bytes: usize,
    },
    /// A row has more cells than allowed.
    #[error("Row {row} has more than {limit} columns.")]
    TooManyColumns {
        /// Its number.
        row: u64,
        /// The limit.
        limit: usize,
    },
    /// There are more rows than allowed.
    #[error("The file has more than {limit} rows.")]
    TooManyRows {
        /// The limit.
        limit: u64,
    },
    /// Not JSON after all.
    #[error("Record {record} is not valid JSON: {reason}.")]
    Json {
        /// From 1.
        record: u64,
        /// What the parser says.
        reason: String,
    },
    /// There is no encoding of that name.
    #[error("The encoding {0} is not known.")]
    UnknownEncoding(String),
    /// There is no sheet of that name.
    #[error("The workbook has no sheet called {0}.")]
    UnknownSheet(String),
    /// The bytes do not add up.
    #[error("The file is damaged: {0}.")]
    Damaged(String),
    /// It could not be read at all: not a fault of the file.
    #[error("The file could not be read: {0}")]
    Unreadable(std::io::Error),
}

impl From<std::io::Error> for Problem {
    /// Errors of decoders carry a problem or mean damage; what the system says is its own.
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
        match error.kind() {
            Other if error.get_ref().is_some_and(|inner| inner.is::<Problem>()) => {
                match error.into_inner().map(|inner| inner.downcast::<Problem>()) {
                    Some(Ok(problem)) => *problem,
                    _ => Self::Damaged("its end is missing".into()),
                }
            }
            UnexpectedEof => Self::Damaged("its end is missing".into()),
            InvalidData | InvalidInput => Self::Damaged(error.to_string()),
            _ => Self::Unreadable(error),
        }
    }
}

impl From<Problem> for std::io::Error {
    fn from(problem: Problem) -> Self {
        Self::other(problem)
    }
}
