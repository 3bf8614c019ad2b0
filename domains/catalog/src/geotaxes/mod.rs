//! Geotaxes: the rates of a tax by place. The subdivision is stored as addresses store it (`WI`) with its country, so that
//! billing can compare, and shown by its name (`Wisconsin`), as the reference does.

mod place;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use fairlead_identity::settings;
use fairlead_kernel::{FieldErrors, Input, Rate, Result};
use fairlead_store::{Change, Page, classify, index, table};
use fairlead_web::{Ctx, Resource, Within, Writing};
use sea_orm::sea_query::{ColumnDef, Order};
use sea_orm::{
    ActiveValue::Set, Condition, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*,
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::rate_text::rate_text;
use crate::reference::owned_by;
use crate::taxes;
use place::Place;

/// A row of `geotaxes`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "geotaxes")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The tax whose rate it is.
    pub tax_id: i64,
    /// Its name, which bills show.
    pub name: String,
    /// Percent or an amount, as the application of the tax says.
    pub rate: Rate,
    /// The country of the subdivision, ISO 3166-1; none without a subdivision.
    pub country: Option<String>,
    /// The state or province as addresses store it: `WI` in the United States and Canada, elsewhere the name.
    pub subdivision: Option<String>,
    /// A county, in the United States.
    pub county: Option<String>,
    /// A city.
    pub city: Option<String>,
    /// A postal code, or its beginning.
    pub zip: Option<String>,
    /// Whether `zip` is only the beginning of the postal codes meant.
    pub zip_partial_match: bool,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) fn tables() -> Vec<Change> {
    vec![
        table("geotaxes")
            .col(ColumnDef::new("tax_id").big_integer().not_null())
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("rate").big_integer().not_null())
            .col(ColumnDef::new("country").text())
            .col(ColumnDef::new("subdivision").text())
            .col(ColumnDef::new("county").text())
            .col(ColumnDef::new("city").text())
            .col(ColumnDef::new("zip").text())
            .col(ColumnDef::new("zip_partial_match").boolean().not_null())
            .foreign_key(&mut owned_by("geotaxes", "tax_id", "taxes"))
            .into(),
        index("geotaxes", &["tax_id"]),
    ]
}

/// Body of create and update. At least one of subdivision, county, city and zip is needed.
#[derive(Input)]
pub struct GeotaxInput {
    /// Its name, which bills show.
    #[input(max = 255)]
    pub name: String,
    /// Percent (at most 100) or an amount, as the application of the tax says.
    #[input(min = 0)]
    pub rate: Rate,
    /// A key or a name of `/_data/subdivisions`; that of the application's country when several have one of this name.
    #[input(max = 255)]
    pub subdivision: Option<String>,
    /// A city.
    #[input(max = 255)]
    pub city: Option<String>,
    /// A county of `/_data/counties` in the subdivision; only in the United States.
    #[input(max = 255)]
    pub county: Option<String>,
    /// A postal code, or its beginning.
    #[input(max = 32)]
    pub zip: Option<String>,
    /// Whether `zip` is only the beginning of the postal codes meant.
    #[input(default = "false")]
    pub zip_partial_match: bool,
}

/// What is shown.
#[derive(Serialize, ToSchema)]
#[schema(as = Geotax)]
pub struct GeotaxView {
    /// Its id.
    id: i64,
    /// Its name, which bills show.
    name: String,
    /// Percent or an amount, as the application of the tax says; text, as documented.
    #[serde(serialize_with = "rate_text")]
    #[schema(value_type = String)]
    rate: Rate,
    /// The name of a state or province.
    subdivision: Option<String>,
    /// A city.
    city: Option<String>,
    /// A county, in the United States.
    county: Option<String>,
    /// A postal code, or its beginning.
    zip: Option<String>,
    /// Whether `zip` is only the beginning of the postal codes meant.
    zip_partial_match: bool,
}

/// What lies in one tax.
pub type OfTax = Within<taxes::Entity>;

/// The declared resource.
pub struct Geotax;

impl Resource for Geotax {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = GeotaxInput;
    type View = GeotaxView;
    type Scope = OfTax;

    const PATH: &'static str = "/financial/taxes/{id}/geotaxes";
    const ID: &'static str = "geotaxid";
    const TAG: &'static str = "Financial";
    const NAME: &'static str = "geotax";
    const PERMISSION: &'static str = "taxes";
    const UPDATE_STATUS: u16 = 201;
    const MISSING_ON_DELETE: &'static str = "Geotax not found";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Name, Column::Rate, Column::City, Column::Zip],
            filters: vec![Column::City, Column::County, Column::Zip],
            searches: vec![Column::Name, Column::City, Column::County, Column::Zip],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> GeotaxInput {
        GeotaxInput {
            name: row.name.clone(),
            rate: row.rate,
            subdivision: row.subdivision.clone(),
            city: row.city.clone(),
            county: row.county.clone(),
            zip: row.zip.clone(),
            zip_partial_match: row.zip_partial_match,
        }
    }

    /// Without the place, which [`Self::before_write`] brings into the form of addresses.
    fn apply(input: &GeotaxInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
        row.rate = Set(input.rate);
        row.zip_partial_match = Set(input.zip_partial_match);
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<GeotaxView>> {
        Ok(rows.into_iter().map(shown).collect())
    }

    fn within(scope: &OfTax) -> Condition {
        Condition::all().add(Column::TaxId.eq(scope.0))
    }

    fn place(scope: &OfTax, row: &mut ActiveModel) {
        row.tax_id = Set(scope.0);
    }

    /// The country in which names of subdivisions are looked for first.
    async fn prepare(ctx: &Ctx, _: &Map<String, Value>) -> Result<Option<String>> {
        let application = settings::cached::<settings::Application>(&ctx.app).await?;
        Ok(Some(application.country.clone()))
    }

    async fn check(writing: &Writing<'_, Self>, input: &GeotaxInput, errors: &mut FieldErrors) -> Result<()> {
        let tax = taxes::Entity::find_by_id(writing.scope.0).lock_shared().one(writing.tx).await;
        if let Some(tax) = tax.map_err(classify)? {
            taxes::check_rate(tax.application, input.rate, errors);
        }
        Place::of(writing, input, errors).map(drop)
    }

    async fn before_write(
        writing: &Writing<'_, Self>,
        input: &GeotaxInput,
        row: &mut ActiveModel,
    ) -> Result<()> {
        Place::of(writing, input, &mut FieldErrors::new())?.apply(row);
        Ok(())
    }
}

fn shown(row: Model) -> GeotaxView {
    GeotaxView {
        subdivision: place::subdivision_name(row.country.as_deref(), row.subdivision),
        id: row.id,
        name: row.name,
        rate: row.rate,
        city: row.city,
        county: row.county,
        zip: row.zip,
        zip_partial_match: row.zip_partial_match,
    }
}

/// The geotaxes of these taxes, by tax and in the order of their ids: one query.
///
/// # Errors
/// Those of the database.
pub async fn of_taxes(
    connection: &impl ConnectionTrait,
    tax_ids: &[i64],
) -> Result<HashMap<i64, Vec<Model>>> {
    let rows = Entity::find()
        .filter(Column::TaxId.is_in(tax_ids.iter().copied()))
        .order_by_asc(Column::Id)
        .all(connection)
        .await
        .map_err(classify)?;
    let mut by_tax: HashMap<i64, Vec<Model>> = HashMap::new();
    for row in rows {
        by_tax.entry(row.tax_id).or_default().push(row);
    }
    Ok(by_tax)
}
