use std::collections::HashMap;

use fairlead_catalog::{invoice_messages, taxes};
use fairlead_customers::accounts;
use fairlead_documents::{
    AppliedCredit, DateRange, InvoiceDocument, InvoiceLine, InvoiceState, InvoiceTax, PaymentSlip,
    SubAccountSection,
};
use fairlead_kernel::{Money, Result};
use fairlead_store::classify;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

use super::frame::Frame;
use super::items;
use crate::invoicing::settings::lines as texts;
use crate::ledger::{credits, debits, deposits, discounts, invoices, line_taxes, payments};

/// An invoice as it is printed, with the invoices that are linked to it.
pub(crate) async fn document(
    connection: &DatabaseConnection,
    frame: &Frame,
    account: &accounts::Model,
    invoice: &invoices::Model,
) -> Result<InvoiceDocument> {
    let linked = linked(connection, invoice.id).await?;
    let ids: Vec<i64> = linked.iter().chain([invoice]).map(|one| one.id).collect();
    let invoicing = &frame.house.invoicing;
    let lines = Lines::of(connection, &ids, invoicing.shows_taxes_per_line()).await?;
    let sub_accounts = sub_accounts(connection, &linked, &lines).await?;
    let (own, own_taxes) = lines.on(invoice.id);
    let total = lines.total(invoice.id) + sub_accounts.iter().map(|section| section.subtotal).sum();
    let amount_due = invoice.remaining_due + linked.iter().map(|one| one.remaining_due).sum();
    let state = match (invoice.void, amount_due <= Money::ZERO) {
        (true, _) => InvoiceState::Void,
        (_, true) => InvoiceState::Paid,
        _ => InvoiceState::Open,
    };
    let printed: Vec<&invoices::Model> = std::iter::once(invoice).chain(&linked).collect();
    let messages = invoice_messages::of_account_type(connection, account.account_type_id).await?;
    Ok(InvoiceDocument {
        company: frame.house.company.clone(),
        account: frame.account.clone(),
        invoice_id: invoice.id,
        date: invoice.date,
        due_date: invoice.due_date,
        period: lines.period(invoice.id),
        auto_pay_date: None,
        currency: frame.house.currency.clone(),
        lines: own,
        taxes: own_taxes,
        sub_accounts,
        total,
        credits: applied(connection, frame, &ids).await?,
        previous_balance: None,
        amount_due,
        usage: Vec::new(),
        items: items::of(connection, frame, &printed).await?,
        messages_html: messages.into_iter().map(|message| message.message).collect(),
        state,
        payment_slip: invoicing
            .payment_slip
            .then(|| PaymentSlip { remit_to_lines: texts(invoicing.remit_to.as_deref()) }),
    })
}

/// The invoices of sub accounts that are paid with it.
async fn linked(connection: &impl ConnectionTrait, invoice_id: i64) -> Result<Vec<invoices::Model>> {
    let of_master = invoices::Entity::find()
        .filter(invoices::Column::MasterInvoiceId.eq(invoice_id))
        .filter(invoices::Column::Void.eq(false))
        .order_by_asc(invoices::Column::AccountId)
        .order_by_asc(invoices::Column::Id);
    of_master.all(connection).await.map_err(classify)
}

async fn sub_accounts(
    connection: &impl ConnectionTrait,
    linked: &[invoices::Model],
    lines: &Lines,
) -> Result<Vec<SubAccountSection>> {
    let ids = linked.iter().map(|one| one.account_id);
    let found = accounts::Entity::find().filter(accounts::Column::Id.is_in(ids)).all(connection).await;
    let names: HashMap<i64, String> =
        found.map_err(classify)?.into_iter().map(|account| (account.id, account.name)).collect();
    let section = |one: &invoices::Model| {
        let (own, taxes) = lines.on(one.id);
        SubAccountSection {
            account_id: one.account_id,
            account_name: names.get(&one.account_id).cloned().unwrap_or_default(),
            lines: own,
            taxes,
            subtotal: lines.total(one.id),
        }
    };
    Ok(linked.iter().map(section).collect())
}

/// The debits of some invoices, with their taxes.
struct Lines {
    debits: Vec<debits::Model>,
    taxes: HashMap<i64, Vec<line_taxes::Model>>,
    /// Taxes whose rate is an amount, not a percentage.
    flat: Vec<i64>,
    /// Whether each line shows its own.
    per_line: bool,
}

impl Lines {
    async fn of(connection: &impl ConnectionTrait, invoice_ids: &[i64], per_line: bool) -> Result<Self> {
        let debits = debits::Entity::find()
            .filter(debits::Column::InvoiceId.is_in(invoice_ids.iter().copied()))
            .order_by_asc(debits::Column::Id)
            .all(connection)
            .await
            .map_err(classify)?;
        let mut by_debit: HashMap<i64, Vec<line_taxes::Model>> = HashMap::new();
        for part in debits.chunks(1000) {
            let of_debits = line_taxes::Entity::find()
                .filter(line_taxes::Column::DebitId.is_in(part.iter().map(|debit| debit.id)))
                .order_by_asc(line_taxes::Column::Id);
            for tax in of_debits.all(connection).await.map_err(classify)? {
                by_debit.entry(tax.debit_id.unwrap_or_default()).or_default().push(tax);
            }
        }
        let flat = taxes::Entity::find().filter(taxes::Column::Application.eq(taxes::TaxApplication::Flat));
        let flat = flat.all(connection).await.map_err(classify)?.into_iter().map(|tax| tax.id).collect();
        Ok(Self { debits, taxes: by_debit, flat, per_line })
    }

