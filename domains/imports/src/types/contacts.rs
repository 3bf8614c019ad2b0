//! Contacts of accounts that are there already.

use std::collections::HashSet;

use fairlead_customers::account_contacts::many::{self, NewContactInput};
use fairlead_kernel::{FieldErrors, Result, fold};
use fairlead_store::Tx;
use fairlead_tabular::Content;
use fairlead_web::{Actor, App, NoInput};
use sea_orm::{DatabaseConnection, QueryResult};
use serde_json::{Map, Value};

use super::accounts::{CATEGORIES, PHONES, list, phones};
use super::sql;
use crate::field::{Field, Kind};
use crate::importer::{Exported, Importer, Made, Page, Verdict};
use crate::reading;

const FIELDS: [Field; 13] = [
    Field::new("account_id", "Account ID", Kind::Integer)
        .required()
        .also(&["account", "account number", "account no", "customer id", "customer number"])
        .says("The account that it belongs to.", "1001"),
    Field::new("name", "Name", Kind::Text)
        .required()
        .also(&["contact name", "contact", "full name"])
        .says("Name.", "Grace Hopper"),
    Field::new("role", "Role", Kind::Text)
        .also(&["title", "contact role"])
        .says("What they are to the customer.", "Bookkeeper"),
    Field::new("email_address", "Email address", Kind::Text)
        .looks(Content::Email)
        .also(&["email", "e-mail", "mail"])
        .says("Where mail goes.", "grace@example.com"),
    PHONES[0],
    PHONES[1],
    PHONES[2],
    PHONES[3],
    PHONES[4],
    PHONES[5],
    PHONES[6],
    CATEGORIES,
    Field::new("primary", "Primary", Kind::Flag)
        .also(&["is primary", "primary contact"])
        .says("Whether it takes the place of the account's primary contact.", "no"),
];

/// The importer.
pub struct Contacts;

impl Importer for Contacts {
    const TYPE: &'static str = "contacts";
    const LABEL: &'static str = "Contacts";
    const PERMISSION: &'static str = "contact_imports";
    const READS: (&'static str, &'static str) = ("account_contacts", "read");
    type Row = NewContactInput;
    type Written = ();
    type Options = NoInput;

    fn fields() -> &'static [Field] {
        &FIELDS
    }

    async fn open(_: &App, _: &Actor, _: NoInput) -> Result<Self> {
        Ok(Self)
    }

    fn read(&self, body: Map<String, Value>) -> Result<NewContactInput, FieldErrors> {
        let input: NewContactInput = reading(&body)?;
        match input.check() {
            errors if errors.is_empty() => Ok(input),
            errors => Err(errors),
        }
    }

    fn keys(&self, row: &NewContactInput) -> Vec<(&'static str, String)> {
        let mut keys =
            vec![("name", person(row.account_id, &row.name, row.details.email_address.as_deref()))];
        if row.primary {
            keys.push(("primary", row.account_id.to_string()));
        }
        keys
    }

    async fn judge(
        &self,
        connection: &DatabaseConnection,
        rows: &[&NewContactInput],
    ) -> Result<Vec<Verdict>> {
        let mut accounts: Vec<i64> = rows.iter().map(|row| row.account_id).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let missing: HashSet<i64> =
            many::missing_accounts(connection, &accounts).await?.into_iter().collect();
        let stored = stored(connection, &accounts).await?;
        let verdict = |(position, row): (usize, &&NewContactInput)| {
            if missing.contains(&row.account_id) {
                let message = format!("There is no account {}.", row.account_id);
                return Some(Verdict { position, field: "account_id", message, is_duplicate: false });
            }
            let person = person(row.account_id, &row.name, row.details.email_address.as_deref());
            stored.contains(&person).then(|| {
                let message = "The account has a contact of this name and address already.".to_owned();
                Verdict { position, field: "name", message, is_duplicate: true }
            })
        };
        Ok(rows.iter().enumerate().filter_map(verdict).collect())
    }

    async fn write(&self, tx: &Tx, rows: Vec<NewContactInput>, (): &mut ()) -> Result<Vec<Made>> {
        Ok(Made::runs("account_contacts", &many::insert(tx, &rows).await?))
    }

    async fn undo(tx: &Tx, made: &[Made]) -> Result<()> {
        let changed = "\"primary\" or username is not null or updated_at <> created_at";
        sql::refuse_if(tx, made, "account_contacts", "account_contacts", changed).await?;
        for table in ["notes", "tasks", "files", "custom_field_values"] {
            sql::refuse_attached(tx, made, table, "account_contacts").await?;
        }
        sql::forget(tx, made, "account_contacts").await?;
        sql::delete(tx, made, "account_contacts", "id", "account_contacts").await
    }

    async fn export(connection: &DatabaseConnection, page: &Page) -> Result<Vec<Exported>> {
        const EXPORT: &str = "select c.id, c.account_id, c.name, c.role, c.email_address, c.phone_numbers, \
             c.email_message_categories, c.\"primary\" from account_contacts c \
             join accounts a on a.id = c.account_id where a.deleted_at is null and c.id > $1 order by c.id limit $2";
        let rows = sql::page(connection, EXPORT, page.after_id(), page.limit).await?;
        rows.iter().map(|row| exported(row).map_err(fairlead_store::classify)).collect()
    }
}

fn exported(row: &QueryResult) -> Result<Exported, sea_orm::DbErr> {
    let account: i64 = row.try_get_by_index(1)?;
    let mut cells = vec![account.to_string()];
    for column in 2..=4 {
        cells.push(sql::text(row, column)?);
    }
    cells.extend(phones(row.try_get_by_index(5)?));
    cells.push(list(row.try_get_by_index(6)?));
    let primary: bool = row.try_get_by_index(7)?;
    cells.push(if primary { "yes" } else { "no" }.to_owned());
    let id: i64 = row.try_get_by_index(0)?;
    Ok((id.to_string(), cells))
}

fn person(account_id: i64, name: &str, email: Option<&str>) -> String {
    fold(&format!("{account_id}\n{name}\n{}", email.unwrap_or_default()))
}

async fn stored(connection: &DatabaseConnection, accounts: &[i64]) -> Result<HashSet<String>> {
    let columns = "account_id, name, email_address";
    let rows = sql::of(connection, "account_contacts", columns, "account_id", accounts).await?;
    let mut seen = HashSet::new();
    for row in &rows {
        let account: i64 = row.try_get_by_index(0).map_err(fairlead_store::classify)?;
        let text = |column| sql::text(row, column).map_err(fairlead_store::classify);
        seen.insert(person(account, &text(1)?, Some(&text(2)?)));
    }
    Ok(seen)
}
