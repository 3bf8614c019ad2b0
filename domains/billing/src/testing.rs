use fairlead_store::{Tx, Who, classify};
use fairlead_testkit::{Setup, TestApp, json, serde_json::Value};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// The billing API with test users, on top of the domains below it.
pub(crate) fn setup() -> Setup {
    let mut migrations = fairlead_identity::migrations();
    migrations.extend(fairlead_customers::migrations());
    migrations.extend(fairlead_catalog::migrations());
    migrations.extend(crate::migrations());
    let routes = fairlead_identity::routes()
        .merge(fairlead_customers::routes())
        .merge(fairlead_catalog::routes())
        .merge(crate::routes());
    Setup { jobs: crate::jobs(), schedules: crate::schedules(), ..Setup::new(routes, migrations) }
}

/// The path of a new active account.
pub(crate) async fn account(t: &TestApp) -> String {
    format!("/accounts/{}", account_with(t, json!({})).await)
}

/// The id of a new active account with these values set.
pub(crate) async fn account_with(t: &TestApp, changes: Value) -> i64 {
    let mut body = json!({
        "name": "Ada Lovelace", "account_type_id": 1, "account_status_id": 2, "contact_name": "Ada Lovelace", "line1": "555 Packers Ln",
        "city": "Green Bay", "state": "WI", "zip": "54302", "country": "US",
    });
    for (name, value) in changes.as_object().expect("changes are an object") {
        body[name] = value.clone();
    }
    t.admin().post("/accounts", body).await.created()["id"].as_i64().expect("an id")
}

/// Sets columns of an account as they are stored.
pub(crate) async fn set(t: &TestApp, account_id: i64, columns: &str) {
    execute(t, &format!("update accounts set {columns} where id = {account_id}")).await;
}

/// Runs one statement.
pub(crate) async fn execute(t: &TestApp, sql: &str) {
    let who = Who::platform("test");
    let written =
        t.app.db.write(&who, |tx: Tx| async move { tx.execute_unprepared(sql).await.map_err(classify) });
    written.await.expect(sql);
}

/// Every value of every table as text, to be searched for what must not be there.
pub(crate) async fn dump(t: &TestApp) -> String {
    let backend = t.app.db.read().get_database_backend();
    let mut dump = String::new();
    let tables = match backend {
        DbBackend::Postgres => {
            "select table_name::text from information_schema.tables where table_schema = current_schema()"
        }
        _ => "select name from sqlite_master where type = 'table'",
    };
    for table in texts(t, tables).await {
        let rows = match backend {
            DbBackend::Postgres => format!("select row_to_json(t)::text from \"{table}\" t"),
            _ => {
                let columns = format!("select 'quote(\"' || name || '\")' from pragma_table_info('{table}')");
                let columns = texts(t, &columns).await;
                format!("select {} from \"{table}\"", columns.join(" || ' ' || "))
            }
        };
        dump.push_str(&texts(t, &rows).await.join("\n"));
    }
    dump
}

/// The first column of each row as text.
pub(crate) async fn texts(t: &TestApp, sql: &str) -> Vec<String> {
    let db = t.app.db.read();
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect(sql);
    rows.iter().map(|row| row.try_get_by_index::<String>(0).expect(sql)).collect()
}

/// What the books say of themselves that is not so: invoices that are not their debits less their credits, and funds that
/// are not what came less what was used of it, or below zero.
pub(crate) async fn unbalanced(t: &TestApp) -> Vec<String> {
    let used = |fund: &str| {
        format!("coalesce((select sum(c.amount) from credits c where c.{fund} = f.id and not c.void), 0)")
    };
    let sql = format!(
        "select 'invoice ' || i.id from invoices i where i.remaining_due < 0 or i.remaining_due <> \
           coalesce((select sum(d.amount + d.tax_amount) from debits d where d.invoice_id = i.id), 0) \
           - coalesce((select sum(c.amount) from credits c where c.invoice_id = i.id and not c.void), 0) \
         union all select 'deposit ' || f.id from deposits f where not f.void and (f.amount_remaining < 0 \
           or f.amount_remaining <> f.amount - {}) \
         union all select 'discount ' || f.id from discounts f where f.amount_remaining < 0 \
           or f.amount_remaining <> f.amount + f.tax_amount - {}",
        used("deposit_id"),
        used("discount_id"),
    );
    texts(t, &sql).await
}
