use std::collections::HashMap;

use fairlead_kernel::{Money, Result};
use fairlead_store::{Page, Timestamp, classify};
use fairlead_web::{NoInput, Resource, Within};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::table::{batches, lines};

/// A batch as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = TransactionBatch)]
pub struct TransactionBatchView {
    /// Its id.
    pub id: i64,
    /// The sender's id of it.
    pub batch_id: String,
    /// What the sender calls it.
    pub name: Option<String>,
    /// When it was sent.
    pub created_at: Timestamp,
    /// Who sent it.
    pub user_id: i64,
    /// Transactions in it.
    pub transactions: i64,
    /// Of which are on the books.
    pub transactions_entered: i64,
    /// Of which failed.
    pub transactions_failed: i64,
    /// When all of them were entered or had failed.
    pub finished_at: Option<Timestamp>,
}

/// Transactions of a batch by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub transactions: i64,
    pub entered: i64,
    pub failed: i64,
}

impl TransactionBatchView {
    pub(super) fn of(row: batches::Model, count: Count) -> Self {
        Self {
            id: row.id,
            batch_id: row.batch_id,
            name: row.name,
            created_at: row.created_at,
            user_id: row.user_id,
            transactions: count.transactions,
            transactions_entered: count.entered,
            transactions_failed: count.failed,
            finished_at: row.finished_at,
        }
    }
}

/// By batch: one query.
async fn counts(connection: &impl ConnectionTrait, ids: Vec<i64>) -> Result<HashMap<i64, Count>> {
    let select = lines::Entity::find()
        .select_only()
        .column(lines::Column::TransactionBatchId)
        .column(lines::Column::State)
        .column_as(lines::Column::Id.count(), "lines")
        .filter(lines::Column::TransactionBatchId.is_in(ids))
        .group_by(lines::Column::TransactionBatchId)
        .group_by(lines::Column::State);
    let rows: Vec<(i64, String, i64)> = select.into_tuple().all(connection).await.map_err(classify)?;
    let mut counts: HashMap<i64, Count> = HashMap::new();
    for (batch, state, lines) in rows {
        let count = counts.entry(batch).or_default();
        count.transactions += lines;
        match state.as_str() {
            lines::ENTERED => count.entered += lines,
            lines::FAILED => count.failed += lines,
            _ => {}
        }
    }
    Ok(counts)
}

/// The resource, as far as it is read.
pub struct TransactionBatch;

impl Resource for TransactionBatch {
    type Entity = batches::Entity;
    type Row = batches::Model;
    type Change = batches::ActiveModel;
    type Input = NoInput;
    type View = TransactionBatchView;
    type Scope = ();

    const PATH: &'static str = "/financial/transaction_batches";
    const TAG: &'static str = "Transaction_Batches";
    const NAME: &'static str = "transaction batch";
    const PERMISSION: &'static str = "transaction_batches";
    const OWN: bool = true;

    fn page() -> Page<batches::Entity> {
        use batches::Column;
        Page {
            sorts: vec![Column::Id, Column::CreatedAt, Column::FinishedAt],
            filters: vec![Column::BatchId, Column::UserId],
            searches: vec![Column::Name, Column::BatchId],
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &batches::Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut batches::ActiveModel) {}

    async fn views(
        connection: &impl ConnectionTrait,
        rows: Vec<batches::Model>,
    ) -> Result<Vec<TransactionBatchView>> {
        let mut counts = counts(connection, rows.iter().map(|row| row.id).collect()).await?;
        let view = |row: batches::Model| {
            let count = counts.remove(&row.id).unwrap_or_default();
            TransactionBatchView::of(row, count)
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// A transaction of a batch as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = BatchTransaction)]
pub struct BatchTransactionView {
    /// Its place in the batch, from 0.
    pub position: i64,
    /// The account.
    pub account_id: i64,
    /// The service.
    pub service_id: i64,
    /// How many.
    pub quantity: i64,
    /// What the bill calls it instead of the name of the service.
    pub description_override: Option<String>,
    /// That of an adjustment.
    pub amount: Option<Money>,
    /// Whether `tax_transactions` are its taxes.
    pub override_taxation: bool,
    /// `description` and `amount` of each.
    #[schema(value_type = Vec<Object>)]
    pub tax_transactions: Value,
    /// `queued`, `entered` or `failed`.
    pub state: String,
    /// Why it failed.
    pub failure: Option<String>,
    /// The debit that it made.
    pub debit_id: Option<i64>,
    /// The discount that it made.
    pub discount_id: Option<i64>,
}

impl From<lines::Model> for BatchTransactionView {
    fn from(row: lines::Model) -> Self {
        Self {
            position: row.position,
            account_id: row.account_id,
            service_id: row.service_id,
            quantity: row.quantity,
            description_override: row.description_override,
            amount: row.amount,
            override_taxation: row.override_taxation,
            tax_transactions: row.tax_transactions,
            state: row.state,
            failure: row.failure,
            debit_id: row.debit_id,
            discount_id: row.discount_id,
        }
    }
}

/// What lies in one batch.
pub type OfBatch = Within<batches::Entity>;

/// The transactions of a batch with what became of each.
pub struct BatchTransaction;

impl Resource for BatchTransaction {
    type Entity = lines::Entity;
    type Row = lines::Model;
    type Change = lines::ActiveModel;
    type Input = NoInput;
    type View = BatchTransactionView;
    type Scope = OfBatch;

    const PATH: &'static str = "/financial/transaction_batches/{id}/transactions";
    const TAG: &'static str = TransactionBatch::TAG;
    const NAME: &'static str = "transaction of a batch";
    const PERMISSION: &'static str = TransactionBatch::PERMISSION;
    const OWN: bool = true;

    fn page() -> Page<lines::Entity> {
        use lines::Column;
        Page {
            sorts: vec![Column::Position, Column::AccountId],
            filters: vec![Column::State, Column::AccountId, Column::ServiceId],
            searches: Vec::new(),
            order: (Column::Position, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(_: &lines::Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut lines::ActiveModel) {}

    async fn views(_: &impl ConnectionTrait, rows: Vec<lines::Model>) -> Result<Vec<BatchTransactionView>> {
        Ok(rows.into_iter().map(BatchTransactionView::from).collect())
    }

    fn within(scope: &OfBatch) -> Condition {
        Condition::all().add(lines::Column::TransactionBatchId.eq(scope.0))
    }
}
