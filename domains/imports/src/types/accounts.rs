//! Accounts with their physical address and their primary contact.

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering};

use fairlead_customers::accounts::NewAccountInput;
use fairlead_customers::accounts::many::{NewAccount, NewAccounts};
use fairlead_kernel::{Error, FieldErrors, Result, fold};
use fairlead_store::Tx;
use fairlead_tabular::Content;
use fairlead_web::{Actor, App, NoInput};
use sea_orm::{DatabaseConnection, QueryResult};
use serde_json::{Map, Value};

use super::sql;
use crate::field::{Field, Kind};
use crate::importer::{Exported, Importer, Made, Page, Verdict};
use crate::reading;

const FIELDS: [Field; 26] = [
    Field::new("id", "Account ID", Kind::Integer)
        .also(&["account number", "account no", "account #", "customer id", "customer number"])
        .says("An id that no account has or had; given by the platform when it is left out.", "1001"),
    Field::new("name", "Account name", Kind::Text)
        .required()
        .also(&["account", "customer", "customer name", "company", "company name"])
        .says("Name of the customer.", "Ada Lovelace"),
    Field::new("account_type_id", "Account type", Kind::One("account_types", "name"))
        .required()
        .also(&["type", "customer type"])
        .says("Its type, by name or id.", "Residential"),
    Field::new("account_status_id", "Account status", Kind::One("account_statuses", "name"))
        .required()
        .also(&["status", "customer status"])
        .says("Its status, by name or id.", "Active"),
    Field::new("account_groups", "Account groups", Kind::Some("account_groups", "name"))
        .also(&["groups", "group", "tags"])
        .says("Its groups, by name or id, with semicolons between them.", ""),
    Field::new("next_bill_date", "Next bill date", Kind::Date)
        .also(&["bill date", "billing date"])
        .says("When it bills next; its day, at most 28, becomes the bill day.", "2026-04-01"),
    Field::new("line1", "Address line 1", Kind::Text)
        .required()
        .also(&["address", "address1", "street", "street address", "physical address"])
        .says("House number and street.", "615 N 6th St"),
    Field::new("line2", "Address line 2", Kind::Text)
        .also(&["address2", "suite", "unit", "apartment", "apt"])
        .says("Suite, flat.", ""),
    Field::new("city", "City", Kind::Text).required().also(&["town"]).says("City.", "Sheboygan"),
    Field::new("state", "State", Kind::Text)
        .also(&["province", "region", "state province"])
        .says("Code or name. Required where the country has any.", "WI"),
    Field::new("county", "County", Kind::Text).says("In the United States.", "Sheboygan Co."),
    Field::new("zip", "ZIP", Kind::Text)
        .also(&["zip code", "postal code", "postcode"])
        .says("Postal code. Required where the country checks its form.", "53081"),
    Field::new("country", "Country", Kind::Text)
        .required()
        .also(&["country code"])
        .says("ISO 3166-1 code of two letters, or the name.", "US"),
    Field::new("latitude", "Latitude", Kind::Decimal).also(&["lat"]).says("Degrees north.", "43.750916"),
    Field::new("longitude", "Longitude", Kind::Decimal)
        .also(&["lon", "lng", "long"])
        .says("Degrees east.", "-87.708717"),
    Field::new("contact_name", "Contact name", Kind::Text)
        .required()
        .also(&["contact", "primary contact", "full name"])
        .says("Name of the primary contact.", "Ada Lovelace"),
    Field::new("role", "Contact role", Kind::Text)
        .also(&["role", "title"])
        .says("What they are to the customer.", "Owner"),
    Field::new("email_address", "Email address", Kind::Text)
        .looks(Content::Email)
        .also(&["email", "e-mail", "mail"])
        .says("Where mail goes.", "ada@example.com"),
    PHONES[0],
    PHONES[1],
    PHONES[2],
    PHONES[3],
    PHONES[4],
    PHONES[5],
    PHONES[6],
    CATEGORIES,
];

pub(super) const PHONES: [Field; 7] = [
    Field::new("work_phone", "Work phone", Kind::Text)
        .at("phone_numbers.work.number")
        .also(&["business phone", "office phone"])
        .says("Number at work.", "555-010-0100"),
    Field::new("work_extension", "Work extension", Kind::Text)
        .at("phone_numbers.work.extension")
        .also(&["extension", "ext"])
        .says("Extension at work.", ""),
    Field::new("home_phone", "Home phone", Kind::Text)
        .at("phone_numbers.home.number")
        .says("Number at home.", ""),
    Field::new("home_extension", "Home extension", Kind::Text)
        .at("phone_numbers.home.extension")
        .says("Extension at home.", ""),
    Field::new("mobile_phone", "Mobile phone", Kind::Text)
        .at("phone_numbers.mobile.number")
        .looks(Content::Phone)
        .also(&["mobile", "cell", "cell phone", "phone", "phone number", "telephone"])
        .says("Mobile number.", "555-010-0142"),
    Field::new("mobile_extension", "Mobile extension", Kind::Text)
        .at("phone_numbers.mobile.extension")
        .says("Extension of the mobile number.", ""),
    Field::new("fax", "Fax", Kind::Text)
        .at("phone_numbers.fax.number")
        .also(&["fax number"])
        .says("Fax.", ""),
];

