//! Texts: which encoding, and then delimited or JSON.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Seek};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::unpack::unpacked;
use crate::{Choices, Compression, Format, Layout, Limits, Problem, Rows, delimited, json, kind};

/// What the detector is shown of a text that is not UTF-8: it makes up its mind on less.
const SHOWN_IN_BYTES: usize = 1 << 20;

pub(crate) fn read(
    file: &mut (impl Read + Seek),
    compression: Option<Compression>,
    choices: &Choices,
    rows: &mut Rows<'_>,
) -> Result<Layout, Problem> {
    let limits = rows.limits;
    let detected = unpacked(file, compression, limits, |bytes| detect(bytes, compression))?;
    let encoding = match &choices.encoding {
        Some(label) => {
            Encoding::for_label(label.as_bytes()).ok_or_else(|| Problem::UnknownEncoding(label.clone()))?
        }
        None => detected,
    };
    let damaged = &Cell::new(false);
    let limits = (limits, damaged);
    let first = with_text(file, compression, limits, encoding, |text| {
        let mut first = Vec::new();
        text.take(4096).read_to_end(&mut first)?;
        Ok(first)
    })?;
    let mut layout = match first.trim_ascii_start().first() {
        None => return Err(Problem::Empty),
        Some(b'[' | b'{') if choices.delimiter.is_none() => {
            json::read(file, &mut |file, work| with_text(file, compression, limits, encoding, work), rows)?
        }
        Some(_) => {
            let delimiter = match choices.delimiter {
                Some(delimiter) => delimiter,
                None => with_text(file, compression, limits, encoding, delimited::guess)?,
            };
            let read = |text: &mut Decoded<'_>| delimited::read(text, delimiter, rows);
            with_text(file, compression, limits, encoding, read)?;
            Layout { delimiter: Some(delimiter), ..Layout::of(Format::Delimited, None) }
        }
    };
    layout.compression = compression;
    layout.encoding = Some(encoding.name());
    layout.has_unreadable_characters = damaged.get();
    Ok(layout)
}

/// Gives the text of the file, from its beginning, to `work`.
fn with_text<F: Read + Seek, T>(
    file: &mut F,
    compression: Option<Compression>,
    (limits, damaged): (&Limits, &Cell<bool>),
    encoding: &'static Encoding,
    work: impl FnOnce(&mut Decoded<'_>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    unpacked(file, compression, limits, |bytes| {
        let mut text = Decoded::new(bytes, encoding);
        let outcome = work(&mut text);
        damaged.set(damaged.get() || text.damaged);
        outcome
    })
}

/// Whether every second byte of a text is NUL.
pub(crate) fn looks_like_utf16(head: &[u8]) -> bool {
    utf16(head).is_some()
}

fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xff, 0xfe, ..] => return Some(UTF_16LE),
        [0xfe, 0xff, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let nul = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, most) = (nul(0), nul(1), head.len() / 2 * 7 / 10);
    match head.len() >= 4 {
        true if odd > most && even == 0 => Some(UTF_16LE),
        true if even > most && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8 when every byte of the text says so, UTF-16 by its NULs, else what the detector believes.
fn detect(bytes: &mut dyn Read, compression: Option<Compression>) -> Result<&'static Encoding, Problem> {
    let mut bytes = BufReader::with_capacity(64 * 1024, bytes);
    let head = bytes.fill_buf()?;
    if head.is_empty() {
        return Err(Problem::Empty);
    }
    if compression.is_some() {
        kind::refuse_others(head)?;
    }
    if let Some(encoding) = utf16(head) {
        return Ok(encoding);
    }
    let mut utf8 = Some(UTF_8.new_decoder());
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let (mut shown, mut sink) = (0, vec![0; 256 * 1024]);
    loop {
        let chunk = bytes.fill_buf()?;
        let (length, last) = (chunk.len(), chunk.is_empty());
        if chunk.contains(&0) {
            return Err(Problem::NotATable { what: "binary data".into() });
        }
        if let Some(decoder) = &mut utf8 {
            let (outcome, _, _) = decoder.decode_to_utf8_without_replacement(chunk, &mut sink, last);
            if matches!(outcome, encoding_rs::DecoderResult::Malformed(..)) {
                utf8 = None;
            }
        }
        // ASCII tells the detector nothing: it is shown where other bytes are.
        if shown < SHOWN_IN_BYTES && !chunk.is_ascii() {
            detector.feed(chunk, false);
            shown += length;
        }
        bytes.consume(length);
        match (last, &utf8) {
            (true, Some(_)) => return Ok(UTF_8),
            (true, None) => break,
            (false, None) if shown >= SHOWN_IN_BYTES => break,
            _ => {}
        }
    }
    detector.feed(&[], true);
    Ok(detector.guess(None, Utf8Detection::Deny))
}

/// A text as UTF-8, without a byte order mark.
pub(crate) struct Decoded<'a> {
    bytes: BufReader<&'a mut dyn Read>,
    decoder: Decoder,
    text: Vec<u8>,
    at: usize,
    ended: bool,
    damaged: bool,
}

impl<'a> Decoded<'a> {
    pub(crate) fn new(bytes: &'a mut dyn Read, encoding: &'static Encoding) -> Self {
        Self {
            bytes: BufReader::with_capacity(64 * 1024, bytes),
            decoder: encoding.new_decoder_with_bom_removal(),
            text: Vec::new(),
            at: 0,
            ended: false,
            damaged: false,
        }
    }

    fn decode_more(&mut self) -> io::Result<()> {
        let chunk = self.bytes.fill_buf()?;
        let last = chunk.is_empty();
        let room = self.decoder.max_utf8_buffer_length(chunk.len()).unwrap_or(4 * chunk.len() + 16);
        self.text.resize(room, 0);
        let (outcome, read, written, replaced) = self.decoder.decode_to_utf8(chunk, &mut self.text, last);
        debug_assert_eq!(outcome, CoderResult::InputEmpty);
        self.text.truncate(written);
        self.at = 0;
        self.bytes.consume(read);
        self.damaged |= replaced;
        self.ended = last;
        Ok(())
    }
}

impl BufRead for Decoded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.text.len() && !self.ended {
            self.decode_more()?;
        }
        Ok(&self.text[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let text = self.fill_buf()?;
        let count = Ord::min(text.len(), buffer.len());
        buffer[..count].copy_from_slice(&text[..count]);
        self.consume(count);
        Ok(count)
    }
}
