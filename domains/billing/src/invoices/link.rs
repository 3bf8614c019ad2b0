use fairlead_customers::accounts;
use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::{Allowed, Answer, Failure, JsonBody, PathParams, Update};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};

use super::{Invoice, find, shown};
use crate::ledger::invoices::{Entity, Model};
use crate::ledger::void::VOIDED;
use crate::ledger::{Day, delinquency, hold};

const FIELD: &str = "child_invoice_id";

/// Body of link.
#[derive(Input)]
pub struct LinkInput {
    /// An invoice of a sub account that is linked to no other one.
    pub child_invoice_id: i64,
}

/// POST .../link: the invoice of a sub account becomes part of this one. Answers with the sub account's invoice, as the
/// documented example does.
pub(super) async fn link(
    ctx: Allowed<Update<Invoice>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let (account_id, id) = (path.id("account_id")?, path.id("invoice_id")?);
    let (day, body) = (&Day::of(&ctx.app).await?, &body);
    let view = ctx
        .write(|tx: Tx| async move {
            hold(&tx, account_id).await?;
            let master = find(&tx, account_id, id).await?;
            let input: LinkInput = body.read()?;
            let child = linkable(&tx, &master, input.child_invoice_id).await?;
            let mut row = child.clone().into_active_model();
            row.master_invoice_id = Set(Some(master.id));
            tx.update(&child, row).await?;
            delinquency::settle(&tx, day, account_id).await?;
            shown(&tx, child.id).await
        })
        .await?;
    Answer::ok(&view)
}

/// The invoice, when it is of an account right below the master's, and neither is void nor is it linked.
async fn linkable(tx: &Tx, master: &Model, id: i64) -> Result<Model> {
    let found = Entity::find_by_id(id).one(tx).await.map_err(classify)?;
    let child = found.ok_or_else(|| Error::field(FIELD, "The child invoice ID is invalid."))?;
    let owner = accounts::Entity::find_by_id(child.account_id).one(tx).await.map_err(classify)?;
    let of_master = owner.and_then(|owner| owner.parent_account_id) == Some(master.account_id);
    if master.void || child.void {
        return Err(Error::field(FIELD, VOIDED));
    }
    if !of_master || child.master_invoice_id.is_some() {
        return Err(Error::field(FIELD, "The invoice cannot be linked to that master invoice."));
    }
    Ok(child)
}