pub(super) const CATEGORIES: Field = Field::new("email_message_categories", "Email categories", Kind::Texts)
    .also(&["email message categories"])
    .says("Ids of kinds of mail with semicolons between them: 2 financial, 3 general, 4 service related, 5 outages.", "2;3");

/// The importer.
pub struct Accounts {
    rules: NewAccounts,
    stored: HashSet<u64>,
    hasher: std::collections::hash_map::RandomState,
    largest_id: AtomicI64,
}

/// A row.
pub struct AccountRow {
    account: NewAccount,
    id: Option<i64>,
    person: String,
}

impl Importer for Accounts {
    const TYPE: &'static str = "accounts";
    const LABEL: &'static str = "Accounts";
    const PERMISSION: &'static str = "account_imports";
    const READS: (&'static str, &'static str) = ("accounts", "read");
    type Row = AccountRow;
    type Written = bool;
    type Options = NoInput;

    fn fields() -> &'static [Field] {
        &FIELDS
    }

    async fn open(app: &App, actor: &Actor, _: NoInput) -> Result<Self> {
        let mut importer = Self {
            rules: NewAccounts::open(app, actor.is_account_super_user()).await?,
            stored: HashSet::new(),
            hasher: Default::default(),
            largest_id: AtomicI64::new(0),
        };
        importer.load_stored(app.db.read()).await?;
        Ok(importer)
    }

    fn read(&self, body: Map<String, Value>) -> Result<AccountRow, FieldErrors> {
        let input: NewAccountInput = reading(&body)?;
        let id = input.id;
        self.largest_id.fetch_max(id.unwrap_or_default(), Ordering::Relaxed);
        let address = &input.address;
        let person =
            person(&input.account.name, &address.line1, address.line2.as_deref(), address.zip.as_deref());
        self.rules.check(input).map(|account| AccountRow { account, id, person })
    }

    /// Two accounts of one name at one address are one, unless their ids say otherwise.
    fn keys(&self, row: &AccountRow) -> Vec<(&'static str, String)> {
        match row.id {
            Some(id) => vec![("id", id.to_string())],
            None => vec![("name", row.person.clone())],
        }
    }

    async fn judge(&self, connection: &DatabaseConnection, rows: &[&AccountRow]) -> Result<Vec<Verdict>> {
        let ids: Vec<i64> = rows.iter().filter_map(|row| row.id).collect();
        let taken: HashSet<i64> =
            sql::existing(connection, "accounts", "id", &ids).await?.into_iter().collect();
        let verdict = |(position, row): (usize, &&AccountRow)| match row.id {
            Some(id) if taken.contains(&id) => {
                let message = format!("The account {id} exists already.");
                Some(Verdict { position, field: "id", message, is_duplicate: true })
            }
            None if self.stored.contains(&self.key(&row.person)) => {
                let message = "An account of this name at this address exists already.".to_owned();
                Some(Verdict { position, field: "name", message, is_duplicate: true })
            }
            _ => None,
        };
        Ok(rows.iter().enumerate().filter_map(verdict).collect())
    }

    async fn write(&self, tx: &Tx, rows: Vec<AccountRow>, ids_are_skipped: &mut bool) -> Result<Vec<Made>> {
        let largest = self.largest_id.load(Ordering::Relaxed);
        if !std::mem::replace(ids_are_skipped, true) && largest > 0 {
            tx.skip_ids("accounts", largest).await?;
        }
        let stored = self.rules.insert(tx, rows.into_iter().map(|row| row.account).collect()).await?;
        let mut made = Made::runs("accounts", &stored.accounts);
        made.extend(Made::runs("account_addresses", &stored.addresses));
        made.extend(Made::runs("account_contacts", &stored.contacts));
        Ok(made)
    }

    async fn undo(tx: &Tx, made: &[Made]) -> Result<()> {
        sql::refuse_if(
            tx,
            made,
            "accounts",
            "accounts",
            "deleted_at is not null or updated_at <> created_at",
        )
        .await?;
        for table in ["account_addresses", "account_contacts"] {
            sql::refuse_others(tx, made, table, "account_id", "accounts").await?;
        }
        for table in ["notes", "tasks", "files", "custom_field_values"] {
            sql::refuse_attached(tx, made, table, "accounts").await?;
        }
        for (table, column) in [
            ("search_terms", "account_id"),
            ("account_group_members", "account_id"),
            ("account_status_changes", "account_id"),
            ("account_addresses", "account_id"),
            ("account_contacts", "account_id"),
            ("accounts", "id"),
        ] {
            sql::delete(tx, made, table, column, "accounts").await?;
        }
        Ok(())
    }

    async fn export(connection: &DatabaseConnection, page: &Page) -> Result<Vec<Exported>> {
        let rows = sql::page(connection, EXPORT, page.after_id(), page.limit).await?;
        rows.iter().map(|row| exported(row).map_err(fairlead_store::classify)).collect()
    }
}

