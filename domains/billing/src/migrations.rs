//! The tables of this domain. Ledger rows are append-only: what is undone is marked and named by the row that undoes it.

use fairlead_customers::accounts::migration::reference;
use fairlead_store::{Change, Step, index, sql, table};
use sea_orm::sea_query::{ColumnDef, TableCreateStatement};

/// In order.
pub fn migrations() -> Vec<Step> {
    vec![
        Step { name: "m0300_account_services", changes: account_services },
        Step { name: "m0301_account_tax_overrides", changes: account_tax_overrides },
        Step { name: "m0302_applied_adjustments", changes: crate::account_services::adjustments::migration },
        Step { name: "m0309_billing_runs", changes: billing_runs },
        Step { name: "m0310_invoices", changes: invoices },
        Step { name: "m0311_payments", changes: payments },
        Step { name: "m0312_debits", changes: debits },
        Step { name: "m0313_credits", changes: credits },
        Step { name: "m0320_payment_processor", changes: crate::payment_processor::migration },
        Step { name: "m0321_payment_methods", changes: crate::payment_methods::table::migration },
        Step { name: "m0322_payment_attempts", changes: crate::charging::migration },
        Step { name: "m0330_data_usage", changes: crate::usage::migration::changes },
        Step { name: "m0340_scheduled_events", changes: crate::scheduled_events::migration },
        Step { name: "m0341_auto_pay", changes: crate::charging::auto_pay_migration },
        Step { name: "m0350_invoicing", changes: crate::invoicing::migration },
        Step { name: "m0351_mailing", changes: crate::mailing::migration },
        Step { name: "m0342_transaction_batches", changes: crate::transaction_batches::table::migration },
        Step { name: "m0343_deposit_slips", changes: crate::deposit_slips::migration },
        Step { name: "m0360_ledger_codes", changes: crate::ledger_export::migration },
        Step { name: "m0361_days_of_postings", changes: crate::ledger_export::days_of_postings },
        Step { name: "m0352_print_batches", changes: crate::print_batches::migration },
        Step { name: "m0353_ach", changes: crate::ach::migration },
    ]
}

pub(crate) fn of_account(name: &'static str) -> TableCreateStatement {
    table(name)
        .col(ColumnDef::new("account_id").big_integer().not_null())
        .foreign_key(&mut reference(name, "account_id", "accounts"))
        .to_owned()
}

pub(crate) fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().to_owned()
}

pub(crate) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().to_owned()
}

fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().to_owned()
}

fn maybe(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().to_owned()
}

fn account_services() -> Vec<Change> {
    vec![
        of_account("account_services")
            .col(number("service_id"))
            .col(number("quantity"))
            .col(maybe("price_override"))
            .col(ColumnDef::new("price_override_reason").text())
            .col(ColumnDef::new("name_override").text())
            .col(maybe("package_id"))
            .col(ColumnDef::new("unique_package_id").text())
            .col(number("number_of_times_billed"))
            .col(ColumnDef::new("next_bill_date").date())
            .col(ColumnDef::new("metadata").json_binary().not_null())
            .col(number("created_at"))
            .foreign_key(&mut reference("account_services", "service_id", "services"))
            .foreign_key(&mut reference("account_services", "package_id", "packages"))
            .into(),
        index("account_services", &["account_id"]),
        index("account_services", &["service_id"]),
        index("account_services", &["package_id"]),
    ]
}

fn account_tax_overrides() -> Vec<Change> {
    vec![
        of_account("account_tax_overrides")
            .col(number("tax_id"))
            .col(number("rate"))
            .foreign_key(&mut reference("account_tax_overrides", "tax_id", "taxes"))
            .into(),
        sql(
            "create unique index uq_account_tax_overrides__tax_id on account_tax_overrides (account_id, tax_id)",
        ),
        index("account_tax_overrides", &["tax_id"]),
    ]
}

fn billing_runs() -> Vec<Change> {
    vec![
        table("billing_runs")
            .col(ColumnDef::new("date").date().not_null())
            .col(text("state"))
            .col(number("cursor"))
            .col(number("accounts"))
            .col(number("accounts_done"))
            .col(number("accounts_billed"))
            .col(number("accounts_failed"))
            .col(number("invoices"))
            .col(number("invoiced"))
            .col(number("started_at"))
            .col(ColumnDef::new("finished_at").big_integer())
            .into(),
        sql("create unique index uq_billing_runs__date on billing_runs (date)"),
        of_account("billing_run_failures")
            .col(number("billing_run_id"))
            .col(ColumnDef::new("bill_date").date().not_null())
            .col(text("message"))
            .foreign_key(&mut reference("billing_run_failures", "billing_run_id", "billing_runs"))
            .into(),
        index("billing_run_failures", &["billing_run_id"]),
        index("billing_run_failures", &["account_id"]),
    ]
}

