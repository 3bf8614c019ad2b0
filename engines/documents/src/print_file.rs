//! Many documents in one file.

use typst::ecow::EcoVec;
use typst::model::DocumentInfo;
use typst_layout::{Page, PagedDocument};

use crate::engine::{DocumentError, to_pdf};
use crate::look::Look;
use crate::{InvoiceDocument, StatementDocument, invoice, statement};

/// One PDF of many documents, in the order in which they are added, to be printed: each starts on a page of its own and counts
/// its own pages. Fonts and logos are in the file once. All pages are in memory until the file is written, some 100 kB each.
#[derive(Clone, Default)]
pub struct PrintFile {
    pages: EcoVec<Page>,
}

impl PrintFile {
    /// Pages so far.
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// Lays out an invoice.
    ///
    /// # Errors
    /// As [`crate::invoice_pdf`]; then the file is as it was.
    pub fn add_invoice(&mut self, document: &InvoiceDocument, look: &Look) -> Result<(), DocumentError> {
        invoice::lay_out(document, look, |pages| self.add(pages))
    }

    /// Lays out a statement.
    ///
    /// # Errors
    /// As [`crate::statement_pdf`]; then the file is as it was.
    pub fn add_statement(&mut self, document: &StatementDocument, look: &Look) -> Result<(), DocumentError> {
        statement::lay_out(document, look, |pages| self.add(pages))
    }

    fn add(&mut self, document: &PagedDocument) -> Result<(), DocumentError> {
        self.pages.extend(document.pages().iter().cloned());
        Ok(())
    }

    /// Writes the file.
    ///
    /// # Errors
    /// [`DocumentError::Layout`] when nothing was added: a PDF has at least one page.
    pub fn into_pdf(self) -> Result<Vec<u8>, DocumentError> {
        if self.is_empty() {
            return Err(DocumentError::Layout("there is nothing to print".into()));
        }
        to_pdf(&self.into_document(), false)
    }

    /// The pages as they are laid out.
    pub(crate) fn into_document(self) -> PagedDocument {
        PagedDocument::new(self.pages, DocumentInfo::default())
    }
}
