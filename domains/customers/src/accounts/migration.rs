//! The tables of an account and of what it cannot be without.

use fairlead_store::{Change, index, sql, table, unique_text};
use sea_orm::sea_query::{ColumnDef, ForeignKey, ForeignKeyCreateStatement};

/// A foreign key named so that a violation names the field (rule 10).
pub fn reference(from: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(format!("fk_{from}__{column}")).from(from, column).to(to, "id").to_owned()
}

/// `accounts` and the history of their statuses.
pub(crate) fn accounts() -> Vec<Change> {
    vec![
        table("accounts")
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("account_type_id").big_integer().not_null())
            .col(ColumnDef::new("account_status_id").big_integer().not_null())
            .col(ColumnDef::new("parent_account_id").big_integer())
            .col(ColumnDef::new("bill_day").big_integer().not_null())
            .col(ColumnDef::new("next_bill_date").date())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .col(ColumnDef::new("updated_at").big_integer().not_null())
            .col(ColumnDef::new("deleted_at").big_integer())
            .foreign_key(&mut reference("accounts", "account_type_id", "account_types"))
            .foreign_key(&mut reference("accounts", "account_status_id", "account_statuses"))
            .foreign_key(&mut reference("accounts", "parent_account_id", "accounts"))
            .into(),
        index("accounts", &["account_type_id"]),
        index("accounts", &["account_status_id"]),
        index("accounts", &["parent_account_id"]),
        index("accounts", &["name"]),
        index("accounts", &["next_bill_date"]),
        index("accounts", &["created_at"]),
        table("account_status_changes")
            .col(ColumnDef::new("account_id").big_integer().not_null())
            .col(ColumnDef::new("from_account_status_id").big_integer())
            .col(ColumnDef::new("to_account_status_id").big_integer().not_null())
            .col(ColumnDef::new("activated").boolean().not_null())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .foreign_key(&mut reference("account_status_changes", "account_id", "accounts"))
            .into(),
        index("account_status_changes", &["created_at"]),
        index("account_status_changes", &["account_id"]),
    ]
}

/// When and how an account is billed, and what it owes; what was there before gets the built-in terms.
pub(crate) fn billing_terms() -> Vec<Change> {
    [
        "due_days bigint not null default 10",
        "grace_days bigint not null default 3",
        "grace_until date",
        "months_to_bill bigint not null default 1",
        "tax_exempt boolean not null default false",
        "print_invoice boolean not null default false",
        "separate_invoice_day_enabled boolean not null default false",
        "invoice_day bigint not null default 1",
        "auto_pay_days bigint not null default 0",
        "bill_mode text not null default 'invoice'",
        "auto_pay_day text not null default 'invoice'",
        "due_days_day text not null default 'billing'",
        "switch_status_after_delinquency boolean not null default false",
        "days_of_delinquency_for_status_switch bigint not null default 100",
        "delinquency_account_status_id bigint \
         constraint fk_accounts__delinquency_account_status_id references account_statuses (id)",
    ]
    .into_iter()
    .chain([
        "balance_due bigint not null default 0",
        "balance_total bigint not null default 0",
        "available_funds bigint not null default 0",
        "delinquent boolean not null default false",
    ])
    .map(|column| sql(format!("alter table accounts add column {column}")))
    .collect()
}

/// `account_addresses`
pub(crate) fn account_addresses() -> Vec<Change> {
    vec![
        table("account_addresses")
            .col(ColumnDef::new("account_id").big_integer().not_null())
            .col(ColumnDef::new("address_type_id").big_integer().not_null())
            .col(ColumnDef::new("line1").text().not_null())
            .col(ColumnDef::new("line2").text())
            .col(ColumnDef::new("city").text().not_null())
            .col(ColumnDef::new("state").text().not_null())
            .col(ColumnDef::new("county").text())
            .col(ColumnDef::new("zip").text())
            .col(ColumnDef::new("country").text().not_null())
            .col(ColumnDef::new("latitude").double())
            .col(ColumnDef::new("longitude").double())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .col(ColumnDef::new("updated_at").big_integer().not_null())
            .foreign_key(&mut reference("account_addresses", "account_id", "accounts"))
            .foreign_key(&mut reference("account_addresses", "address_type_id", "address_types"))
            .into(),
        index("account_addresses", &["account_id"]),
        index("account_addresses", &["address_type_id"]),
    ]
}

/// `account_contacts`; the database itself keeps an account from having two primary ones.
pub(crate) fn account_contacts() -> Vec<Change> {
    vec![
        table("account_contacts")
            .col(ColumnDef::new("account_id").big_integer().not_null())
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("role").text())
            .col(ColumnDef::new("email_address").text())
            .col(ColumnDef::new("phone_numbers").json_binary().not_null())
            .col(ColumnDef::new("email_message_categories").json_binary().not_null())
            .col(ColumnDef::new("primary").boolean().not_null())
            .col(ColumnDef::new("username").text())
            .col(ColumnDef::new("password_hash").text())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .col(ColumnDef::new("updated_at").big_integer().not_null())
            .foreign_key(&mut reference("account_contacts", "account_id", "accounts"))
            .into(),
        index("account_contacts", &["account_id"]),
        sql("create index ix_account_contacts__email_address on account_contacts (lower(email_address))"),
        unique_text("account_contacts", "username"),
        sql(
            "create unique index uq_account_contacts__primary on account_contacts (account_id) where \"primary\"",
        ),
    ]
}
