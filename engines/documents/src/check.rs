//! Whether an operator's template can be used.

use typst::diag::SourceDiagnostic;
use typst::syntax::{DiagSpan, DiagSpanKind, Source};

use crate::engine::{Input, lay_out, release};
use crate::look::{Look, Template, TemplateKind};
use crate::{DocumentError, InvoiceDocument, InvoiceState, StatementDocument, invoice, samples, statement};

/// The longest text of a template.
const MAX_TEMPLATE_IN_BYTES: usize = 256 * 1024;

/// One thing that is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TemplateError {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// What is wrong, in the typesetter's words, with its hints.
    pub message: String,
}

/// Whether a text can be a template of documents of a kind: it is laid out with a made-up document that has something in
/// every place, and with one that has nothing in those that may be empty. It sees `data.json`, the logo and the embedded
/// `parts.typ` and `blocks.typ`; no file system, no network, no clock.
///
/// A template is a program: the typesetter stops endless loops and recursion, but not one that is merely very long. Who
/// may save a template should be trusted as much as who may configure the server.
///
/// # Errors
/// All that the typesetter found, in the order of the text, each once. What has no place in the text is said of line 1.
pub fn check_template(kind: TemplateKind, text: &str) -> Result<(), Vec<TemplateError>> {
    if text.len() > MAX_TEMPLATE_IN_BYTES {
        return Err(vec![at_start(format!("the template is longer than {MAX_TEMPLATE_IN_BYTES} bytes"))]);
    }
    let template = Template::new(text);
    let look = Look::default();
    let (full, bare) = match kind {
        TemplateKind::Invoice => {
            let (full, bare) = (samples::sample_invoice(), bare_invoice());
            (check(&template, invoice::input(&full, &look)), check(&template, invoice::input(&bare, &look)))
        }
        TemplateKind::Statement => {
            let (full, bare) = (samples::sample_statement(), bare_statement());
            (
                check(&template, statement::input(&full, &look)),
                check(&template, statement::input(&bare, &look)),
            )
        }
    };
    let mut errors = [full, bare].concat();
    errors.sort();
    errors.dedup();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn bare_invoice() -> InvoiceDocument {
    InvoiceDocument { state: InvoiceState::Void, ..InvoiceDocument::default() }
}

fn bare_statement() -> StatementDocument {
    StatementDocument { entries: Vec::new(), items: Vec::new(), ..samples::sample_statement() }
}

fn check(Template(source): &Template, input: Result<Input<'_>, DocumentError>) -> Vec<TemplateError> {
    let laid_out = match input {
        Ok(input) => lay_out(source, &input),
        Err(error) => return vec![at_start(error.to_string())],
    };
    release(usize::MAX);
    match laid_out {
        Ok(pages) if pages.pages().is_empty() => vec![at_start("the template makes no page".into())],
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(|error| in_text(source, error)).collect(),
    }
}

/// The error at its place; one in an embedded file is shown where the template called it.
fn in_text(source: &Source, error: &SourceDiagnostic) -> TemplateError {
    let calls = error.trace.iter().map(|call| DiagSpan::from(call.span));
    let place = std::iter::once(error.span).chain(calls).find_map(|span| position(source, span));
    let mut message = error.message.to_string();
    for hint in &error.hints {
        message.push_str(&format!(" ({})", hint.v));
    }
    match place {
        Some((line, column)) => TemplateError { line, column, message },
        None => at_start(message),
    }
}

fn position(source: &Source, span: DiagSpan) -> Option<(usize, usize)> {
    let start = match span.get() {
        DiagSpanKind::Number { id, num, sub_range } if id == source.id() => {
            source.range(num, sub_range)?.start
        }
        DiagSpanKind::Range { id, range } if id == source.id() => range.start,
        _ => return None,
    };
    let (line, column) = source.lines().byte_to_line_column(start)?;
    Some((line + 1, column + 1))
}

fn at_start(message: String) -> TemplateError {
    TemplateError { line: 1, column: 1, message }
}

#[cfg(test)]
mod tests;
