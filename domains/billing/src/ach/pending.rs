use fairlead_kernel::{Money, Result};
use fairlead_store::{Timestamp, classify};
use fairlead_web::{Allowed, Answer, Failure, Read};
use sea_orm::sea_query::{Expr, Query, SelectStatement, SimpleExpr};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde::Serialize;
use utoipa::ToSchema;

use super::entries;
use super::view::AchBatch;
use crate::charging::attempts;

/// The most that a batch takes; the rest waits for the next one.
pub(super) const ENTRIES_MAX: u64 = 10_000;

/// Booked, and in no batch that is in force.
const UNSENT: &str = "payment_attempts.processor = 'ach' and payment_attempts.state = 'approved' and not exists \
    (select 1 from ach_entries e where e.payment_attempt_id = payment_attempts.id and not e.void)";
/// A payment that was not taken back.
const CHARGE: &str = "payment_attempts.kind = 'charge' and exists \
    (select 1 from payments p where p.id = payment_attempts.payment_id and not p.reversed)";
/// The refund of a payment that the bank has; where it has not, nothing needs to go back.
const REFUND: &str = "payment_attempts.kind = 'refund' and exists (select 1 from ach_entries e \
    join ach_batches b on b.id = e.ach_batch_id where e.payment_id = payment_attempts.payment_id and e.direction = 'debit' \
    and not e.void and e.returned_at is null and b.filed_at is not null)";

/// The payments and refunds that wait for a batch, the oldest first.
pub(super) fn pending() -> Select<attempts::Entity> {
    attempts::Entity::find()
        .filter(Expr::cust(format!("{UNSENT} and (({CHARGE}) or ({REFUND}))")))
        .order_by_asc(attempts::Column::Id)
        .limit(ENTRIES_MAX)
}

/// The payment methods whose token a batch will need yet.
pub(crate) fn waiting_methods() -> SelectStatement {
    let mut methods = Query::select();
    let waiting: SimpleExpr = Expr::cust(format!("{UNSENT} and {CHARGE}"));
    methods.column(attempts::Column::PaymentMethodId).from(attempts::Entity).and_where(waiting);
    methods
}

/// [`entries::DEBIT`] or [`entries::CREDIT`].
pub(super) fn direction(attempt: &attempts::Model) -> &'static str {
    if attempt.kind == attempts::CHARGE { entries::DEBIT } else { entries::CREDIT }
}

/// A payment or refund that waits for a batch.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PendingAchEntry {
    /// The account.
    pub account_id: i64,
    /// The payment.
    pub payment_id: i64,
    /// `debit` for a payment, `credit` for a refund.
    pub direction: &'static str,
    /// How much.
    pub amount: Money,
    /// Since when it waits.
    pub created_at: Timestamp,
}

/// GET /financial/pending_ach_entries
pub(super) async fn list(ctx: Allowed<Read<AchBatch>>) -> Result<Answer, Failure> {
    let rows = pending().all(ctx.db().read()).await.map_err(classify)?;
    let shown = |row: &attempts::Model| PendingAchEntry {
        account_id: row.account_id,
        payment_id: row.payment_id,
        direction: direction(row),
        amount: row.amount,
        created_at: row.created_at,
    };
    Answer::whole(&rows.iter().map(shown).collect::<Vec<_>>())
}
