//! The document: rendered for whoever asks while a contract is unsigned, made once and kept when it is signed.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fairlead_documents::{ContractDocument, DocumentError, Signature, render_contract};
use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::Enqueue;
use fairlead_store::{Tx, Who, classify};
use fairlead_vault::BoundedBlocking;
use fairlead_vault::blobs::BlobId;
use fairlead_web::{Allowed, Answer, App, Failure, PathParams, Read, Resource, Scope};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Contract, Entity, Model, parties, provider};
use crate::accounts::OfAccount;

pub(super) const JOB: &str = "contracts.pdf";

/// Typesetting keeps a core busy, and there may be only two.
static RENDERING: LazyLock<BoundedBlocking> = LazyLock::new(|| BoundedBlocking::new(2));

/// The document as text.
#[derive(Serialize, ToSchema)]
#[schema(as = ContractPdf)]
pub struct Base64 {
    /// The PDF in base64.
    base64: String,
}

/// The PDF of a contract: as it was signed, or with the place for the signature.
pub(super) async fn base64(ctx: Allowed<Read<Contract>>, path: PathParams) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    let connection = ctx.db().read();
    let found = Entity::find_by_id(path.id("id")?).filter(Contract::within(&scope)).one(connection).await;
    let row = found.map_err(classify)?.ok_or_else(Error::no_such_item)?;
    Answer::ok(&Base64 { base64: STANDARD.encode(pdf(&ctx.app, &row).await?) })
}

/// The PDF of a contract.
pub(super) async fn pdf(app: &App, row: &Model) -> Result<Vec<u8>> {
    match &row.pdf_blob_id {
        Some(id) => {
            app.blobs.get(&id.parse::<BlobId>().map_err(Error::internal)?).await.map_err(Error::internal)
        }
        None => render(app, row).await,
    }
}

/// Has the signed document made and kept.
pub(super) async fn enqueue(tx: &Tx, row: &Model) -> Result<()> {
    tx.enqueue(Enqueue::now(JOB, json!({"contract_id": row.id}))).await.map(drop)
}

/// The job. A second run finds the document and does nothing.
pub(super) async fn keep(app: App, payload: Value) -> Result<()> {
    let id = payload["contract_id"].as_i64().unwrap_or_default();
    let row = Entity::find_by_id(id).one(app.db.read()).await.map_err(classify)?;
    let Some(row) = row.filter(|row| row.is_signed() && row.pdf_blob_id.is_none()) else { return Ok(()) };
    let blob_id = app.blobs.put(&render(&app, &row).await?).await.map_err(Error::internal)?;
    let blob_id = &blob_id;
    let kept = app
        .db
        .write(&Who::platform(JOB), |tx: Tx| async move {
            let row = Entity::find_by_id(id).lock_exclusive().one(&tx).await.map_err(classify)?;
            let Some(row) = row.filter(|row| row.pdf_blob_id.is_none()) else { return Ok(false) };
            let mut change = row.clone().into_active_model();
            change.pdf_blob_id = Set(Some(blob_id.to_string()));
            tx.update(&row, change).await.map(|_| true)
        })
        .await;
    if !matches!(kept, Ok(true)) {
        // Nothing refers to it.
        app.blobs.delete(blob_id).await.map_err(Error::internal)?;
    }
    kept.map(drop)
}

async fn render(app: &App, row: &Model) -> Result<Vec<u8>> {
    let document = document(app, row).await?;
    let rendered = RENDERING.run(move || render_contract(&document)).await.map_err(Error::internal)?;
    rendered.map_err(|error| match error {
        DocumentError::TooLong { .. } => Error::Refused("The contract is too long for a document.".into()),
        DocumentError::Layout(_) => Error::internal(error),
    })
}

async fn document(app: &App, row: &Model) -> Result<ContractDocument> {
    let connection = app.db.read();
    let provider = provider::load(app).await?;
    let account_name = parties::account_name(connection, row.account_id).await?;
    let signature = row.acceptance_datetime.map(|signed_at| Signature {
        signer_name: row.signer_name.clone().unwrap_or_default(),
        signer_ip: row.signer_ip.clone().unwrap_or_default(),
        signed_at_text: provider.local_time_of(signed_at),
        contact_name: row.contact_name.clone().unwrap_or_default(),
    });
    Ok(ContractDocument {
        company_lines: provider.lines(),
        company_name: provider.name,
        title: row.contract_name.clone(),
        body_html: row.contract_text.clone(),
        account_name: account_name.unwrap_or_default(),
        custom_message: row.custom_message.clone(),
        signature,
        link_key: row.unique_link_key.clone(),
        paper: provider.paper,
        locale: provider.locale,
    })
}
