use chrono::NaiveDate;
use fairlead_billing_math::delinquency::{self, ageing};
use fairlead_customers::accounts;
use fairlead_documents::{Ageing, DateRange, EntryKind, StatementDocument, StatementEntry};
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::classify;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

use super::frame::Frame;
use super::invoice::described;
use super::items;
use crate::ledger::{debits, discounts, invoices, payments};

/// Something that changed what the account owes.
struct Move {
    date: NaiveDate,
    kind: EntryKind,
    description: String,
    /// Above zero it adds to the balance.
    amount: Money,
}

/// The statement that ends with an invoice: what happened since the invoice before it, on a balance of invoices less payments
/// and discounts.
pub(crate) async fn document(
    connection: &DatabaseConnection,
    frame: &Frame,
    account: &accounts::Model,
    invoice: &invoices::Model,
) -> Result<StatementDocument> {
    let invoices = invoices::Entity::find()
        .filter(invoices::Column::AccountId.eq(account.id))
        .order_by_asc(invoices::Column::Date)
        .order_by_asc(invoices::Column::Id)
        .all(connection)
        .await
        .map_err(classify)?;
    let before = invoices.iter().take_while(|one| one.id != invoice.id).last();
    let from = before.and_then(|one| one.date.succ_opt()).filter(|from| *from <= invoice.date);
    let mut moves = moves(connection, frame, account.id, &invoices).await?;
    moves.retain(|one| one.date <= invoice.date);
    moves.sort_by_key(|one| one.date);
    let from = from.or_else(|| moves.first().map(|one| one.date)).unwrap_or(invoice.date);
    let earlier = moves.iter().take_while(|one| one.date < from);
    let opening_balance: Money = earlier.map(|one| one.amount).sum();
    let mut running_balance = opening_balance;
    let entry = |one: Move| {
        running_balance += one.amount;
        StatementEntry {
            date: one.date,
            kind: one.kind,
            description: one.description,
            debit: one.amount.max(Money::ZERO),
            credit: (-one.amount).max(Money::ZERO),
            running_balance,
        }
    };
    let entries: Vec<StatementEntry> = moves.into_iter().filter(|one| one.date >= from).map(entry).collect();
    let printed: Vec<&invoices::Model> =
        invoices.iter().filter(|one| (from..=invoice.date).contains(&one.date) && !one.void).collect();
    Ok(StatementDocument {
        company: frame.house.company.clone(),
        account: frame.account.clone(),
        date: invoice.date,
        period: DateRange { from, through: invoice.date },
        currency: frame.house.currency.clone(),
        opening_balance,
        closing_balance: entries.last().map_or(opening_balance, |last| last.running_balance),
        entries,
        ageing: aged(&invoices, frame.house.today)?,
        items: items::of(connection, frame, &printed).await?,
    })
}

async fn moves(
    connection: &impl ConnectionTrait,
    frame: &Frame,
    account_id: i64,
    invoices: &[invoices::Model],
) -> Result<Vec<Move>> {
    let of_account = debits::Entity::find()
        .filter(debits::Column::AccountId.eq(account_id))
        .filter(debits::Column::InvoiceId.is_not_null());
    let debits = of_account.all(connection).await.map_err(classify)?;
    let discounts = discounts::Entity::find().filter(discounts::Column::AccountId.eq(account_id));
    let discounts = discounts.all(connection).await.map_err(classify)?;
    let payments = payments::Entity::find()
        .filter(payments::Column::AccountId.eq(account_id))
        .filter(payments::Column::Success.eq(true));
    let payments = payments.all(connection).await.map_err(classify)?;
    let issued = |invoice: &invoices::Model| {
        let on = debits.iter().filter(|debit| debit.invoice_id == Some(invoice.id));
        Move {
            date: invoice.date,
            kind: EntryKind::Invoice,
            description: format!("#{}", invoice.id),
            amount: on.map(|debit| debit.amount + debit.tax_amount).sum(),
        }
    };
    let given = |discount: &discounts::Model| Move {
        date: frame.house.date(discount.date),
        kind: EntryKind::Discount,
        description: discount.description.clone(),
        amount: -(discount.amount + discount.tax_amount),
    };
    let paid = |payment: &payments::Model| Move {
        date: frame.house.date(payment.date),
        kind: EntryKind::Payment,
        description: described(payment),
        amount: -payment.amount,
    };
    let reversed = |payment: &payments::Model| {
        let date = payment.reversed_at.filter(|_| payment.reversed)?;
        Some(Move {
            date,
            kind: EntryKind::Reversal,
            description: described(payment),
            amount: payment.amount,
        })
    };
    let mut all: Vec<Move> = invoices.iter().map(issued).collect();
    all.extend(discounts.iter().map(given));
    all.extend(payments.iter().map(paid));
    all.extend(payments.iter().filter_map(reversed));
    Ok(all)
}

/// What is due today, by days past due.
fn aged(invoices: &[invoices::Model], today: NaiveDate) -> Result<Ageing> {
    let open: Vec<delinquency::Invoice> = invoices
        .iter()
        .map(|row| delinquency::Invoice {
            due_date: row.due_date,
            remaining_due: row.remaining_due,
            frozen: row.frozen,
        })
        .collect();
    let aged = ageing(&open, today).ok_or_else(|| Error::Refused("The amount is too large.".into()))?;
    Ok(Ageing {
        current: aged.not_due,
        days_1_to_30: aged.days_0_to_30,
        days_31_to_60: aged.days_31_to_60,
        days_61_to_90: aged.days_61_to_90,
        days_over_90: aged.over_90_days,
    })
}