    fn debits(&self, invoice_id: i64) -> impl Iterator<Item = &debits::Model> {
        self.debits.iter().filter(move |debit| debit.invoice_id == Some(invoice_id))
    }

    fn total(&self, invoice_id: i64) -> Money {
        self.debits(invoice_id).map(|debit| debit.amount + debit.tax_amount).sum()
    }

    /// From the first day that a line pays for through the last one.
    fn period(&self, invoice_id: i64) -> Option<DateRange> {
        let from = self.debits(invoice_id).filter_map(|debit| debit.period_start).min()?;
        let end = self.debits(invoice_id).filter_map(|debit| debit.period_end).max()?;
        Some(DateRange { from, through: end.pred_opt().filter(|last| *last >= from).unwrap_or(from) })
    }

    fn on(&self, invoice_id: i64) -> (Vec<InvoiceLine>, Vec<InvoiceTax>) {
        let shown = |debit: &debits::Model| InvoiceLine {
            shown_taxes: if self.per_line { self.taxes_of(debit) } else { Vec::new() },
            ..line(debit)
        };
        let taxes = self.debits(invoice_id).flat_map(|debit| self.taxes_of(debit)).collect();
        (self.debits(invoice_id).map(shown).collect(), taxes)
    }

    fn taxes_of(&self, debit: &debits::Model) -> Vec<InvoiceTax> {
        let tax = |tax: &line_taxes::Model| InvoiceTax {
            description: tax.description.clone(),
            rate: (!self.flat.contains(&tax.tax_id)).then_some(tax.rate),
            amount: tax.amount,
        };
        self.taxes.get(&debit.id).into_iter().flatten().map(tax).collect()
    }
}

fn line(debit: &debits::Model) -> InvoiceLine {
    let days = |days: Option<i64>| days.and_then(|days| u32::try_from(days).ok());
    InvoiceLine {
        description: debit.description.clone(),
        quantity: debit.quantity,
        months: u32::try_from(debit.number_of_months).unwrap_or(1),
        unit_price: debit.price,
        period: debit.period_start.zip(debit.period_end).map(|(from, end)| DateRange {
            from,
            through: end.pred_opt().filter(|last| *last >= from).unwrap_or(from),
        }),
        prorated_days: days(debit.days_remaining).zip(days(debit.days_in_cycle)),
        amount: debit.amount,
        shown_taxes: Vec::new(),
    }
}

/// What was put on the invoices and is in force.
async fn applied(
    connection: &impl ConnectionTrait,
    frame: &Frame,
    invoice_ids: &[i64],
) -> Result<Vec<AppliedCredit>> {
    let rows = credits::Entity::find()
        .filter(credits::Column::InvoiceId.is_in(invoice_ids.iter().copied()))
        .filter(credits::Column::Void.eq(false))
        .order_by_asc(credits::Column::Id)
        .all(connection)
        .await
        .map_err(classify)?;
    let discounts = discounts::Entity::find()
        .filter(discounts::Column::Id.is_in(rows.iter().filter_map(|row| row.discount_id)))
        .all(connection)
        .await
        .map_err(classify)?;
    let paid = payments_of(connection, rows.iter().filter_map(|row| row.deposit_id)).await?;
    let credit = |row: &credits::Model| AppliedCredit {
        date: frame.house.date(row.date),
        description: match (row.discount_id, row.deposit_id) {
            (Some(id), _) => discounts.iter().find(|one| one.id == id).map(|one| one.description.clone()),
            (_, Some(id)) => paid.get(&id).map(described),
            _ => None,
        }
        .unwrap_or_default(),
        amount: row.amount,
    };
    Ok(rows.iter().map(credit).collect())
}

/// The payments that made these deposits.
async fn payments_of(
    connection: &impl ConnectionTrait,
    deposit_ids: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, payments::Model>> {
    let of_ids = deposits::Entity::find().filter(deposits::Column::Id.is_in(deposit_ids));
    let deposits = of_ids.all(connection).await.map_err(classify)?;
    let of_deposits = payments::Entity::find()
        .filter(payments::Column::Id.is_in(deposits.iter().map(|deposit| deposit.payment_id)));
    let payments = of_deposits.all(connection).await.map_err(classify)?;
    let payment = |deposit: &deposits::Model| {
        let found = payments.iter().find(|payment| payment.id == deposit.payment_id);
        found.map(|payment| (deposit.id, payment.clone()))
    };
    Ok(deposits.iter().filter_map(payment).collect())
}

/// How it was paid, and the number of a check.
pub(super) fn described(payment: &payments::Model) -> String {
    match payment.reference.as_deref().filter(|reference| !reference.is_empty()) {
        Some(reference) => format!("{} {reference}", payment.r#type),
        None => payment.r#type.clone(),
    }
}
