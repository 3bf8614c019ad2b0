//! Accounts as the API would have written them, straight into the database: a hundred thousand in seconds.

use std::path::Path;

use fairlead_app::people::People;
use fairlead_kernel::words;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection, SqliteTransaction};

/// The body of `POST /accounts` number `number`.
pub fn account(number: u64) -> Value {
    json!({
        "name": format!("Ada Lovelace {number}"), "account_type_id": 1, "account_status_id": 2,
        "line1": "615 N 6th St", "city": "Sheboygan", "state": "WI", "county": "Sheboygan Co.", "zip": "53081",
        "country": "US", "latitude": "43.750916", "longitude": "-87.708717", "contact_name": "Ada Lovelace",
        "email_address": format!("ada{number}@example.com"), "email_message_categories": ["2", "3"],
        "phone_numbers": {"mobile": {"number": "4145550123", "extension": null}},
    })
}

pub async fn fill(database: &Path, accounts: i64) {
    let options = SqliteConnectOptions::new().filename(database).foreign_keys(true);
    let mut connection = SqliteConnection::connect_with(&options).await.expect("the database opens");
    let mut people = People::new(1);
    let mut tx = connection.begin().await.expect("a transaction");
    for id in 1..=accounts {
        let person = people.person();
        let name = if id % 1000 == 0 { format!("Lovelace {id}") } else { person.account_name().to_owned() };
        row(&mut tx, id, &name, &person.email).await;
    }
    tx.commit().await.expect("the rows are written");
    connection.close().await.expect("the connection closes");
}

async fn row(tx: &mut SqliteTransaction<'_>, id: i64, name: &str, email: &str) {
    sqlx::query(
        "insert into accounts (id, name, account_type_id, account_status_id, bill_day, created_at, updated_at) \
         values ($1, $2, 1, 2, 1, 0, 0)",
    )
    .bind(id)
    .bind(name)
    .execute(&mut **tx)
    .await
    .expect("an account");
    for term in words(&format!("{name} {email} {id}")) {
        sqlx::query(
            "insert or ignore into search_terms (term, entity, entity_id, account_id) values ($1, 'accounts', $2, $2)",
        )
        .bind(term)
        .bind(id)
        .execute(&mut **tx)
        .await
        .expect("a term");
    }
}
