//! The tables of this domain.

use fairlead_store::{Change, Step, index, seed, sql, table, unique_text};
use sea_orm::sea_query::ColumnDef;

use crate::accounts::migration::{account_addresses, account_contacts, accounts, billing_terms};
use crate::{contract_templates, contracts};

/// In order.
pub fn migrations() -> Vec<Step> {
    vec![
        Step { name: "m0110_account_groups", changes: account_groups },
        Step { name: "m0111_account_types", changes: account_types },
        Step { name: "m0112_account_statuses", changes: account_statuses },
        Step { name: "m0113_address_types", changes: address_types },
        Step { name: "m0120_accounts", changes: accounts },
        Step { name: "m0121_account_addresses", changes: account_addresses },
        Step { name: "m0122_account_contacts", changes: account_contacts },
        Step { name: "m0130_task_templates", changes: crate::task_templates::tables },
        Step { name: "m0131_tasks", changes: crate::tasks::tables },
        Step { name: "m0132_notes", changes: crate::notes::tables },
        Step { name: "m0133_account_call_logs", changes: crate::call_logs::tables },
        Step { name: "m0134_custom_fields", changes: crate::custom_fields::tables },
        Step { name: "m0135_files", changes: crate::files::tables },
        Step { name: "m0160_contract_templates", changes: contract_templates::migration },
        Step { name: "m0161_contracts", changes: contracts::migration },
        Step { name: "m0170_account_billing_terms", changes: billing_terms },
    ]
}

fn account_groups() -> Vec<Change> {
    vec![
        table("account_groups").col(ColumnDef::new("name").text().not_null()).into(),
        unique_text("account_groups", "name"),
        sql(
            "create table account_group_members (account_id bigint not null, account_group_id bigint not null \
             constraint fk_account_group_members__account_groups references account_groups (id), \
             primary key (account_id, account_group_id))",
        ),
        index("account_group_members", &["account_group_id"]),
    ]
}

fn account_types() -> Vec<Change> {
    let mut changes = vec![
        table("account_types")
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("type").text().not_null())
            .into(),
        unique_text("account_types", "name"),
    ];
    let rows: &[(i64, &[&str])] = &[(1, &["Residential", "residential"]), (2, &["Commercial", "commercial"])];
    changes.extend(seed("account_types", &["name", "type"], rows));
    changes
}

fn account_statuses() -> Vec<Change> {
    let mut changes = vec![
        table("account_statuses")
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("active").boolean().not_null())
            .col(ColumnDef::new("color").text().not_null())
            .col(ColumnDef::new("account_super_user_only").boolean().not_null())
            .into(),
        unique_text("account_statuses", "name"),
    ];
    let rows: &[(i64, &[&str])] = &[
        (1, &["Lead", "false", "#9b59b6", "false"]),
        (2, &["Active", "true", "#27ae60", "false"]),
        (3, &["Inactive", "false", "#7f8c8d", "false"]),
    ];
    let columns = ["name", "active", "color", "account_super_user_only"];
    changes.extend(seed("account_statuses", &columns, rows));
    changes
}

fn address_types() -> Vec<Change> {
    let mut changes = vec![
        table("address_types").col(ColumnDef::new("name").text().not_null()).into(),
        unique_text("address_types", "name"),
    ];
    changes.extend(seed("address_types", &["name"], &[(1, &["Physical"]), (2, &["Mailing"])]));
    changes
}
