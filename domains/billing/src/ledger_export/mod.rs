//! The ledger as a journal of double entry, for the operator's bookkeeping (`docs/ACCOUNTING.md`). Nothing is stored for it: the
//! lines are read from the ledger's rows, each on the day on which it was posted. In every entry, and so on every day, what is
//! debited is what is credited.

mod codes;
mod csv;
mod lines;
mod postings;
mod range;
mod routes;
#[cfg(test)]
mod tests;

pub use codes::LedgerCodes;
pub(crate) use codes::migration;
#[cfg(test)]
pub(crate) use lines::{Row, all};
#[cfg(test)]
pub(crate) use range::Range;
pub(crate) use routes::routes;
pub use routes::{JournalLine, JournalSum};

use fairlead_store::{Change, sql};

/// When a credit was taken back, and indexes over the days on which something was posted. Until now only that it was taken back
/// was known: those credits count as taken back on their own day.
pub(crate) fn days_of_postings() -> Vec<Change> {
    let days = ["debits", "discounts", "payments", "credits"]
        .map(|table| sql(format!("create index ix_{table}__date on {table} (date)")));
    let mut changes = vec![
        sql("alter table credits add column voided_at bigint"),
        sql("update credits set voided_at = date where void"),
        sql("create index ix_credits__voided_at on credits (voided_at) where voided_at is not null"),
        sql("create index ix_payments__reversed_at on payments (reversed_at) where reversed_at is not null"),
        sql("create index ix_debits__discount_id on debits (discount_id) where discount_id is not null"),
    ];
    changes.extend(days);
    changes
}
