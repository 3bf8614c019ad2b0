//! The customer's side of a contract, as far as a contract needs it.

use fairlead_kernel::{FieldErrors, Result};
use fairlead_store::classify;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

/// A contact of the account.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Contact {
    pub name: String,
    pub role: Option<String>,
    pub email_address: Option<String>,
    phone_numbers: serde_json::Value,
}

impl Contact {
    /// The first number there is.
    pub fn phone_number(&self) -> &str {
        let numbers = self.phone_numbers.as_object().into_iter().flat_map(serde_json::Map::values);
        let mut numbers = numbers.filter_map(|entry| entry["number"].as_str());
        numbers.find(|number| !number.is_empty()).unwrap_or_default()
    }
}

/// Where the customer lives.
#[derive(Debug, Clone, Default, FromQueryResult)]
pub(super) struct Address {
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    pub state: String,
    pub zip: Option<String>,
    pub country: String,
}

impl Address {
    /// On one line.
    pub fn on_one_line(&self) -> String {
        let place = format!("{} {}", self.state, self.zip.as_deref().unwrap_or_default());
        let parts =
            [&self.line1, self.line2.as_deref().unwrap_or_default(), &self.city, place.trim(), &self.country];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

async fn one<T: FromQueryResult>(
    connection: &impl ConnectionTrait,
    sql: &str,
    ids: &[i64],
) -> Result<Option<T>> {
    let values = ids.iter().map(|id| Value::from(*id));
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    T::find_by_statement(statement).one(connection).await.map_err(classify)
}

/// The contact, if it is one of this account.
pub(super) async fn contact(
    connection: &impl ConnectionTrait,
    account_id: i64,
    id: i64,
) -> Result<Option<Contact>> {
    let sql = "select name, role, email_address, phone_numbers from account_contacts where id = $1 and account_id = $2";
    one(connection, sql, &[id, account_id]).await
}

/// Adds an error when the contact is not one of this account.
pub(super) async fn check_contact(
    connection: &impl ConnectionTrait,
    account_id: i64,
    id: i64,
    errors: &mut FieldErrors,
) -> Result<()> {
    if contact(connection, account_id, id).await?.is_none() {
        errors.add("contact_id", "The selected contact id is not valid.");
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Name {
    name: String,
}

/// The account's name; `None` when it is gone.
pub(super) async fn account_name(connection: &impl ConnectionTrait, id: i64) -> Result<Option<String>> {
    let sql = "select name from accounts where id = $1 and deleted_at is null";
    Ok(one::<Name>(connection, sql, &[id]).await?.map(|row| row.name))
}

/// The account's physical address, else any.
pub(super) async fn address(connection: &impl ConnectionTrait, account_id: i64) -> Result<Address> {
    let sql = "select line1, line2, city, state, zip, country from account_addresses where account_id = $1 \
               order by case when address_type_id = 1 then 0 else 1 end, id limit 1";
    Ok(one(connection, sql, &[account_id]).await?.unwrap_or_default())
}
