use fairlead_kernel::{Error, Input, Money, Result};
use fairlead_store::jobs::Enqueue;
use fairlead_store::{Tx, classify};
use fairlead_vault::{os_rng, token::link_key};
use fairlead_web::{Allowed, Answer, Create, Ctx, Failure, JsonBody};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::enter;
use super::table::{batches, lines};
use super::view::{Count, TransactionBatch, TransactionBatchView};

/// Body of create.
#[derive(Input)]
pub struct TransactionBatchInput {
    /// A name for the batch.
    pub name: Option<String>,
    /// The sender's id of the batch: another one with the same id is refused. A random one when it is left out.
    pub batch_id: Option<String>,
    /// What to enter, in this order.
    #[input(required, max = 10_000)]
    pub transactions: Vec<TransactionInput>,
}

/// One transaction. What only the books can tell, such as an account that is gone, is told when it is entered.
#[derive(Input)]
pub struct TransactionInput {
    /// The account.
    #[input(min = 1)]
    pub account_id: i64,
    /// The service that makes it a debit or a discount. One that bills by date is charged for one month, and does not stay on
    /// the account.
    #[input(min = 1)]
    pub service_id: i64,
    /// How many; only of recurring and one time services.
    #[input(default = "1", min = 1, max = 1_000_000)]
    pub quantity: i64,
    /// What the bill calls it instead of the name of the service.
    pub description_override: Option<String>,
    /// The amount of an adjustment; required for one, and only valid for one.
    #[input(min = 0)]
    pub amount: Option<Money>,
    /// Whether `tax_transactions`, none where there are none, are its taxes instead of those of the service.
    #[input(default = "false")]
    pub override_taxation: bool,
    /// Its taxes with `override_taxation`.
    #[input(max = 100)]
    pub tax_transactions: Vec<TaxTransactionInput>,
}

/// A tax of a transaction.
#[derive(Input)]
pub struct TaxTransactionInput {
    /// What the bill calls it.
    pub description: String,
    /// How much.
    #[input(min = 0)]
    pub amount: Money,
}

/// POST /financial/transaction_batches: the whole batch or nothing of it is queued.
pub(super) async fn create(
    ctx: Allowed<Create<TransactionBatch>>,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let input = &body.read::<TransactionBatchInput>()?;
    let ctx: &Ctx = &ctx;
    let batch_id = &input.batch_id.clone().unwrap_or_else(|| link_key(&mut os_rng()));
    let stored = ctx
        .write(|tx: Tx| async move {
            refuse_known(&tx, batch_id).await?;
            let row = batches::ActiveModel {
                batch_id: Set(batch_id.clone()),
                name: Set(input.name.clone()),
                user_id: Set(ctx.actor.user_id),
                by_super_admin: Set(ctx.actor.super_admin),
                created_at: Set(tx.now()),
                finished_at: Set(None),
                ..Default::default()
            };
            let batch = tx.insert(row).await?;
            let rows = (0..).zip(&input.transactions).map(|(position, one)| line(batch.id, position, one));
            tx.insert_all(rows.collect()).await?;
            tx.enqueue(Enqueue::now(enter::ENTER, json!({"transaction_batch_id": batch.id}))).await?;
            Ok::<_, Error>(batch)
        })
        .await?;
    let count = Count { transactions: input.transactions.len() as i64, ..Count::default() };
    Answer::created(&TransactionBatchView::of(stored, count))
}

/// # Errors
/// 422 in the reference's words.
async fn refuse_known(tx: &Tx, batch_id: &str) -> Result<()> {
    let known = batches::Entity::find().filter(batches::Column::BatchId.eq(batch_id)).one(tx).await;
    match known.map_err(classify)? {
        Some(_) => Err(Error::field("batch_id", "The batch id must be unique.")),
        None => Ok(()),
    }
}

fn line(batch: i64, position: i64, one: &TransactionInput) -> lines::ActiveModel {
    let tax = |tax: &TaxTransactionInput| json!({"description": tax.description, "amount": tax.amount});
    lines::ActiveModel {
        transaction_batch_id: Set(batch),
        position: Set(position),
        account_id: Set(one.account_id),
        service_id: Set(one.service_id),
        quantity: Set(one.quantity),
        description_override: Set(one.description_override.clone()),
        amount: Set(one.amount),
        override_taxation: Set(one.override_taxation),
        tax_transactions: Set(one.tax_transactions.iter().map(tax).collect::<Value>()),
        state: Set(lines::QUEUED.into()),
        failure: Set(None),
        debit_id: Set(None),
        discount_id: Set(None),
        ..Default::default()
    }
}
