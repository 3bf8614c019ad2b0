//! Where an import is.

/// What the list of imports shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// A draft: being uploaded, matched and reviewed.
    Pending,
    /// The file is no table, or not one of its rows can be used.
    Invalid,
    /// Waits for its turn.
    Queued,
    /// Is being checked and written.
    InProgress,
    /// Everything was imported.
    Successful,
    /// Nothing was imported: some rows cannot be used.
    Failed,
    /// Nothing was imported: some rows exist already, or come twice.
    Duplicate,
    /// Nothing was imported: whoever uploaded the file may not import it (any more), or it is not the file that they uploaded.
    Unauthorized,
}

impl Status {
    /// As it is stored and shown.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Invalid => "Invalid",
            Self::Queued => "Queued",
            Self::InProgress => "In progress",
            Self::Successful => "Successful",
            Self::Failed => "Failed",
            Self::Duplicate => "Duplicate",
            Self::Unauthorized => "Unauthorized",
        }
    }
}

/// How far a draft is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// There is no file yet.
    Upload,
    /// The file is being read.
    Reading,
    /// Which row is the header is to be confirmed.
    Header,
    /// Which column is what is to be confirmed.
    Columns,
    /// The rows are being checked.
    Checking,
    /// Rows can be reviewed.
    Review,
    /// It is no draft any more.
    Done,
}

impl Stage {
    /// As it is stored and shown.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Reading => "reading",
            Self::Header => "header",
            Self::Columns => "columns",
            Self::Checking => "checking",
            Self::Review => "review",
            Self::Done => "done",
        }
    }
}
