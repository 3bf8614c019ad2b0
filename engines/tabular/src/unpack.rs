//! Unpacking with a limit, so that a bomb ends where the limit is.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use crate::kind::damaged;
use crate::{Compression, Limits, Problem};

/// Gives the bytes of the text in `file`, from its beginning, to `work`.
pub(crate) fn unpacked<T>(
    file: &mut (impl Read + Seek),
    compression: Option<Compression>,
    limits: &Limits,
    work: impl FnOnce(&mut dyn Read) -> Result<T, Problem>,
) -> Result<T, Problem> {
    file.seek(SeekFrom::Start(0))?;
    let limit = limits.unpacked_bytes;
    match compression {
        None => work(&mut Bounded::new(file, limit)),
        Some(Compression::Gzip) => work(&mut Bounded::new(MultiGzDecoder::new(BufReader::new(file)), limit)),
        Some(Compression::Zip) => {
            let mut archive = ZipArchive::new(file).map_err(damaged)?;
            let [member] = members(&archive)[..] else { return Err(Problem::NotOneFile { count: 0 }) };
            work(&mut Bounded::new(open(&mut archive, member)?, limit))
        }
    }
}

/// The files of an archive, without folders and what operating systems add to it.
pub(crate) fn members<R: Read + Seek>(archive: &ZipArchive<R>) -> Vec<usize> {
    let meant = |name: &str| {
        let last = name.rsplit('/').next().unwrap_or(name);
        !name.ends_with('/')
            && !name.starts_with("__MACOSX/")
            && !last.starts_with('.')
            && last != "Thumbs.db"
    };
    (0..archive.len()).filter(|index| meant(&name_of(archive, *index))).collect()
}

fn name_of<R: Read + Seek>(archive: &ZipArchive<R>, member: usize) -> String {
    archive.name_for_index(member).and_then(Result::ok).unwrap_or_default().into_owned()
}

/// Opens a member of an archive.
pub(crate) fn open<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    member: usize,
) -> Result<impl Read + '_, Problem> {
    archive.by_index(member).map_err(|error| match error {
        zip::result::ZipError::UnsupportedArchive(message) if message.contains("assword") => Problem::Locked,
        zip::result::ZipError::InvalidPassword => Problem::Locked,
        other => damaged(other),
    })
}

/// Unpacks every part of a workbook into nothing: what an archive says of its sizes may be a lie.
pub(crate) fn check_workbook(file: &mut (impl Read + Seek), limits: &Limits) -> Result<(), Problem> {
    file.seek(SeekFrom::Start(0))?;
    let mut archive = ZipArchive::new(&mut *file).map_err(damaged)?;
    let mut left = limits.unpacked_bytes;
    for member in 0..archive.len() {
        let name = name_of(&archive, member);
        let resident = !name.starts_with("xl/worksheets/") && name != "content.xml";
        let limit = if resident { Ord::min(left, limits.resident_bytes) } else { left };
        let size = io::copy(&mut Bounded::new(open(&mut archive, member)?, limit), &mut io::sink())?;
        left -= size;
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(())
}

/// Fails when more than a limit is read.
pub(crate) struct Bounded<R> {
    inner: R,
    left: u64,
    limit: u64,
}

impl<R: Read> Bounded<R> {
    pub(crate) fn new(inner: R, limit: u64) -> Self {
        Self { inner, left: limit, limit }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(Problem::TooLarge { limit_in_bytes: self.limit }.into()),
        }
        Ok(count)
    }
}
