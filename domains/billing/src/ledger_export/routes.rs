use std::collections::BTreeMap;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use fairlead_customers::calendar;
use fairlead_identity::settings;
use fairlead_kernel::{Error, Money, Result, as_text};
use fairlead_store::Paginator;
use fairlead_web::{Allowed, Answer, Doc, Failure, ListQuery, Permission, Routes, csv};
use serde::Serialize;
use utoipa::ToSchema;

use super::codes::{Code, Codes, LedgerCodes};
use super::csv::journal as journal_file;
use super::lines::{self, Row};
use super::range::Range;

const TAG: &str = "Journal";

/// May read the journal.
struct ReadJournal;

impl Permission for ReadJournal {
    const RESOURCE: &'static str = "journal";
    const ACTION: &'static str = "read";
}

/// What made an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A debit: a charge.
    Debit,
    /// A discount.
    Discount,
    /// A discount that takes a debit of a void invoice back.
    Void,
    /// A successful payment.
    Payment,
    /// Funds were put on an invoice.
    Credit,
    /// They were taken from it again.
    CreditReversal,
    /// A payment was taken back.
    PaymentReversal,
    /// A payment was given back by its processor.
    Refund,
}

impl Kind {
    fn of(number: i64) -> Result<Self> {
        Ok(match number {
            1 => Self::Debit,
            2 => Self::Discount,
            3 => Self::Void,
            4 => Self::Payment,
            5 => Self::Credit,
            6 => Self::CreditReversal,
            7 => Self::PaymentReversal,
            8 => Self::Refund,
            other => return Err(Error::Internal(format!("no posting has the kind {other}"))),
        })
    }
}

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct JournalLine {
    /// The day of the posting in the application's time zone.
    #[schema(value_type = String)]
    pub date: NaiveDate,
    /// What made it.
    pub kind: Kind,
    /// The id of what made it: lines with the same kind and id are one entry, which balances.
    pub id: i64,
    /// The account.
    pub account_id: i64,
    /// Its name.
    pub account_name: String,
    /// The invoice of a credit; null otherwise.
    pub invoice_id: Option<i64>,
    /// The code of the general ledger.
    pub general_ledger_code: String,
    /// What that code is for.
    pub general_ledger_code_description: String,
    /// What bills call it; the type and reference of a payment.
    pub description: String,
    /// What is debited, with two decimals.
    #[serde(serialize_with = "as_text")]
    #[schema(value_type = String)]
    pub debit: Money,
    /// What is credited, with two decimals.
    #[serde(serialize_with = "as_text")]
    #[schema(value_type = String)]
    pub credit: Money,
}

impl JournalLine {
    /// The columns of a file, in the order of the fields.
    pub(super) const COLUMNS: [&'static str; 11] = [
        "date",
        "kind",
        "id",
        "account_id",
        "account_name",
        "invoice_id",
        "general_ledger_code",
        "general_ledger_code_description",
        "description",
        "debit",
        "credit",
    ];

    pub(super) fn of(row: Row, codes: &Codes) -> Result<Self> {
        let Code { code, description } = codes.of_line(&row.role, row.code_id);
        Ok(Self {
            date: row.day,
            kind: Kind::of(row.kind)?,
            id: row.id,
            account_id: row.account_id,
            account_name: row.account_name,
            invoice_id: row.invoice_id,
            general_ledger_code: code,
            general_ledger_code_description: description,
            description: row.description,
            debit: Money::from_scaled(Ord::max(row.amount, 0)),
            credit: Money::from_scaled(Ord::max(-row.amount, 0)),
        })
    }
}

/// What the lines of a code come to.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct JournalSum {
    /// The code of the general ledger.
    pub general_ledger_code: String,
    /// What that code is for.
    pub general_ledger_code_description: String,
    /// How many lines there are.
    pub lines: i64,
    /// What is debited, with two decimals.
    #[serde(serialize_with = "as_text")]
    #[schema(value_type = String)]
    pub debit: Money,
    /// What is credited, with two decimals.
    #[serde(serialize_with = "as_text")]
    #[schema(value_type = String)]
    pub credit: Money,
}

impl JournalSum {
    /// The columns of a file, in the order of the fields.
    const COLUMNS: [&'static str; 5] =
        ["general_ledger_code", "general_ledger_code_description", "lines", "debit", "credit"];
}

/// The routes of the journal.
pub(crate) fn routes() -> Routes {
    let doc = |summary: &str| {
        Doc::own(TAG, summary)
            .required_query("start", "The first day, such as 2026-01-01.")
            .required_query("end", "The last day; at most 1,100 days are given at a time.")
    };
    Routes::new()
        .get("/financial/journal", journal, doc("List: journal line").many::<JournalLine>())
        .get(
            "/financial/journal/summary",
            summary,
            doc("List: sum of the journal by code").many::<JournalSum>(),
        )
        .merge(settings::group::<LedgerCodes>())
}

/// GET /financial/journal: lines of double entry in the order of their days; with `account_id` those of one account, with
/// `format=csv` all of them as a file.
async fn journal(ctx: Allowed<ReadJournal>, query: ListQuery) -> Result<Response, Failure> {
    let range = Range::read(&query, calendar::time_zone(&ctx.app).await?)?;
    let query = query.query;
    if query.csv {
        return Ok(journal_file(ctx.app.clone(), range).await?);
    }
    let db = ctx.db().read();
    let total_count = lines::count(db, &range).await?;
    let found = lines::page(db, &range, query.limit, (query.page - 1) * query.limit).await?;
    let codes = Codes::of(&ctx.app).await?;
    let shown: Vec<JournalLine> =
        found.into_iter().map(|row| JournalLine::of(row, &codes)).collect::<Result<_>>()?;
    let total_pages = Ord::max(total_count.div_ceil(query.limit), 1);
    let paginator = Paginator { total_count, total_pages, current_page: query.page, limit: query.limit };
    Ok(Answer::list(&shown, paginator)?.into_response())
}

/// GET /financial/journal/summary: what was debited and credited by code, in the order of the codes.
async fn summary(ctx: Allowed<ReadJournal>, query: ListQuery) -> Result<Response, Failure> {
    let range = Range::read(&query, calendar::time_zone(&ctx.app).await?)?;
    let codes = Codes::of(&ctx.app).await?;
    let mut by_code: BTreeMap<Code, (i64, i64, i64)> = BTreeMap::new();
    for sum in lines::sums(ctx.db().read(), &range).await? {
        let (lines, debit, credit) = by_code.entry(codes.of_line(&sum.role, sum.code_id)).or_default();
        (*lines, *debit, *credit) = (*lines + sum.lines, *debit + sum.debit, *credit + sum.credit);
    }
    let sum = |(code, (lines, debit, credit)): (Code, _)| JournalSum {
        general_ledger_code: code.code,
        general_ledger_code_description: code.description,
        lines,
        debit: Money::from_scaled(debit),
        credit: Money::from_scaled(credit),
    };
    let sums: Vec<JournalSum> = by_code.into_iter().map(sum).collect();
    match query.query.csv {
        true => {
            let name = format!("journal-summary-{}-{}", range.start, range.end);
            let rows = match sums.is_empty() {
                true => csv::lines([JournalSum::COLUMNS])?,
                false => csv::views(&sums, true)?,
            };
            Ok(csv::file(&name, Body::from(rows)))
        }
        false => Ok(Answer::whole(&sums)?.into_response()),
    }
}