/// The first physical address and the primary contact of each account.
const EXPORT: &str = "select a.id, a.name, t.name, s.name, \
     (select string_agg(g.name, ';' order by g.name) from account_group_members m \
      join account_groups g on g.id = m.account_group_id where m.account_id = a.id), \
     a.next_bill_date, d.line1, d.line2, d.city, d.state, d.county, d.zip, d.country, d.latitude, d.longitude, \
     c.name, c.role, c.email_address, c.phone_numbers, c.email_message_categories \
     from accounts a join account_types t on t.id = a.account_type_id \
     join account_statuses s on s.id = a.account_status_id \
     left join account_addresses d on d.id = (select min(p.id) from account_addresses p \
      where p.account_id = a.id and p.address_type_id = 1) \
     left join account_contacts c on c.account_id = a.id and c.\"primary\" \
     where a.deleted_at is null and a.id > $1 order by a.id limit $2";

fn exported(row: &QueryResult) -> Result<Exported, sea_orm::DbErr> {
    let id: i64 = row.try_get_by_index(0)?;
    let mut cells = vec![id.to_string()];
    for column in 1..=4 {
        cells.push(sql::text(row, column)?);
    }
    let date: Option<chrono::NaiveDate> = row.try_get_by_index(5)?;
    cells.push(date.map(|date| date.to_string()).unwrap_or_default());
    for column in 6..=12 {
        cells.push(sql::text(row, column)?);
    }
    for column in [13, 14] {
        let degrees: Option<f64> = row.try_get_by_index(column)?;
        cells.push(degrees.map(|degrees| degrees.to_string()).unwrap_or_default());
    }
    for column in 15..=17 {
        cells.push(sql::text(row, column)?);
    }
    cells.extend(phones(row.try_get_by_index::<Option<Value>>(18)?.unwrap_or_default()));
    cells.push(list(row.try_get_by_index::<Option<Value>>(19)?.unwrap_or_default()));
    Ok((id.to_string(), cells))
}

/// The cells of [`PHONES`].
pub(super) fn phones(stored: Value) -> Vec<String> {
    let cell = |field: &Field| {
        let mut value = &stored;
        for part in field.path.split('.').skip(1) {
            value = &value[part];
        }
        value.as_str().unwrap_or_default().to_owned()
    };
    PHONES.iter().map(cell).collect()
}

/// Ids with semicolons between them.
pub(super) fn list(stored: Value) -> String {
    let ids = stored.as_array().into_iter().flatten().map(Value::to_string);
    ids.collect::<Vec<_>>().join(";")
}

fn person(name: &str, line1: &str, line2: Option<&str>, zip: Option<&str>) -> String {
    fold(&[name, line1, line2.unwrap_or_default(), zip.unwrap_or_default()].join("\n"))
}

impl Accounts {
    fn key(&self, person: &str) -> u64 {
        use std::hash::BuildHasher;
        self.hasher.hash_one(person)
    }

    /// A number for each account that is there: a million of them take 16 MB.
    async fn load_stored(&mut self, connection: &DatabaseConnection) -> Result<()> {
        const STORED: &str = "select a.id, a.name, d.line1, d.line2, d.zip from accounts a \
             join account_addresses d on d.account_id = a.id and d.address_type_id = 1 \
             where a.deleted_at is null and a.id > $1 order by a.id limit $2";
        let mut after = 0;
        loop {
            let rows = sql::page(connection, STORED, after, 5000).await?;
            for row in &rows {
                let text = |column| sql::text(row, column).map_err(fairlead_store::classify);
                let (name, line1, line2, zip) = (text(1)?, text(2)?, text(3)?, text(4)?);
                self.stored.insert(self.key(&person(&name, &line1, Some(&line2), Some(&zip))));
                after = row.try_get_by_index(0).map_err(Error::internal)?;
            }
            if rows.len() < 5000 {
                return Ok(());
            }
        }
    }
}
