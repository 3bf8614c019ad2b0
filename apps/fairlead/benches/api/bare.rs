//! What Fairlead is compared with: an axum handler and sqlx on the same schema, pools and durability, and nothing else:
//! no authentication, no permissions, no validation, no audit, no search terms.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use axum::extract::{Path as UrlPath, Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::AssertSqlSafe;
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
type WithLinks = (i64, String, i64, i64, Option<String>, Option<String>, Option<String>);

/// What Fairlead shows of an account.
#[derive(Serialize)]
struct Account {
    id: i64,
    name: String,
    account_type_id: i64,
    account_status_id: i64,
    account_groups: Vec<i64>,
    balance_due: i64,
    balance_total: i64,
    sub_accounts: Vec<i64>,
    next_bill_date: Option<String>,
    delinquent: bool,
    company_id: Option<i64>,
}

#[derive(Serialize)]
struct Data<T> {
    data: T,
}

/// The same question as Fairlead's.
const BY_ID: &str = "select a.id, a.name, a.account_type_id, a.account_status_id, a.next_bill_date, \
     (select string_agg(cast(m.account_group_id as text), ',' order by m.account_group_id) \
      from account_group_members m where m.account_id = a.id), \
     (select string_agg(cast(c.id as text), ',' order by c.id) \
      from accounts c where c.parent_account_id = a.id and c.deleted_at is null) \
     from accounts a where a.id = $1 and a.deleted_at is null";
const LIST: &str = "select id, name, account_type_id, account_status_id, next_bill_date from accounts \
                    where deleted_at is null order by id limit $1 offset $2";

/// The groups and sub accounts of a page.
fn links_of(accounts: usize) -> String {
    let places: Vec<String> = (1..=accounts).map(|position| format!("${position}")).collect();
    let places = places.join(", ");
    format!(
        "select 1, account_id, account_group_id as other from account_group_members where account_id in ({places}) \
         union all select 2, parent_account_id, id from accounts \
         where parent_account_id in ({places}) and deleted_at is null order by 3"
    )
}

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

fn shown((id, name, account_type_id, account_status_id, next_bill_date): Row) -> Account {
    Account {
        id,
        name,
        account_type_id,
        account_status_id,
        account_groups: Vec::new(),
        balance_due: 0,
        balance_total: 0,
        sub_accounts: Vec::new(),
        next_bill_date,
        delinquent: false,
        company_id: None,
    }
}

fn ids(list: Option<&str>) -> Vec<i64> {
    list.into_iter().flat_map(|list| list.split(',')).filter_map(|id| id.parse().ok()).collect()
}

async fn by_id(State(pools): State<Pools>, UrlPath(id): UrlPath<i64>) -> Json<Data<Account>> {
    let row: WithLinks = sqlx::query_as(BY_ID).bind(id).fetch_one(&pools.read).await.expect("a row");
    let (groups, sub_accounts) = (ids(row.5.as_deref()), ids(row.6.as_deref()));
    let account = shown((row.0, row.1, row.2, row.3, row.4));
    Json(Data { data: Account { account_groups: groups, sub_accounts, ..account } })
}

async fn list(State(pools): State<Pools>, Query(page): Query<Page>) -> Json<Data<Vec<Account>>> {
    let rows: Vec<Row> = sqlx::query_as(LIST)
        .bind(page.limit)
        .bind((page.page - 1) * page.limit)
        .fetch_all(&pools.read)
        .await
        .expect("rows");
    let mut accounts: Vec<Account> = rows.into_iter().map(shown).collect();
    let sql = links_of(accounts.len());
    let query =
        accounts.iter().fold(sqlx::query_as(AssertSqlSafe(sql)), |query, account| query.bind(account.id));
    let links: Vec<(i64, i64, i64)> = query.fetch_all(&pools.read).await.expect("links");
    let places: HashMap<i64, usize> =
        accounts.iter().enumerate().map(|(place, account)| (account.id, place)).collect();
    for (kind, account, other) in links {
        let account = &mut accounts[places[&account]];
        if kind == 1 { &mut account.account_groups } else { &mut account.sub_accounts }.push(other);
    }
    Json(Data { data: accounts })
}

/// The same three rows, in one durable transaction.
async fn create(State(pools): State<Pools>, Json(body): Json<Value>) -> Json<Data<Account>> {
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
    Json(Data { data: shown(row) })
}
