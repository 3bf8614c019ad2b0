use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fairlead_documents::{
    Template, TemplateKind, check_template, invoice_pdf, sample_invoice, sample_statement, statement_pdf,
};
use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Timestamp, Tx};
use fairlead_vault::BoundedBlocking;
use fairlead_web::{Allowed, Answer, Failure, JsonBody, PathParams};
use serde::Serialize;
use utoipa::ToSchema;

use super::parts::{self, name_of};
use super::{ReadSettings, UpdateSettings};
use crate::invoices::pdf::House;

/// The kinds that there are, in the order in which they are listed.
const KINDS: [TemplateKind; 2] = [TemplateKind::Invoice, TemplateKind::Statement];
/// A template may run for seconds before the typesetter gives up: one after the other, beside the documents of others.
static TRYING: LazyLock<BoundedBlocking> = LazyLock::new(|| BoundedBlocking::new(1));

/// Body of a change.
#[derive(Input)]
pub struct TemplateInput {
    /// The text of a Typst template. It is laid out with made-up documents before it is accepted.
    #[input(max = 262_144, raw)]
    pub source: String,
}

/// Body of a preview.
#[derive(Input)]
pub struct PreviewInput {
    /// A text to try out; left out: the template that is in use.
    #[input(max = 262_144, raw)]
    pub source: Option<String>,
}

/// A template as it is shown.
#[derive(Serialize, ToSchema)]
#[schema(as = InvoicingTemplate)]
pub struct TemplateView {
    /// `invoice` or `statement`.
    kind: &'static str,
    /// Whether it is the one that Fairlead comes with.
    built_in: bool,
    /// Its text.
    source: String,
    /// When it was set; null for the built-in one.
    updated_at: Option<Timestamp>,
}

/// A PDF of made-up data.
#[derive(Serialize, ToSchema)]
#[schema(as = InvoicingTemplatePreview)]
pub struct TemplatePreview {
    /// `invoice` or `statement`.
    kind: &'static str,
    /// The PDF in base64.
    base64: String,
}

impl TemplateView {
    fn of(kind: TemplateKind, row: Option<parts::Model>) -> Self {
        let name = name_of(kind);
        match row {
            None => Self { kind: name, built_in: true, source: kind.built_in().into(), updated_at: None },
            Some(row) => Self {
                kind: name,
                built_in: false,
                source: String::from_utf8_lossy(&row.content).into_owned(),
                updated_at: Some(row.updated_at),
            },
        }
    }
}

fn kind_of(path: &PathParams) -> Result<TemplateKind> {
    let found = KINDS.into_iter().find(|kind| name_of(*kind) == path.text("kind"));
    found.ok_or_else(Error::no_such_item)
}

/// GET: all kinds.
pub(super) async fn list(ctx: Allowed<ReadSettings>) -> Result<Answer, Failure> {
    let mut views = Vec::new();
    for kind in KINDS {
        views.push(TemplateView::of(kind, parts::find(ctx.db().read(), name_of(kind)).await?));
    }
    Answer::whole(&views)
}

/// GET: one kind.
pub(super) async fn show(ctx: Allowed<ReadSettings>, path: PathParams) -> Result<Answer, Failure> {
    let kind = kind_of(&path)?;
    let row = parts::find(ctx.db().read(), name_of(kind)).await?;
    Answer::single(&TemplateView::of(kind, row))
}

/// PATCH: the operator's own, from the next document on. 422 with what is wrong, each with its line and column.
pub(super) async fn save(
    ctx: Allowed<UpdateSettings>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let kind = kind_of(&path)?;
    let source = checked(kind, body.read::<TemplateInput>()?.source).await?;
    let source = &source;
    let row =
        ctx.write(|tx: Tx| async move { parts::put(&tx, name_of(kind), source.as_bytes()).await }).await?;
    Answer::ok(&TemplateView::of(kind, Some(row)))
}

/// DELETE: the built-in one again; also when it is in use already.
pub(super) async fn reset(ctx: Allowed<UpdateSettings>, path: PathParams) -> Result<Answer, Failure> {
    let kind = kind_of(&path)?;
    ctx.write(|tx: Tx| async move { parts::remove(&tx, name_of(kind)).await }).await?;
    Answer::success()
}

/// POST .../preview: nothing is stored.
pub(super) async fn preview(
    ctx: Allowed<UpdateSettings>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let kind = kind_of(&path)?;
    let house = House::of(&ctx.app).await?;
    let mut look = house.look(kind);
    if let Some(source) = body.read::<PreviewInput>()?.source {
        look.template = Some(Template::new(checked(kind, source).await?));
    }
    let pdf = TRYING.run(move || match kind {
        TemplateKind::Invoice => {
            let mut sample = sample_invoice();
            sample.company = house.company_or(sample.company);
            invoice_pdf(&sample, &look)
        }
        TemplateKind::Statement => {
            let mut sample = sample_statement();
            sample.company = house.company_or(sample.company);
            statement_pdf(&sample, &look)
        }
    });
    let pdf = pdf.await.map_err(Error::internal)?;
    let pdf = pdf.map_err(|error| Error::field("source", error.to_string()))?;
    Answer::ok(&TemplatePreview { kind: name_of(kind), base64: STANDARD.encode(pdf) })
}

/// The text, when documents can be laid out with it.
async fn checked(kind: TemplateKind, source: String) -> Result<String> {
    let (source, found) = TRYING
        .run(move || {
            let found = check_template(kind, &source);
            (source, found)
        })
        .await
        .map_err(Error::internal)?;
    let Err(errors) = found else { return Ok(source) };
    let said = |error: &fairlead_documents::TemplateError| {
        format!("Line {}, column {}: {}", error.line, error.column, error.message)
    };
    Err(Error::field("source", errors.iter().map(said).collect::<Vec<_>>().join("\n")))
}
