//! Contracts as PDF.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use typst_layout::PagedDocument;

use crate::blocks::{Block, parse};
use crate::engine::{DocumentError, Input, embedded, to_pdf, typeset};
use crate::line::one_line;
use crate::locale::{ContractWords, Locale};
use crate::look::Paper;

/// The longest body of a contract.
pub const MAX_BODY_IN_BYTES: usize = 1024 * 1024;

/// Everything that stands in a contract. All texts are plain text except [`Self::body_html`].
#[derive(Clone, Debug, Default)]
pub struct ContractDocument {
    /// The provider's name, at the top and in the footer.
    pub company_name: String,
    /// The provider's address, telephone and the like, one a line.
    pub company_lines: Vec<String>,
    /// The contract's name.
    pub title: String,
    /// The text that is agreed on: any HTML, sanitised here.
    pub body_html: String,
    /// The customer.
    pub account_name: String,
    /// A personal note above the text; line ends count.
    pub custom_message: Option<String>,
    /// The signature; without it the document says that it is not signed yet.
    pub signature: Option<Signature>,
    /// The key by which the contract is found, printed on every page.
    pub link_key: String,
    /// The size of the pages.
    pub paper: Paper,
    /// The language of the words around the text.
    pub locale: Locale,
}

/// Who signed, when, and from where.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    /// The name as it was typed.
    pub signer_name: String,
    /// The address that the signature came from.
    pub signer_ip: String,
    /// The moment as text, with its time zone: `2025-03-01 14:05:09 UTC`.
    pub signed_at_text: String,
    /// The contact of the account whom the contract was sent to.
    pub contact_name: String,
}

/// Makes the PDF of a contract. The same contract gives the same bytes. Takes milliseconds a page, seconds for the
/// longest texts, one document at a time: call it where blocking is allowed.
///
/// # Errors
/// [`DocumentError::TooLong`] when the body exceeds [`MAX_BODY_IN_BYTES`]; [`DocumentError::Layout`] when the
/// typesetter refuses, which no content is known to cause.
pub fn render_contract(contract: &ContractDocument) -> Result<Vec<u8>, DocumentError> {
    lay_out(contract, |pages| to_pdf(pages, true))
}

/// One contract at a time: the longest ones take gigabytes while they are laid out.
fn lay_out<T>(
    contract: &ContractDocument,
    finish: impl FnOnce(&PagedDocument) -> Result<T, DocumentError>,
) -> Result<T, DocumentError> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let data = data(contract)?;
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    typeset(embedded("contract.typ"), &Input::new(&data, None)?, finish)
}

#[derive(Serialize)]
struct Data<'a> {
    company_name: String,
    company_lines: Vec<String>,
    title: String,
    account_name: String,
    message: Vec<String>,
    body: Vec<Block>,
    signature: Option<SignatureData>,
    reference: String,
    paper: &'static str,
    words: &'a ContractWords,
}

#[derive(Serialize)]
struct SignatureData {
    name: String,
    ip: String,
    at: String,
    contact: String,
}

fn data(contract: &ContractDocument) -> Result<Data<'static>, DocumentError> {
    let length_in_bytes = contract.body_html.len();
    if length_in_bytes > MAX_BODY_IN_BYTES {
        return Err(DocumentError::TooLong { length_in_bytes, limit_in_bytes: MAX_BODY_IN_BYTES });
    }
    let signature = contract.signature.as_ref().map(|signature| SignatureData {
        name: one_line(&signature.signer_name),
        ip: one_line(&signature.signer_ip),
        at: one_line(&signature.signed_at_text),
        contact: one_line(&signature.contact_name),
    });
    let message = contract.custom_message.as_deref().unwrap_or_default().trim();
    Ok(Data {
        company_name: one_line(&contract.company_name),
        company_lines: contract.company_lines.iter().map(|line| one_line(line)).collect(),
        title: one_line(&contract.title),
        account_name: one_line(&contract.account_name),
        message: message.lines().map(one_line).collect(),
        body: parse(&contract.body_html),
        signature,
        reference: one_line(&contract.link_key),
        paper: contract.paper.name(),
        words: ContractWords::of(contract.locale),
    })
}

#[cfg(test)]
mod tests;
