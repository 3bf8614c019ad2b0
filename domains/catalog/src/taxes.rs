//! Taxes. What a service has to bear is the list of its taxes; a tax of the type `geo` has rates by place
//! ([`crate::geotaxes`]).

use fairlead_kernel::{FieldErrors, Input, Rate, Result};
use fairlead_store::{Change, Page, classify, table, unique_text};
use fairlead_web::{Deleted, Resource, Writing};
use sea_orm::sea_query::{ColumnDef, Order};
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait, QueryFilter, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::choice::{choice, not_valid};
use crate::geotaxes;
use crate::rate_text::rate_text;

choice! {
    /// How a tax is worked out.
    TaxApplication {
        /// The rate is an amount for each one of the service.
        Flat = "flat",
        /// The rate is a percentage of the tax base.
        Percentage = "percentage",
    } else not_valid
}

choice! {
    /// Where a tax applies.
    TaxType {
        /// Everywhere.
        Global = "global",
        /// By the address of the account.
        Geo = "geo",
    } else not_valid
}

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "taxes")]
#[schema(as = Tax)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// A unique name, which bills show.
    pub name: String,
    /// `flat` or `percentage`.
    pub application: TaxApplication,
    /// `global` or `geo`.
    #[sea_orm(column_name = "type")]
    pub r#type: TaxType,
    /// Percent, or an amount for a flat tax; text on the wire, as documented.
    #[serde(serialize_with = "rate_text")]
    #[schema(value_type = String)]
    pub rate: Rate,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) fn tables() -> Vec<Change> {
    vec![
        table("taxes")
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("application").text().not_null())
            .col(ColumnDef::new("type").text().not_null())
            .col(ColumnDef::new("rate").big_integer().not_null())
            .into(),
        unique_text("taxes", "name"),
    ]
}

/// Body of create and update.
#[derive(Input)]
pub struct TaxInput {
    /// A unique name, which bills show.
    #[input(max = 255, unique = "taxes.name")]
    pub name: String,
    /// Whether the rate is an amount or a percentage.
    #[input(one_of = TaxApplication::WORDS)]
    pub application: TaxApplication,
    /// Whether it applies everywhere or by address.
    #[input(one_of = TaxType::WORDS)]
    pub r#type: TaxType,
    /// Percent (at most 100), or an amount for a flat tax; up to six decimals.
    #[input(min = 0)]
    pub rate: Rate,
}

/// More than this is no percentage of a tax but a typing error (decision: the reference sets no limit).
const HUNDRED_PERCENT: Rate = Rate::from_scaled(100 * 10_i64.pow(Rate::PLACES));

/// Notes a rate that a percentage cannot have.
pub fn check_rate(application: TaxApplication, rate: Rate, errors: &mut FieldErrors) {
    if application == TaxApplication::Percentage && rate > HUNDRED_PERCENT {
        errors.add("rate", "The rate may not be greater than 100.");
    }
}

/// The declared resource.
pub struct Tax;

