//! The typesetter: embedded templates and fonts, nothing from outside.

use std::sync::LazyLock;

use serde::Serialize;
use typst::comemo;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::{EcoVec, eco_format};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::logo::Logo;

/// The most data that one document may carry: some ten thousand lines of an invoice.
const MAX_DATA_IN_BYTES: usize = 8 * 1024 * 1024;

/// Why a document could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The text is longer than a document may be; both numbers are bytes.
    #[error("the text is {length_in_bytes} bytes long; at most {limit_in_bytes} are allowed")]
    TooLong {
        /// How long the text is.
        length_in_bytes: usize,
        /// How long it may be.
        limit_in_bytes: usize,
    },
    /// The typesetter refused; a defect of the template, with its messages.
    #[error("the document could not be laid out: {0}")]
    Layout(String),
}

/// What a template is given beside itself. Data is never part of a template's source, so no text in it can run.
pub(crate) struct Input<'a> {
    json: Bytes,
    logo: Option<&'a Logo>,
}

impl<'a> Input<'a> {
    /// The template reads `data` as `data.json` and the logo under its [`Logo::file_name`].
    pub(crate) fn new(data: &impl Serialize, logo: Option<&'a Logo>) -> Result<Self, DocumentError> {
        let json = serde_json::to_string(data).map_err(|error| DocumentError::Layout(error.to_string()))?;
        match json.len() {
            length_in_bytes if length_in_bytes > MAX_DATA_IN_BYTES => {
                Err(DocumentError::TooLong { length_in_bytes, limit_in_bytes: MAX_DATA_IN_BYTES })
            }
            _ => Ok(Self { json: Bytes::from_string(json), logo }),
        }
    }
}

/// Lays out a template. The caller hands the pages to [`to_pdf`] and then calls [`release`].
///
/// Templates read how many pages there are from `pages.json`. The first attempt says one, which is right for nearly all
/// and spares the typesetter from finding out by itself, as that doubles its work.
pub(crate) fn lay_out(
    template: &Source,
    input: &Input<'_>,
) -> Result<PagedDocument, EcoVec<SourceDiagnostic>> {
    let document: PagedDocument = typst::compile(&Desk { template, input, page_count: 1 }).output?;
    match document.pages().len() {
        0 | 1 => Ok(document),
        page_count => typst::compile(&Desk { template, input, page_count }).output,
    }
}

/// Fills a template with data, hands the pages to `finish` and lets go of what the typesetter remembers of them.
pub(crate) fn typeset<T>(
    template: &Source,
    input: &Input<'_>,
    finish: impl FnOnce(&PagedDocument) -> Result<T, DocumentError>,
) -> Result<T, DocumentError> {
    let pages = lay_out(template, input).map_err(|errors| DocumentError::Layout(messages(&errors)));
    let result = pages.and_then(|pages| {
        let result = finish(&pages);
        release(pages.pages().len());
        result
    });
    result.inspect_err(|_| comemo::evict(0))
}

/// Keeps memory flat: what belonged to one document leaves the typesetter's cache after the next one, or at once when it was
/// long. What all share (templates, fonts, words) stays, as it is used again.
pub(crate) fn release(pages: usize) {
    comemo::evict(usize::from(pages <= LONG_IN_PAGES));
}

const LONG_IN_PAGES: usize = 12;

/// The PDF file of laid-out pages. The same pages give the same bytes: no time stamp, no random identifier.
///
/// `tagged` adds the structure that screen readers need.
pub(crate) fn to_pdf(pages: &PagedDocument, tagged: bool) -> Result<Vec<u8>, DocumentError> {
    let options =
        PdfOptions { creator: Smart::Custom(Some("Fairlead".into())), tagged, ..PdfOptions::default() };
    typst_pdf::pdf(pages, &options).map_err(|errors| DocumentError::Layout(messages(&errors)))
}

pub(crate) fn messages(diagnostics: &[SourceDiagnostic]) -> String {
    diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect::<Vec<_>>().join("; ")
}

/// A file that templates can name.
pub(crate) fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the name of an embedded file");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// An embedded template by its file name.
pub(crate) fn embedded(name: &str) -> &'static Source {
    let id = file_id(name);
    SHELF.sources.iter().find(|source| source.id() == id).expect("the name of an embedded template")
}

/// What every document is made of, built once.
struct Shelf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Vec<Source>,
    data: FileId,
    pages: FileId,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let files: [&'static [u8]; 4] = [
        include_bytes!("../fonts/Inter-Regular.otf"),
        include_bytes!("../fonts/Inter-Bold.otf"),
        include_bytes!("../fonts/Inter-Italic.otf"),
        include_bytes!("../fonts/Inter-BoldItalic.otf"),
    ];
    let fonts: Vec<Font> = files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    let sources = [
        ("contract.typ", include_str!("../templates/contract.typ")),
        ("invoice.typ", include_str!("../templates/invoice.typ")),
        ("statement.typ", include_str!("../templates/statement.typ")),
        ("deposit_slip.typ", include_str!("../templates/deposit_slip.typ")),
        ("parts.typ", include_str!("../templates/parts.typ")),
        ("blocks.typ", include_str!("../templates/blocks.typ")),
    ];
    Shelf {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        sources: sources.map(|(name, text)| Source::new(file_id(name), text.to_owned())).into(),
        data: file_id("data.json"),
        pages: file_id("pages.json"),
    }
});

/// All that the typesetter can see while it lays out one document: the shelf, the template, its input. No file system,
/// no network, no clock.
struct Desk<'a> {
    template: &'a Source,
    input: &'a Input<'a>,
    page_count: usize,
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &SHELF.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHELF.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            return Ok(self.template.clone());
        }
        SHELF.sources.iter().find(|source| source.id() == id).cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == SHELF.data {
            return Ok(self.input.json.clone());
        }
        if id == SHELF.pages {
            return Ok(Bytes::from_string(self.page_count.to_string()));
        }
        self.input.logo.filter(|logo| logo.file() == id).map(Logo::bytes).ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHELF.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::Other(Some(eco_format!("a template cannot read {}", id.vpath().get_without_slash())))
}

#[cfg(test)]
mod tests {
    use super::SHELF;

    fn missing(text: &str) -> String {
        let is_missing =
            |c: &char| SHELF.fonts.iter().any(|font| !font.info().coverage.contains(u32::from(*c)));
        text.chars().filter(is_missing).collect()
    }

    #[test]
    fn every_style_has_the_letters_of_customers_and_the_signs_of_currencies() {
        for text in [
            "ÁÉÍÓÚÜÑáéíóúüñ¿¡«»ºª ÀÂÆÇÈÊËÎÏÔŒÙÛŸàâæçèêëîïôœùûÿ’",
            "$€£¥₹₩₦₱₫₪₺₴₸₡₲₵₽฿ −–·… \u{a0}\u{202f}\u{200b}",
            "Łukasz Żółć, Dvořák Čeněk, Ştefan Ționescu, Ğül İpek, Nguyễn Thị Ánh, Þórð Æsir, Kārlis Ģirts, Šarūnė",
            "Αθανάσιος Ψαρράς ΐΰώ, Ἀρχιμήδης",
            "Щербакова Ёлкина, Ґалаґан Їжак Єва, Ђорђе Љубица Џон, Ўладзімір, Ңұрғали Өмірзақ",
        ] {
            assert_eq!(missing(text), "", "{text}");
        }
        assert_eq!(missing("漢字 ﷼ ع א ไ 😀 ؋"), "漢字﷼عאไ😀؋");
    }
}
