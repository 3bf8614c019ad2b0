//! What a file is, by its first bytes and, for archives, by what is in them.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::Problem;
use crate::unpack::members;

/// Kinds of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Cells between delimiters, one row a line.
    Delimited,
    /// A list of objects or of lists.
    Json,
    /// One object or list after the other.
    JsonLines,
    /// Office Open XML.
    Xlsx,
    /// Excel 97 to 2003.
    Xls,
    /// OpenDocument.
    Ods,
}

impl Format {
    /// `csv`, `json`, `jsonl`, `xlsx`, `xls` or `ods`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Delimited => "csv",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
        }
    }
}

/// What a text can be packed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// RFC 1952.
    Gzip,
    /// An archive with one file in it.
    Zip,
}

impl Compression {
    /// `gzip` or `zip`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zip => "zip",
        }
    }
}

/// How to get at the rows.
pub(crate) enum Packing {
    Text(Option<Compression>),
    Workbook(Format),
}

const CFB: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Looks at the beginning of `file`; where it stands afterwards is not said.
pub(crate) fn packing(file: &mut (impl Read + Seek)) -> Result<Packing, Problem> {
    let mut head = Vec::new();
    file.by_ref().take(8192).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    match head.as_slice() {
        [] => Err(Problem::Empty),
        [0x1f, 0x8b, ..] => Ok(Packing::Text(Some(Compression::Gzip))),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => archive(file),
        head if head.starts_with(&CFB) => Ok(Packing::Workbook(Format::Xls)),
        head => refuse_others(head).map(|()| Packing::Text(None)),
    }
}

fn archive(file: &mut (impl Read + Seek)) -> Result<Packing, Problem> {
    let archive = ZipArchive::new(file).map_err(damaged)?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.xml") {
        return Ok(Packing::Workbook(Format::Xlsx));
    }
    if has("content.xml") && has("META-INF/manifest.xml") {
        return Ok(Packing::Workbook(Format::Ods));
    }
    if has("[Content_Types].xml") {
        return Err(Problem::NotATable { what: "another kind of office document".into() });
    }
    match members(&archive).as_slice() {
        [_] => Ok(Packing::Text(Some(Compression::Zip))),
        others => Err(Problem::NotOneFile { count: others.len() }),
    }
}

/// Refuses what is known to be no text.
pub(crate) fn refuse_others(head: &[u8]) -> Result<(), Problem> {
    let known = infer::get(head).filter(|kind| kind.matcher_type() != infer::MatcherType::Text);
    if let Some(kind) = known {
        let mime = kind.mime_type();
        let article = match mime.split('/').next() {
            Some("image") => "an image",
            Some("audio") => "a sound",
            Some("video") => "a video",
            _ if kind.matcher_type() == infer::MatcherType::App => "a program",
            _ if ["zip", "compressed", "tar", "rar", "7z", "xz"].iter().any(|one| mime.contains(one)) => {
                "an archive"
            }
            _ => "a document",
        };
        return Err(Problem::NotATable { what: format!("{article} ({mime})") });
    }
    match head.contains(&0) && !crate::text::looks_like_utf16(head) {
        true => Err(Problem::NotATable { what: "binary data".into() }),
        false => Ok(()),
    }
}

pub(crate) fn damaged(error: impl std::fmt::Display) -> Problem {
    Problem::Damaged(error.to_string())
}
