//! The tables of this domain.

use fairlead_store::{Change, Step, index, sql, table};
use sea_orm::sea_query::ColumnDef;

/// In order.
pub fn migrations() -> Vec<Step> {
    vec![
        Step { name: "m0800_data_imports", changes: data_imports },
        Step { name: "m0801_left_out_rows", changes: left_out_rows },
    ]
}

fn left_out_rows() -> Vec<Change> {
    vec![
        sql("alter table data_import_rows add column left_out boolean not null default false"),
        sql("alter table data_imports add column rows_left_out bigint not null default 0"),
        sql(
            "create index ix_data_import_rows__left_out on data_import_rows (data_import_id, number) where left_out",
        ),
    ]
}

fn data_imports() -> Vec<Change> {
    let number = |name| ColumnDef::new(name).big_integer().not_null().to_owned();
    let maybe = |name| ColumnDef::new(name).big_integer().to_owned();
    let text = |name| ColumnDef::new(name).text().not_null().to_owned();
    let maybe_text = |name| ColumnDef::new(name).text().to_owned();
    let json = |name| ColumnDef::new(name).json_binary().not_null().to_owned();
    let mut imports = table("data_imports");
    for column in [text("type"), text("status"), text("stage"), maybe("progress"), number("user_id")] {
        imports.col(column);
    }
    for column in [text("username"), maybe_text("filename"), number("size_in_bytes"), maybe_text("blob_id")] {
        imports.col(column);
    }
    for column in [maybe_text("seal"), json("options"), json("choices"), json("columns")] {
        imports.col(column);
    }
    imports.col(ColumnDef::new("layout").json_binary());
    imports.col(ColumnDef::new("import_rows_above").boolean().not_null());
    for column in ["revision", "rows_total", "rows_failed", "rows_duplicate", "rows_imported"] {
        imports.col(number(column));
    }
    for column in ["created_at", "updated_at"] {
        imports.col(number(column));
    }
    for column in ["header_row", "header_row_found", "queued_at", "started_at", "finished_at", "undone_at"] {
        imports.col(maybe(column));
    }
    imports.col(maybe_text("message"));
    vec![
        Change::from(&mut imports),
        index("data_imports", &["status"]),
        index("data_imports", &["user_id"]),
        // The database itself keeps two imports of one type from running at once.
        sql(
            "create unique index uq_data_imports__running on data_imports (type) where status = 'In progress'",
        ),
        sql("create table data_import_rows (data_import_id bigint not null \
             constraint fk_data_import_rows__data_import_id references data_imports (id) on delete cascade, \
             number bigint not null, cells text not null, errors text, is_duplicate boolean not null, \
             primary key (data_import_id, number))"),
        sql("create index ix_data_import_rows__failed on data_import_rows (data_import_id, number) \
             where errors is not null"),
        sql("create table data_import_made (data_import_id bigint not null \
             constraint fk_data_import_made__data_import_id references data_imports (id) on delete cascade, \
             table_name text not null, first_id bigint not null, last_id bigint not null, \
             primary key (data_import_id, table_name, first_id))"),
    ]
}
