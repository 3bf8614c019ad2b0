//! Addresses of an account.

use fairlead_kernel::{FieldErrors, Input, Result};
use fairlead_reference::{AddressText, country_code, normalise_address, normalise_zip, subdivisions};
use fairlead_store::{Page, Timestamp, Tx, search};
use fairlead_web::{Resource, Writing};
use sea_orm::{ActiveValue::Set, Condition, ConnectionTrait, entity::prelude::*, sea_query::Order};
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::OfAccount;

/// A row of `account_addresses`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "account_addresses")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The account.
    pub account_id: i64,
    /// What it is for.
    pub address_type_id: i64,
    /// House number and street.
    pub line1: String,
    /// Suite, flat.
    pub line2: Option<String>,
    /// City.
    pub city: String,
    /// Code in the United States and Canada, elsewhere the name; empty where a country has none.
    pub state: String,
    /// In the United States.
    pub county: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// ISO 3166-1 code of two letters.
    pub country: String,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A postal address in a body.
#[derive(Input, Clone)]
pub struct PostalInput {
    /// House number and street.
    #[input(max = 255)]
    pub line1: String,
    /// Suite, flat.
    #[input(max = 255)]
    pub line2: Option<String>,
    /// City.
    #[input(max = 255)]
    pub city: String,
    /// A key of `/_data/subdivisions/{country}`, or the name. Required where the country has any.
    #[input(max = 255)]
    pub state: Option<String>,
    /// A county of `/_data/counties/{state}` in the United States; dropped elsewhere. Others are kept as they are.
    #[input(max = 255)]
    pub county: Option<String>,
    /// Postal code. Required where the country checks its form.
    #[input(max = 32)]
    pub zip: Option<String>,
    /// ISO 3166-1 code of two letters.
    #[input(max = 255)]
    pub country: String,
    /// Degrees north.
    #[input(min = -90, max = 90)]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[input(min = -180, max = 180)]
    pub longitude: Option<f64>,
}

/// A postal address as it is stored.
pub(crate) struct Postal {
    text: AddressText,
    latitude: Option<f64>,
    longitude: Option<f64>,
}

impl PostalInput {
    /// Brings the address into the form that is stored, or adds what is wrong with it to `errors`.
    ///
    /// A county that is not known is kept as it is: it decides nothing but local taxes, and refusing it would refuse
    /// the customer (compatibility, sections 2 and 13).
    pub(crate) fn normalise(&self, errors: &mut FieldErrors) -> Option<Postal> {
        let text = AddressText {
            line1: self.line1.clone(),
            line2: self.line2.clone(),
            city: self.city.clone(),
            state: self.state.clone().unwrap_or_default(),
            county: self.county.clone(),
            zip: self.zip.clone(),
            country: self.country.clone(),
        };
        self.require(errors);
        let normalised = normalise_address(&text).or_else(|problems| match problems.as_slice() {
            [("county", _)] => normalise_address(&AddressText { county: None, ..text })
                .map(|known| AddressText { county: self.county.clone(), ..known }),
            _ => Err(problems.into_iter().filter(|(field, _)| *field != "county").collect()),
        });
        match normalised {
            Ok(text) => Some(Postal { text, latitude: self.latitude, longitude: self.longitude }),
            Err(problems) => {
                problems.into_iter().for_each(|(field, message)| errors.add(field, message));
                None
            }
        }
    }

    fn require(&self, errors: &mut FieldErrors) {
        let Some(country) = country_code(self.country.trim()) else { return };
        if self.state.is_none() && subdivisions(country).is_some_and(|states| !states.is_empty()) {
            errors.add("state", "The state field is required.");
        }
        // A form that refuses an empty text is one that is checked.
        if self.zip.is_none() && normalise_zip(country, "").is_none() {
            errors.add("zip", "The zip field is required.");
        }
    }
}

impl Postal {
    fn apply(&self, row: &mut ActiveModel) {
        let text = &self.text;
        row.line1 = Set(text.line1.clone());
        row.line2 = Set(text.line2.clone());
        row.city = Set(text.city.clone());
        row.state = Set(text.state.clone());
        row.county = Set(text.county.clone());
        row.zip = Set(text.zip.clone());
        row.country = Set(text.country.clone());
        row.latitude = Set(self.latitude);
        row.longitude = Set(self.longitude);
    }

    /// The row of a new address.
    pub(crate) fn stored(&self, id: i64, account_id: i64, address_type_id: i64, now: Timestamp) -> Model {
        let text = self.text.clone();
        Model {
            id,
            account_id,
            address_type_id,
            line1: text.line1,
            line2: text.line2,
            city: text.city,
            state: text.state,
            county: text.county,
            zip: text.zip,
            country: text.country,
            latitude: self.latitude,
            longitude: self.longitude,
            created_at: now,
            updated_at: now,
        }
    }

    /// What the address is found by.
    pub(crate) fn search_texts(&self) -> [&str; 4] {
        let text = &self.text;
        [
            &text.line1,
            text.line2.as_deref().unwrap_or_default(),
            &text.city,
            text.zip.as_deref().unwrap_or_default(),
        ]
    }
}

/// Stores an address of a new account without its search terms; gives its id.
pub(crate) async fn insert(tx: &Tx, account_id: i64, address_type_id: i64, postal: &Postal) -> Result<i64> {
    let mut row = ActiveModel {
        account_id: Set(account_id),
        address_type_id: Set(address_type_id),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        ..Default::default()
    };
    postal.apply(&mut row);
    tx.insert(row).await.map(|stored| stored.id)
}

