//! The tables of this domain.

use fairlead_store::{Change, Step, index, seed, sql, table, unique_text};
use sea_orm::sea_query::{ColumnDef, ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement, Table};

/// In order.
pub fn migrations() -> Vec<Step> {
    vec![
        Step { name: "m0050_users", changes: users },
        Step { name: "m0051_credentials", changes: credentials },
        Step { name: "m0052_settings", changes: settings },
        Step { name: "m0053_geocodes", changes: geocodes },
        Step { name: "m0054_billing_settings", changes: || vec![settings_row("billing")] },
        Step { name: "m0055_notifications", changes: notifications },
    ]
}

fn users() -> Vec<Change> {
    let mut changes = vec![
        table("roles")
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("permissions").json_binary().not_null())
            .col(ColumnDef::new("built_in").boolean().not_null())
            .into(),
        unique_text("roles", "name"),
    ];
    changes.extend(seed(
        "roles",
        &["name", "permissions", "built_in"],
        &[(1, &["Super Admin", "[]", "true"]), (2, &["Read Only", "[\"*.read\"]", "false"])],
    ));
    changes.extend([
        table("users")
            .col(ColumnDef::new("username").text().not_null())
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("public_name").text().not_null())
            .col(ColumnDef::new("locale").text().not_null())
            .col(ColumnDef::new("role_id").big_integer().not_null())
            .col(ColumnDef::new("email_address").text().not_null())
            .col(ColumnDef::new("mobile_number").text())
            .col(ColumnDef::new("password_hash").text().not_null())
            .col(ColumnDef::new("password_changed_at").big_integer().not_null())
            .col(ColumnDef::new("must_reset").boolean().not_null())
            .foreign_key(
                ForeignKey::create().name("fk_users__role_id").from("users", "role_id").to("roles", "id"),
            )
            .into(),
        unique_text("users", "username"),
        unique_text("users", "email_address"),
        index("users", &["role_id"]),
    ]);
    changes
}

/// What proves that somebody is a user goes with the user.
fn of_user(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}__user_id"))
        .from(table, "user_id")
        .to("users", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

fn credentials() -> Vec<Change> {
    vec![
        table("sessions")
            .col(ColumnDef::new("user_id").big_integer().not_null())
            .col(ColumnDef::new("token_hash").text().not_null())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .col(ColumnDef::new("last_seen_at").big_integer().not_null())
            .col(ColumnDef::new("expires_at").big_integer().not_null())
            .foreign_key(&mut of_user("sessions"))
            .into(),
        sql("create unique index uq_sessions__token_hash on sessions (token_hash)"),
        index("sessions", &["user_id"]),
        table("personal_tokens")
            .col(ColumnDef::new("user_id").big_integer().not_null())
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("token_hash").text().not_null())
            .col(ColumnDef::new("last_four").text().not_null())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .col(ColumnDef::new("last_used_at").big_integer())
            .col(ColumnDef::new("expires_at").big_integer())
            .foreign_key(&mut of_user("personal_tokens"))
            .into(),
        sql("create unique index uq_personal_tokens__token_hash on personal_tokens (token_hash)"),
        index("personal_tokens", &["user_id"]),
        Table::create()
            .table("second_factors")
            .col(ColumnDef::new("user_id").big_integer().not_null().primary_key())
            .col(ColumnDef::new("sealed_secret").text().not_null())
            .col(ColumnDef::new("confirmed_at").big_integer())
            .col(ColumnDef::new("last_step").big_integer())
            .col(ColumnDef::new("recovery_hashes").json_binary().not_null())
            .foreign_key(&mut of_user("second_factors"))
            .into(),
    ]
}

fn settings_row(group: &str) -> Change {
    sql(format!("insert into settings (name, value) values ('{group}', '{{}}')"))
}

fn settings() -> Vec<Change> {
    let create = Table::create()
        .table("settings")
        .col(ColumnDef::new("name").text().not_null().primary_key())
        .col(ColumnDef::new("value").json_binary().not_null())
        .into();
    let rows = ["application", "company", "geocoder", "mail", "security"].into_iter().map(settings_row);
    [create].into_iter().chain(rows).collect()
}

fn geocodes() -> Vec<Change> {
    vec![
        Table::create()
            .table("geocodes")
            .col(ColumnDef::new("query_hash").text().not_null().primary_key())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .col(ColumnDef::new("answer").json_binary())
            .into(),
        index("geocodes", &["created_at"]),
    ]
}

fn notifications() -> Vec<Change> {
    vec![
        table("notifications")
            .col(ColumnDef::new("user_id").big_integer().not_null())
            .col(ColumnDef::new("topic").text().not_null())
            .col(ColumnDef::new("failed").boolean().not_null())
            .col(ColumnDef::new("subject").text().not_null())
            .col(ColumnDef::new("body").text().not_null())
            .col(ColumnDef::new("link").text())
            .col(ColumnDef::new("is_read").boolean().not_null())
            .col(ColumnDef::new("in_console").boolean().not_null())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .foreign_key(&mut of_user("notifications"))
            .into(),
        index("notifications", &["user_id", "is_read"]),
        index("notifications", &["created_at"]),
        Table::create()
            .table("notification_preferences")
            .col(ColumnDef::new("user_id").big_integer().not_null())
            .col(ColumnDef::new("topic").text().not_null())
            .col(ColumnDef::new("in_console").boolean().not_null())
            .col(ColumnDef::new("by_mail").boolean().not_null())
            .primary_key(sea_orm::sea_query::Index::create().col("user_id").col("topic"))
            .foreign_key(&mut of_user("notification_preferences"))
            .into(),
    ]
}
