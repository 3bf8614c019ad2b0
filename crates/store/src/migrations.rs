use sea_orm::sea_query::{ColumnDef, Index, Table};

use crate::{Change, Step, index, sql, table};

/// The tables of the floor itself.
pub fn migrations() -> Vec<Step> {
    vec![
        Step { name: "m0001_floor", changes: floor },
        Step { name: "m0002_job_priority", changes: job_priority },
    ]
}

fn job_priority() -> Vec<Change> {
    vec![
        sql("alter table background_jobs add column priority bigint not null default 0"),
        index("background_jobs", &["state", "priority", "run_at"]),
    ]
}

fn floor() -> Vec<Change> {
    vec![
        table("audit_log")
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .col(ColumnDef::new("user_id").big_integer())
            .col(ColumnDef::new("username").text().not_null())
            .col(ColumnDef::new("request_id").text().not_null())
            .col(ColumnDef::new("action").text().not_null())
            .col(ColumnDef::new("entity").text().not_null())
            .col(ColumnDef::new("entity_id").big_integer().not_null())
            .col(ColumnDef::new("account_id").big_integer())
            .col(ColumnDef::new("before").json_binary())
            .col(ColumnDef::new("after").json_binary())
            .into(),
        index("audit_log", &["entity", "entity_id"]),
        index("audit_log", &["account_id"]),
        table("background_jobs")
            .col(ColumnDef::new("kind").text().not_null())
            .col(ColumnDef::new("payload").json_binary().not_null())
            .col(ColumnDef::new("state").text().not_null())
            .col(ColumnDef::new("attempts").big_integer().not_null())
            .col(ColumnDef::new("max_attempts").big_integer().not_null())
            .col(ColumnDef::new("progress_done").big_integer().not_null())
            .col(ColumnDef::new("progress_total").big_integer().not_null())
            .col(ColumnDef::new("last_error").text())
            .col(ColumnDef::new("run_at").big_integer().not_null())
            .col(ColumnDef::new("locked_until").big_integer())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .col(ColumnDef::new("started_at").big_integer())
            .col(ColumnDef::new("finished_at").big_integer())
            .into(),
        index("background_jobs", &["state", "run_at"]),
        Table::create()
            .table("background_schedules")
            .col(ColumnDef::new("name").text().not_null().primary_key())
            .col(ColumnDef::new("cron").text().not_null())
            .col(ColumnDef::new("next_run_at").big_integer().not_null())
            .col(ColumnDef::new("last_run_at").big_integer())
            .into(),
        Table::create()
            .table("idempotency_keys")
            .col(ColumnDef::new("user_id").big_integer().not_null())
            .col(ColumnDef::new("key").text().not_null())
            .col(ColumnDef::new("request_hash").text().not_null())
            .col(ColumnDef::new("status").big_integer())
            .col(ColumnDef::new("body").text())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .primary_key(Index::create().col("user_id").col("key"))
            .into(),
        Table::create()
            .table("search_terms")
            .col(ColumnDef::new("term").text().not_null())
            .col(ColumnDef::new("entity").text().not_null())
            .col(ColumnDef::new("entity_id").big_integer().not_null())
            .col(ColumnDef::new("account_id").big_integer().not_null())
            .into(),
        // Prefix queries compare code points, not a language's order.
        Change::PostgresSql("alter table search_terms alter column term type text collate \"C\""),
        sql(
            "create unique index uq_search_terms__term on search_terms (term, entity, entity_id, account_id)",
        ),
        index("search_terms", &["entity", "entity_id"]),
        index("search_terms", &["account_id"]),
        sql("create table auth_epoch (epoch bigint not null)"),
        sql("insert into auth_epoch (epoch) values (1)"),
    ]
}