fn invoices() -> Vec<Change> {
    vec![
        of_account("invoices")
            .col(ColumnDef::new("date").date().not_null())
            .col(ColumnDef::new("due_date").date().not_null())
            .col(ColumnDef::new("auto_pay").date())
            .col(flag("auto_pay_attempted"))
            .col(flag("automatic"))
            .col(flag("frozen"))
            .col(flag("void"))
            .col(flag("delinquent"))
            .col(number("number_of_months"))
            .col(number("remaining_due"))
            .col(maybe("master_invoice_id"))
            .col(ColumnDef::new("bill_date").date())
            .col(maybe("billing_run_id"))
            .col(number("created_at"))
            .foreign_key(&mut reference("invoices", "master_invoice_id", "invoices"))
            .foreign_key(&mut reference("invoices", "billing_run_id", "billing_runs"))
            .into(),
        index("invoices", &["account_id"]),
        index("invoices", &["master_invoice_id"]),
        index("invoices", &["billing_run_id"]),
        sql("create index ix_invoices__due on invoices (due_date) where remaining_due > 0"),
        sql("create index ix_invoices__delinquent on invoices (account_id) where delinquent"),
        sql("create index ix_invoices__open on invoices (account_id) where remaining_due > 0"),
        sql("create index ix_invoices__open_linked on invoices (master_invoice_id) \
             where remaining_due > 0 and master_invoice_id is not null"),
    ]
}

fn payments() -> Vec<Change> {
    vec![
        of_account("payments")
            .col(number("amount"))
            .col(maybe("payment_method_id"))
            .col(text("type"))
            .col(ColumnDef::new("reference").text())
            .col(ColumnDef::new("response_message").text())
            .col(ColumnDef::new("transaction_id").text())
            .col(ColumnDef::new("payment_tracker_id").text())
            .col(flag("success"))
            .col(flag("reversed"))
            .col(ColumnDef::new("reversed_at").date())
            .col(number("date"))
            .col(number("created_at"))
            .into(),
        index("payments", &["account_id"]),
        sql(
            "create unique index uq_payments__payment_tracker_id on payments (account_id, payment_tracker_id)",
        ),
        sql(
            "create unique index uq_payments__transaction_id on payments (transaction_id) where type = 'paypal'",
        ),
        of_account("deposits")
            .col(number("payment_id"))
            .col(number("amount"))
            .col(number("amount_remaining"))
            .col(flag("void"))
            .col(number("date"))
            .foreign_key(&mut reference("deposits", "payment_id", "payments"))
            .into(),
        index("deposits", &["account_id"]),
        index("deposits", &["payment_id"]),
        sql("create index ix_deposits__left on deposits (account_id) where amount_remaining > 0"),
    ]
}

fn line(name: &'static str) -> TableCreateStatement {
    of_account(name)
        .col(number("service_id"))
        .col(text("description"))
        .col(number("price"))
        .col(number("quantity"))
        .col(number("number_of_months"))
        .col(ColumnDef::new("period_start").date())
        .col(ColumnDef::new("period_end").date())
        .col(maybe("days_remaining"))
        .col(maybe("days_in_cycle"))
        .col(number("amount"))
        .col(number("tax_amount"))
        .col(ColumnDef::new("reversed_at").date())
        .col(number("date"))
        .foreign_key(&mut reference(name, "service_id", "services"))
        .to_owned()
}

fn debits() -> Vec<Change> {
    vec![
        line("discounts").col(number("amount_remaining")).into(),
        index("discounts", &["account_id"]),
        index("discounts", &["service_id"]),
        sql("create index ix_discounts__left on discounts (account_id) where amount_remaining > 0"),
        line("debits")
            .col(maybe("invoice_id"))
            .col(maybe("discount_id"))
            .foreign_key(&mut reference("debits", "invoice_id", "invoices"))
            .foreign_key(&mut reference("debits", "discount_id", "discounts"))
            .into(),
        index("debits", &["account_id"]),
        index("debits", &["invoice_id"]),
        index("debits", &["service_id"]),
        sql(
            "create index ix_debits__uninvoiced on debits (account_id) where invoice_id is null and discount_id is null",
        ),
        table("line_taxes")
            .col(maybe("debit_id"))
            .col(maybe("discount_id"))
            .col(number("tax_id"))
            .col(maybe("geotax_id"))
            .col(text("description"))
            .col(number("rate"))
            .col(number("base"))
            .col(number("amount"))
            .foreign_key(&mut reference("line_taxes", "debit_id", "debits"))
            .foreign_key(&mut reference("line_taxes", "discount_id", "discounts"))
            .into(),
        index("line_taxes", &["debit_id"]),
        index("line_taxes", &["discount_id"]),
    ]
}

fn credits() -> Vec<Change> {
    vec![
        of_account("credits")
            .col(number("invoice_id"))
            .col(maybe("deposit_id"))
            .col(maybe("discount_id"))
            .col(number("amount"))
            .col(flag("void"))
            .col(number("date"))
            .foreign_key(&mut reference("credits", "invoice_id", "invoices"))
            .foreign_key(&mut reference("credits", "deposit_id", "deposits"))
            .foreign_key(&mut reference("credits", "discount_id", "discounts"))
            .into(),
        index("credits", &["invoice_id"]),
        index("credits", &["deposit_id"]),
        index("credits", &["discount_id"]),
    ]
}
