use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{Error, Result};
use fairlead_store::{Page, Tx, classify};
use fairlead_web::{NoInput, Resource};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Order};
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use super::table::{ActiveModel, Column, Entity, Model};

/// A payment method as it is shown: never its token.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = PaymentMethod)]
pub struct PaymentMethodView {
    /// Its id.
    pub id: i64,
    /// Its holder.
    pub name_on_account: String,
    /// `credit card`, `echeck` or `ach`.
    #[serde(rename = "type")]
    pub r#type: String,
    /// The last four characters of its number.
    pub identifier: String,
    /// 1 to 12; null for bank accounts.
    pub expiration_month: Option<i64>,
    /// Four digits; null for bank accounts.
    pub expiration_year: Option<i64>,
    /// Whether invoices are paid with it by themselves: at most one of an account.
    pub auto: bool,
    /// Street and number of the billing address.
    pub line1: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Subdivision.
    pub state: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// ISO 3166-1 code of two letters.
    pub country: Option<String>,
}

impl From<Model> for PaymentMethodView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            name_on_account: row.name_on_account,
            r#type: row.r#type,
            identifier: row.identifier,
            expiration_month: row.expiration_month,
            expiration_year: row.expiration_year,
            auto: row.auto,
            line1: row.line1,
            city: row.city,
            state: row.state,
            zip: row.zip,
            country: row.country,
        }
    }
}

/// The resource.
pub struct PaymentMethod;

impl Resource for PaymentMethod {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = PaymentMethodView;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/payment_methods";
    const ID: &'static str = "payment_method_id";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "account payment method";
    const PERMISSION: &'static str = "payment_methods";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Type, Column::NameOnAccount],
            filters: vec![Column::Type, Column::Auto],
            searches: vec![Column::NameOnAccount, Column::Identifier],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<PaymentMethodView>> {
        Ok(rows.into_iter().map(PaymentMethodView::from).collect())
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0)).add(Column::DeletedAt.is_null())
    }
}

/// One of the account's that is not deleted.
///
/// # Errors
/// 404.
pub(crate) async fn find(tx: &Tx, account_id: i64, id: i64) -> Result<Model> {
    let select = Entity::find_by_id(id).filter(PaymentMethod::within(&OfAccount(account_id)));
    select.one(tx).await.map_err(classify)?.ok_or_else(Error::no_such_item)
}
