//! The tables of data usage.

use fairlead_customers::accounts::migration::reference;
use fairlead_store::{Change, index, sql, table};
use sea_orm::sea_query::ColumnDef;

use crate::migrations::{number, of_account, text};

/// Counters with what they showed last, what they grew by, and what that came to in each billing period.
pub(crate) fn changes() -> Vec<Change> {
    let mut changes = counters();
    changes.extend(periods());
    changes
}

fn counters() -> Vec<Change> {
    vec![
        of_account("usage_counters")
            .col(text("data_source_identifier"))
            .col(text("data_source_parent"))
            .col(text("data_type"))
            .col(number("at_in_microseconds"))
            .col(number("in_bytes"))
            .col(number("out_bytes"))
            .into(),
        sql("create unique index uq_usage_counters__data_source_identifier on usage_counters \
             (account_id, data_source_identifier, data_source_parent, data_type)"),
        table("usage_samples")
            .col(number("usage_counter_id"))
            .col(number("at_in_microseconds"))
            .col(number("since_in_microseconds"))
            .col(number("in_bytes"))
            .col(number("out_bytes"))
            .foreign_key(&mut reference("usage_samples", "usage_counter_id", "usage_counters"))
            .into(),
        index("usage_samples", &["usage_counter_id", "at_in_microseconds"]),
    ]
}

fn periods() -> Vec<Change> {
    vec![
        of_account("data_usage_histories")
            .col(number("billable_in_bytes"))
            .col(number("billable_out_bytes"))
            .col(number("free_in_bytes"))
            .col(number("free_out_bytes"))
            .col(number("start_time"))
            .col(ColumnDef::new("closed_time").big_integer())
            .into(),
        index("data_usage_histories", &["account_id"]),
        sql("create unique index uq_data_usage_histories__account_id on data_usage_histories (account_id) \
             where closed_time is null"),
        of_account("data_usage_top_offs")
            .col(number("data_usage_history_id"))
            .col(number("service_id"))
            .col(number("quantity"))
            .col(number("bytes"))
            .col(number("created_at"))
            .foreign_key(&mut reference(
                "data_usage_top_offs",
                "data_usage_history_id",
                "data_usage_histories",
            ))
            .foreign_key(&mut reference("data_usage_top_offs", "service_id", "services"))
            .into(),
        index("data_usage_top_offs", &["account_id"]),
        index("data_usage_top_offs", &["data_usage_history_id"]),
        index("data_usage_top_offs", &["service_id"]),
        of_account("data_usage_rollovers")
            .col(number("bytes"))
            .col(ColumnDef::new("rolled_on").date().not_null())
            .col(ColumnDef::new("expires_on").date())
            .into(),
        index("data_usage_rollovers", &["account_id"]),
    ]
}
