//! The typesetter: embedded templates and fonts, nothing from outside.

use std::sync::{Mutex, OnceLock, PoisonError};

use serde::Serialize;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Dict, IntoValue, Smart};
use typst_as_lib::{TypstAsLibError, TypstEngine};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

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

/// The embedded templates.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Template {
    /// `templates/contract.typ`
    Contract,
}

impl Template {
    fn file_name(self) -> &'static str {
        match self {
            Self::Contract => "contract.typ",
        }
    }
}

/// Fills a template with data, which it reads as JSON from `sys.inputs.data`, and hands the pages to `finish`.
///
/// Data is never part of a template's source, so no text in it can run. Layouts run one at a time and the
/// typesetter's cache is emptied after each: memory in use stays that of one document.
pub(crate) fn typeset<T>(
    template: Template,
    data: &impl Serialize,
    finish: impl FnOnce(&PagedDocument) -> Result<T, DocumentError>,
) -> Result<T, DocumentError> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let json = serde_json::to_string(data).map_err(|error| DocumentError::Layout(error.to_string()))?;
    let inputs: Dict = [("data".into(), json.into_value())].into_iter().collect();
    let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let pages = engine().compile_with_input(template.file_name(), inputs).output;
    let result =
        pages.map_err(|error| DocumentError::Layout(explain(&error))).and_then(|pages| finish(&pages));
    comemo::evict(0);
    drop(turn);
    result
}

/// The PDF file of laid-out pages. The same pages give the same bytes: no time stamp, no random identifier.
pub(crate) fn to_pdf(pages: &PagedDocument) -> Result<Vec<u8>, DocumentError> {
    let options = PdfOptions { creator: Smart::Custom(Some("Fairlead".into())), ..PdfOptions::default() };
    typst_pdf::pdf(pages, &options).map_err(|errors| DocumentError::Layout(messages(&errors)))
}

fn engine() -> &'static TypstEngine {
    static ENGINE: OnceLock<TypstEngine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let fonts: [&[u8]; 4] = [
            include_bytes!("../fonts/Inter-Regular.otf"),
            include_bytes!("../fonts/Inter-Bold.otf"),
            include_bytes!("../fonts/Inter-Italic.otf"),
            include_bytes!("../fonts/Inter-BoldItalic.otf"),
        ];
        TypstEngine::builder()
            .fonts(fonts)
            .with_static_source_file_resolver([
                ("contract.typ", include_str!("../templates/contract.typ")),
                ("blocks.typ", include_str!("../templates/blocks.typ")),
            ])
            .build()
    })
}

fn explain(error: &TypstAsLibError) -> String {
    match error {
        TypstAsLibError::TypstSource(diagnostics) => messages(diagnostics),
        other => other.to_string(),
    }
}

fn messages(diagnostics: &[SourceDiagnostic]) -> String {
    diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect::<Vec<_>>().join("; ")
}