/// Body of create and update.
#[derive(Input)]
pub struct AccountAddressInput {
    /// The address.
    #[input(flatten)]
    pub postal: PostalInput,
    /// What it is for.
    #[input(exists = "address_types")]
    pub address_type_id: i64,
}

/// What is shown of an address.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AccountAddress)]
pub struct View {
    id: i64,
    line1: String,
    line2: Option<String>,
    city: String,
    state: String,
    county: Option<String>,
    zip: Option<String>,
    country: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    address_type_id: i64,
}

/// The declared resource.
pub struct AccountAddress;

impl Resource for AccountAddress {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = AccountAddressInput;
    type View = View;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/addresses";
    const ID: &'static str = "address_id";
    const TAG: &'static str = "Account_Addresses";
    const NAME: &'static str = "account address";
    const PERMISSION: &'static str = "account_addresses";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::AddressTypeId, Column::City],
            filters: vec![Column::AddressTypeId, Column::Country, Column::State, Column::City, Column::Zip],
            searches: vec![Column::Line1, Column::City, Column::Zip],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> AccountAddressInput {
        let postal = PostalInput {
            line1: row.line1.clone(),
            line2: row.line2.clone(),
            city: row.city.clone(),
            state: Some(row.state.clone()).filter(|state| !state.is_empty()),
            county: row.county.clone(),
            zip: row.zip.clone(),
            country: row.country.clone(),
            latitude: row.latitude,
            longitude: row.longitude,
        };
        AccountAddressInput { postal, address_type_id: row.address_type_id }
    }

    fn apply(input: &AccountAddressInput, row: &mut ActiveModel) {
        if let Some(postal) = input.postal.normalise(&mut FieldErrors::new()) {
            postal.apply(row);
        }
        row.address_type_id = Set(input.address_type_id);
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<View>> {
        Ok(rows.into_iter().map(shown).collect())
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0))
    }

    fn place(scope: &OfAccount, row: &mut ActiveModel) {
        row.account_id = Set(scope.0);
    }

    async fn check(
        _: &Writing<'_, Self>,
        input: &AccountAddressInput,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        input.postal.normalise(errors);
        Ok(())
    }

    async fn before_write(
        writing: &Writing<'_, Self>,
        _: &AccountAddressInput,
        row: &mut ActiveModel,
    ) -> Result<()> {
        if writing.before.is_none() {
            row.created_at = Set(writing.tx.now());
        }
        if row.is_changed() {
            row.updated_at = Set(writing.tx.now());
        }
        Ok(())
    }

    async fn after_write(
        writing: &Writing<'_, Self>,
        input: &AccountAddressInput,
        row: &Model,
    ) -> Result<()> {
        let Some(postal) = input.postal.normalise(&mut FieldErrors::new()) else { return Ok(()) };
        search::replace(writing.tx, "account_addresses", row.id, row.account_id, &postal.search_texts()).await
    }

    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        search::remove(writing.tx, "account_addresses", row.id).await
    }
}

fn shown(row: Model) -> View {
    View {
        id: row.id,
        line1: row.line1,
        line2: row.line2,
        city: row.city,
        state: row.state,
        county: row.county,
        zip: row.zip,
        country: row.country,
        latitude: row.latitude,
        longitude: row.longitude,
        address_type_id: row.address_type_id,
    }
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing::{account, address, setup};

    on_both! {
        async fn an_address_answers_as_documented(t) {
            account(&t, json!({})).await;
            let mut shown = address(json!({}));
            let made = t.admin().post("/accounts/1/addresses", address(json!({"state": "wisconsin", "county": "BROWN county"}))).await.created();
            shown["id"] = json!(2);
            assert_eq!(made, shown);
            assert_eq!(t.admin().get("/accounts/1/addresses/2?page=1").await.ok(), shown);
            let changed = t.admin().patch("/accounts/1/addresses/2", json!({"line1": "444 Packers Ln", "latitude": "44.5"})).await.ok();
            assert_eq!((&changed["line1"], &changed["latitude"], &changed["county"]), (&json!("444 Packers Ln"), &json!(44.5), &json!("Brown Co.")));
            assert_eq!(t.admin().get("/search?q=444+packers").await.ok()[0]["entity"], "account_addresses");
            assert_eq!(t.admin().delete("/accounts/1/addresses/2").await.ok(), json!({"success": true}));
            t.admin().delete("/accounts/1/addresses/2").await.refused(404, "No item with that ID found.");
            assert_eq!(t.admin().get("/search?q=packers").await.ok(), json!([]));
        }

        async fn a_change_of_country_must_fit_as_a_whole(t) {
            account(&t, json!({})).await;
            t.admin().patch("/accounts/1/addresses/1", json!({"country": "CA"})).await.invalid(&["state", "zip"]);
            let moved = t.admin().patch("/accounts/1/addresses/1", json!({"country": "ca", "state": "on", "zip": "k1a0b1"})).await.ok();
            assert_eq!((&moved["country"], &moved["state"], &moved["zip"], &moved["county"]), (&json!("CA"), &json!("ON"), &json!("K1A 0B1"), &json!(null)));
        }

        async fn wrong_addresses_are_told_all_that_is_wrong(t) {
            account(&t, json!({})).await;
            t.admin().post("/accounts/1/addresses", json!({})).await.invalid(&["line1", "city", "country", "address_type_id"]);
            let body = address(json!({"address_type_id": 9, "state": "ZZ", "zip": "1", "county": "Nowhere"}));
            let messages = t.admin().post("/accounts/1/addresses", body).await.invalid(&["address_type_id", "state", "zip"]);
            assert_eq!(messages["address_type_id"], "The selected address type id is not valid.");
        }
    }
}