impl Resource for Tax {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = TaxInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/financial/taxes";
    const TAG: &'static str = "Financial";
    const NAME: &'static str = "tax";
    const PERMISSION: &'static str = "taxes";
    const DELETED: Deleted = Deleted::Message("Tax deleted");
    const MISSING_ON_DELETE: &'static str = "Tax not found";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Name, Column::Application, Column::Type, Column::Rate],
            filters: vec![Column::Name, Column::Application, Column::Type],
            searches: vec![Column::Name],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> TaxInput {
        TaxInput { name: row.name.clone(), application: row.application, r#type: row.r#type, rate: row.rate }
    }

    fn apply(input: &TaxInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
        row.application = Set(input.application);
        row.r#type = Set(input.r#type);
        row.rate = Set(input.rate);
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }

    async fn check(writing: &Writing<'_, Self>, input: &TaxInput, errors: &mut FieldErrors) -> Result<()> {
        check_rate(input.application, input.rate, errors);
        let becomes_percentage = input.application == TaxApplication::Percentage
            && writing.before.is_some_and(|before| before.application != input.application);
        if becomes_percentage && has_amounts(writing).await? {
            errors.add("application", "The tax has geotaxes with rates above 100 percent.");
        }
        Ok(())
    }
}

/// Whether the tax has geotaxes whose rates can only be amounts.
async fn has_amounts(writing: &Writing<'_, Tax>) -> Result<bool> {
    use geotaxes::Column as Geotax;
    let id = writing.before.map_or(0, |before| before.id);
    let above =
        geotaxes::Entity::find().filter(Geotax::TaxId.eq(id)).filter(Geotax::Rate.gt(HUNDRED_PERCENT));
    above.count(writing.tx).await.map(|count| count > 0).map_err(classify)
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing::setup;

    const ALL: &str = "/financial/taxes";

    on_both! {
        async fn rates_are_text_with_no_more_digits_than_needed(t) {
            for (sent, shown) in [
                (json!(20), "20"), (json!("9"), "9"), (json!(0.4), "0.4"), (json!("1.0"), "1"), (json!("7.875000"), "7.875"),
                (json!(0), "0"), (json!("0.000001"), "0.000001"), (json!(1e1), "10"),
            ] {
                let body = json!({"name": format!("VAT {sent}"), "application": "percentage", "type": "global", "rate": sent});
                let tax = t.admin().post(ALL, body).await.created();
                assert_eq!(tax["rate"], shown, "{sent}");
                assert_eq!(t.admin().get(&format!("{ALL}/{}", tax["id"])).await.ok(), tax);
            }
        }

        async fn impossible_rates_are_refused_by_name(t) {
            for (application, rate, message) in [
                ("flat", json!(-1), "The rate must be at least 0."),
                ("flat", json!("0.0000001"), "The rate may not have more than 6 decimals."),
                ("flat", json!(1_000_001), "The rate may not be greater than 1000000."),
                ("percentage", json!("100.000001"), "The rate may not be greater than 100."),
                ("percentage", json!("9".repeat(40)), "The rate may not be greater than 1000000."),
                ("percentage", json!("1e1"), "The rate must be a number."),
                ("percentage", json!("twenty"), "The rate must be a number."),
                ("percentage", json!(true), "The rate must be a number."),
            ] {
                let body = json!({"name": "VAT", "application": application, "type": "global", "rate": rate});
                let messages = t.admin().post(ALL, body).await.invalid(&["rate"]);
                assert_eq!(messages["rate"], message, "{rate}");
            }
            let body = json!({"name": "Line fee", "application": "flat", "type": "global", "rate": 250});
            let fee = t.admin().post(ALL, body).await.created();
            t.admin().patch(&format!("{ALL}/{}", fee["id"]), json!({"application": "percentage"})).await.invalid(&["rate"]);
        }

        async fn everything_wrong_is_named_at_once(t) {
            t.admin().post(ALL, json!({})).await.invalid(&["name", "application", "type", "rate"]);
            let body = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": "20"});
            t.admin().post(ALL, body).await.created();
            let messages = t.admin().post(ALL, json!({"name": "vat", "application": "sometimes", "type": "local", "rate": "x"})).await
                .invalid(&["name", "application", "type", "rate"]);
            assert_eq!(messages["name"], "The name has already been taken.");
            assert_eq!(messages["application"], "The selected application is not valid.");
        }

        async fn a_tax_does_not_become_a_percentage_while_a_geotax_has_an_amount(t) {
            let tax = t.admin().post(ALL, json!({"name": "Franchise fee", "application": "flat", "type": "geo", "rate": 1})).await.created();
            let path = format!("{ALL}/{}", tax["id"]);
            let zone = json!({"name": "Ripon", "rate": 150, "city": "Ripon"});
            let zone = t.admin().post(&format!("{path}/geotaxes"), zone).await.created();
            t.admin().patch(&path, json!({"application": "percentage"})).await.invalid(&["application"]);
            t.admin().patch(&format!("{path}/geotaxes/{}", zone["id"]), json!({"rate": "1.5"})).await.created();
            t.admin().patch(&path, json!({"application": "percentage"})).await.ok();
        }

        async fn geotaxes_go_with_their_tax(t) {
            let tax = t.admin().post(ALL, json!({"name": "Sales tax", "application": "percentage", "type": "geo", "rate": 5})).await.created();
            let path = format!("{ALL}/{}", tax["id"]);
            let zones = format!("{path}/geotaxes");
            t.admin().post(&zones, json!({"name": "Wisconsin", "rate": 5, "subdivision": "WI"})).await.created();
            assert_eq!(t.admin().delete(&path).await.ok(), json!({"message": "Tax deleted"}));
            t.admin().get(&zones).await.status(404);
            t.admin().delete(&path).await.refused(404, "Tax not found");
        }
    }
}
