//! What a billing run is compared with: the rows that it made, inserted once more into empty tables with the same columns and
//! indexes, 500 rows a statement and 500 accounts a transaction, without anything having to be worked out.

use std::time::{Duration, Instant};

use fairlead_store::sea_orm::Value;
use fairlead_store::{Rows, Tx, Who};

use crate::provider::Provider;

const INVOICES: &[&str] = &[
    "id",
    "account_id",
    "date",
    "due_date",
    "auto_pay",
    "auto_pay_attempted",
    "automatic",
    "frozen",
    "void",
    "delinquent",
    "number_of_months",
    "remaining_due",
    "bill_date",
    "billing_run_id",
    "created_at",
];
const DEBITS: &[&str] = &[
    "id",
    "account_id",
    "service_id",
    "description",
    "price",
    "quantity",
    "number_of_months",
    "period_start",
    "period_end",
    "amount",
    "tax_amount",
    "date",
    "invoice_id",
];
const TAXES: &[&str] =
    &["debit_id", "discount_id", "tax_id", "geotax_id", "description", "rate", "base", "amount"];

/// How long the inserts take. The tables are emptied first.
pub async fn insert_again(provider: &Provider) -> Duration {
    for table in ["line_taxes", "debits", "invoices"] {
        provider.run(&format!("delete from {table}")).await;
    }
    if !provider.is_postgres() {
        provider
            .run("update sqlite_sequence set seq = 0 where name in ('line_taxes', 'debits', 'invoices')")
            .await;
    }
    let started = Instant::now();
    let mut first = 1;
    while first <= provider.accounts {
        let last = Ord::min(first + 499, provider.accounts);
        let who = Who::platform("bench");
        let done = provider.app.db.write(&who, |tx: Tx| async move { chunk(&tx, first, last).await });
        done.await.expect("the rows are inserted");
        first = last + 1;
    }
    started.elapsed()
}

async fn chunk(tx: &Tx, first: i64, last: i64) -> fairlead_kernel::Result<()> {
    let (mut invoices, mut debits, mut taxes) =
        (Rows::of("invoices", INVOICES), Rows::of("debits", DEBITS), Rows::of("line_taxes", TAXES));
    let day = |text: &str| text.parse::<chrono::NaiveDate>().expect("a date");
    let (start, end, due) = (day("2026-04-01"), day("2026-05-01"), day("2026-04-11"));
    for account in first..=last {
        invoices.push([
            account.into(),
            account.into(),
            start.into(),
            due.into(),
            start.into(),
            false.into(),
            true.into(),
            false.into(),
            false.into(),
            false.into(),
            1_i64.into(),
            7696_i64.into(),
            start.into(),
            1_i64.into(),
            0_i64.into(),
        ]);
        for (service, name, price) in
            [(1_i64, "Internet 100", 5995_i64), (2, "Static address", 500), (3, "Router rent", 799)]
        {
            let debit = (account - 1) * 3 + service;
            debits.push([
                debit.into(),
                account.into(),
                service.into(),
                name.into(),
                price.into(),
                1_i64.into(),
                1_i64.into(),
                start.into(),
                end.into(),
                price.into(),
                (price / 18).into(),
                0_i64.into(),
                account.into(),
            ]);
            for (tax, name, rate) in [(1_i64, "State", 5_000_000_i64), (2, "County", 500_000)] {
                taxes.push([
                    debit.into(),
                    Value::BigInt(None),
                    tax.into(),
                    Value::BigInt(None),
                    name.into(),
                    rate.into(),
                    price.into(),
                    (price / 20).into(),
                ]);
            }
        }
    }
    tx.insert_rows(invoices).await?;
    tx.insert_rows(debits).await?;
    tx.insert_rows(taxes).await
}
