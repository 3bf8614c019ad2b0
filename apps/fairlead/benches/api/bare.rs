//! What Fairlead is compared with: an axum handler and sqlx on the same schema, pools and durability, and nothing else:
//! no authentication, no permissions, no validation, no audit, no search terms.

use std::path::Path;
use std::time::Duration;

use axum::extract::{Path as UrlPath, Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

#[derive(Clone)]
struct Pools {
    read: SqlitePool,
    write: SqlitePool,
}

#[derive(Deserialize)]
struct Page {
    limit: i64,
    page: i64,
}

type Row = (i64, String, i64, i64, Option<String>);

const BY_ID: &str =
    "select id, name, account_type_id, account_status_id, next_bill_date from accounts where id = $1";
const LIST: &str = "select id, name, account_type_id, account_status_id, next_bill_date from accounts \
                    order by id limit $1 offset $2";

pub async fn start(database: &Path) -> String {
    let options = SqliteConnectOptions::new()
        .filename(database)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true);
    let pool = || SqlitePoolOptions::new().test_before_acquire(false);
    let read =
        pool().max_connections(4).connect_with(options.clone().read_only(true)).await.expect("readers");
    let write = pool().max_connections(1).connect_with(options).await.expect("a writer");
    let router = Router::new()
        .route("/accounts/{id}", get(by_id))
        .route("/accounts", get(list).post(create))
        .with_state(Pools { read, write });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    // Its own threads, as Fairlead has its own process.
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let listener = listener.into_std().expect("a socket");
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
            axum::serve(listener, router).await.expect("it serves");
        });
    });
    format!("http://{address}")
}

fn shown((id, name, account_type_id, account_status_id, next_bill_date): Row) -> Value {
    json!({
        "id": id, "name": name, "account_type_id": account_type_id, "account_status_id": account_status_id,
        "account_groups": [], "balance_due": 0, "balance_total": 0, "sub_accounts": [],
        "next_bill_date": next_bill_date, "delinquent": false, "company_id": null,
    })
}

async fn by_id(State(pools): State<Pools>, UrlPath(id): UrlPath<i64>) -> Json<Value> {
    let row: Row = sqlx::query_as(BY_ID).bind(id).fetch_one(&pools.read).await.expect("a row");
    Json(json!({"data": shown(row)}))
}

async fn list(State(pools): State<Pools>, Query(page): Query<Page>) -> Json<Value> {
    let rows: Vec<Row> = sqlx::query_as(LIST)
        .bind(page.limit)
        .bind((page.page - 1) * page.limit)
        .fetch_all(&pools.read)
        .await
        .expect("rows");
    let rows: Vec<Value> = rows.into_iter().map(shown).collect();
    Json(json!({"data": rows}))
}

/// The same three rows, in one durable transaction.
async fn create(State(pools): State<Pools>, Json(body): Json<Value>) -> Json<Value> {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let mut tx = pools.write.begin_with("BEGIN IMMEDIATE").await.expect("a transaction");
    let row: Row = sqlx::query_as(
        "insert into accounts (name, account_type_id, account_status_id, bill_day, created_at, updated_at) \
         values ($1, 1, 2, 1, 0, 0) returning id, name, account_type_id, account_status_id, next_bill_date",
    )
    .bind(text("name"))
    .fetch_one(&mut *tx)
    .await
    .expect("an account");
    sqlx::query(
        "insert into account_addresses (account_id, address_type_id, line1, city, state, county, zip, country, \
         created_at, updated_at) values ($1, 1, $2, $3, $4, $5, $6, $7, 0, 0)",
    )
    .bind(row.0)
    .bind(text("line1"))
    .bind(text("city"))
    .bind(text("state"))
    .bind(text("county"))
    .bind(text("zip"))
    .bind(text("country"))
    .execute(&mut *tx)
    .await
    .expect("an address");
    sqlx::query(
        "insert into account_contacts (account_id, name, email_address, phone_numbers, email_message_categories, \
         \"primary\", created_at, updated_at) values ($1, $2, $3, $4, $5, true, 0, 0)",
    )
    .bind(row.0)
    .bind(text("contact_name"))
    .bind(text("email_address"))
    .bind(body["phone_numbers"].to_string())
    .bind(body["email_message_categories"].to_string())
    .execute(&mut *tx)
    .await
    .expect("a contact");
    tx.commit().await.expect("it is durable");
    Json(json!({"data": shown(row)}))
}
