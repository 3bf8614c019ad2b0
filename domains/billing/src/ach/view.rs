use std::collections::HashMap;

use chrono::NaiveDate;
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::{Page, Timestamp, Tx, classify};
use fairlead_web::{NoInput, Resource, Within};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, FromQueryResult, Statement};
use serde::Serialize;
use utoipa::ToSchema;

use super::{batches, entries};

/// A batch as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = AchBatch)]
pub struct AchBatchView {
    /// Its id.
    pub id: i64,
    /// The bank day on which the money is to move.
    #[schema(value_type = String)]
    pub effective_date: NaiveDate,
    /// `open`: payments that are reversed leave it; `filed`: its file was made and it does not change; `void`.
    pub state: &'static str,
    /// Payments and refunds in it.
    pub entries: i64,
    /// What comes from customers.
    pub total_debit: Money,
    /// What goes back to customers.
    pub total_credit: Money,
    /// Entries that the bank returned.
    pub returned: i64,
    /// Who made it.
    pub user_id: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its file was made.
    pub filed_at: Option<Timestamp>,
    /// When it was given up.
    pub voided_at: Option<Timestamp>,
}

/// What is in a batch.
#[derive(Clone, Copy, Debug, Default, FromQueryResult)]
struct Sums {
    ach_batch_id: i64,
    entries: i64,
    total_debit: i64,
    total_credit: i64,
    returned: i64,
}

/// By batch: one query.
async fn sums(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<HashMap<i64, Sums>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    let sql = format!(
        "select ach_batch_id, count(*) as entries, \
         cast(sum(case when direction = 'debit' then amount else 0 end) as bigint) as total_debit, \
         cast(sum(case when direction = 'credit' then amount else 0 end) as bigint) as total_credit, \
         count(returned_at) as returned from ach_entries where ach_batch_id in ({}) group by ach_batch_id",
        ids.join(", ")
    );
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.map_err(classify)?;
    let read = |row| Sums::from_query_result(row, "").map(|sums| (sums.ach_batch_id, sums));
    rows.iter().map(|row| read(row).map_err(classify)).collect()
}

/// A batch as it is shown after a write.
///
/// # Errors
/// Those of the database.
pub(super) async fn shown(tx: &Tx, batch: batches::Model) -> Result<AchBatchView> {
    let mut views = AchBatch::views(tx, vec![batch]).await?;
    views.pop().ok_or_else(|| Error::Internal("no view of an ACH batch".into()))
}

/// The resource, as far as it is read.
pub struct AchBatch;

impl Resource for AchBatch {
    type Entity = batches::Entity;
    type Row = batches::Model;
    type Change = batches::ActiveModel;
    type Input = NoInput;
    type View = AchBatchView;
    type Scope = ();

    const PATH: &'static str = "/financial/ach_batches";
    const TAG: &'static str = "ACH";
    const NAME: &'static str = "ACH batch";
    const PERMISSION: &'static str = "ach_batches";
    const OWN: bool = true;

    fn page() -> Page<batches::Entity> {
        use batches::Column;
        Page {
            sorts: vec![Column::Id, Column::EffectiveDate, Column::FiledAt],
            filters: vec![Column::EffectiveDate, Column::FiledAt, Column::VoidedAt],
            searches: Vec::new(),
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
    ) -> Result<Vec<AchBatchView>> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let sums = sums(connection, &ids).await?;
        let view = |row: batches::Model| {
            let sums = sums.get(&row.id).copied().unwrap_or_default();
            AchBatchView {
                id: row.id,
                effective_date: row.effective_date,
                state: match (row.voided_at, row.filed_at) {
                    (Some(_), _) => "void",
                    (None, Some(_)) => "filed",
                    (None, None) => "open",
                },
                entries: sums.entries,
                total_debit: Money::from_scaled(sums.total_debit),
                total_credit: Money::from_scaled(sums.total_credit),
                returned: sums.returned,
                user_id: row.user_id,
                created_at: row.created_at,
                filed_at: row.filed_at,
                voided_at: row.voided_at,
            }
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// An entry as it is shown: of the number only its end.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = AchEntry)]
pub struct AchEntryView {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// The payment that it makes or gives back.
    pub payment_id: i64,
    /// `PPD`, `WEB` or `CCD`.
    pub class: String,
    /// `debit` for a payment, `credit` for a refund.
    pub direction: String,
    /// How much.
    pub amount: Money,
    /// Who holds the bank account.
    pub name_on_account: String,
    /// The last four characters of the account number.
    pub last_four: String,
    /// What the bank calls it, once the file is made.
    pub trace_number: Option<String>,
    /// `R01` and the like, when the bank returned it.
    pub return_code: Option<String>,
    /// What that means.
    pub return_reason: Option<String>,
    /// When that was booked.
    pub returned_at: Option<Timestamp>,
}

impl From<entries::Model> for AchEntryView {
    fn from(row: entries::Model) -> Self {
        Self {
            id: row.id,
            account_id: row.account_id,
            payment_id: row.payment_id,
            class: row.class,
            direction: row.direction,
            amount: row.amount,
            name_on_account: row.name_on_account,
            last_four: row.last_four,
            trace_number: row.trace_number,
            return_code: row.return_code,
            return_reason: row.return_reason,
            returned_at: row.returned_at,
        }
    }
}

/// What lies in one batch.
pub type OfBatch = Within<batches::Entity>;

/// The payments and refunds of a batch.
pub struct AchEntry;

impl Resource for AchEntry {
    type Entity = entries::Entity;
    type Row = entries::Model;
    type Change = entries::ActiveModel;
    type Input = NoInput;
    type View = AchEntryView;
    type Scope = OfBatch;

    const PATH: &'static str = "/financial/ach_batches/{id}/entries";
    const TAG: &'static str = AchBatch::TAG;
    const NAME: &'static str = "entry of an ACH batch";
    const PERMISSION: &'static str = AchBatch::PERMISSION;
    const OWN: bool = true;

    fn page() -> Page<entries::Entity> {
        use entries::Column;
        Page {
            sorts: vec![Column::Id, Column::Amount, Column::AccountId],
            filters: vec![Column::AccountId, Column::Direction, Column::Class, Column::ReturnCode],
            searches: vec![Column::NameOnAccount, Column::TraceNumber],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(_: &entries::Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut entries::ActiveModel) {}

    async fn views(_: &impl ConnectionTrait, rows: Vec<entries::Model>) -> Result<Vec<AchEntryView>> {
        Ok(rows.into_iter().map(AchEntryView::from).collect())
    }

    fn within(scope: &OfBatch) -> Condition {
        Condition::all().add(entries::Column::AchBatchId.eq(scope.0))
    }
}
