use chrono::NaiveDate;
use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::Result;
use fairlead_store::Page;
use fairlead_web::Resource;
use sea_orm::sea_query::Order;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::input::{AccountServiceInput, OwnTerms};
use super::metadata::Metadata;
use super::table::{ActiveModel, Column, Entity, Model};

/// What is shown of a service on an account.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountService)]
pub struct AccountServiceView {
    /// The id of the service, as in `/system/services`.
    pub id: i64,
    /// How often an expiring service ran.
    pub number_of_times_billed: i64,
    /// What replaces the price, with two decimals.
    pub price_override: Option<String>,
    /// Why.
    pub price_override_reason: Option<String>,
    /// The package that it came with. It can only be removed with it.
    pub package_id: Option<i64>,
    /// Which one of the account's packages.
    pub unique_package_id: Option<String>,
    /// The id of this service on this account.
    pub unique_service_relationship_id: i64,
    /// What bills call it here.
    pub name_override: Option<String>,
    /// How many.
    pub quantity: i64,
    /// When it bills next; null: with the account.
    #[schema(value_type = Option<String>)]
    pub next_bill_date: Option<NaiveDate>,
    /// Values by the ids of their fields.
    #[schema(value_type = Object)]
    pub metadata: Value,
}

impl From<Model> for AccountServiceView {
    fn from(row: Model) -> Self {
        Self {
            id: row.service_id,
            number_of_times_billed: row.number_of_times_billed,
            price_override: row.price_override.map(|price| price.to_string()),
            price_override_reason: row.price_override_reason,
            package_id: row.package_id,
            unique_package_id: row.unique_package_id,
            unique_service_relationship_id: row.id,
            name_override: row.name_override,
            quantity: row.quantity,
            next_bill_date: row.next_bill_date,
            metadata: row.metadata,
        }
    }
}

/// Listed and shown as declared; what charges or gives back is in the files beside this one.
pub struct AccountService;

impl Resource for AccountService {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = AccountServiceInput;
    type View = AccountServiceView;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/services";
    const ID: &'static str = "unique_service_relationship_id";
    const TAG: &'static str = "Account_Services";
    const NAME: &'static str = "account service";
    const PERMISSION: &'static str = "account_services";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::ServiceId, Column::Quantity, Column::NextBillDate],
            filters: vec![Column::ServiceId, Column::PackageId, Column::UniquePackageId],
            searches: vec![Column::NameOverride],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    /// Without metadata: what is sent is laid over what is stored.
    fn input(row: &Model) -> AccountServiceInput {
        AccountServiceInput {
            quantity: row.quantity,
            prorate: None,
            own: OwnTerms {
                price_override: row.price_override,
                price_override_reason: row.price_override_reason.clone(),
                name_override: row.name_override.clone(),
                next_bill_date: row.next_bill_date,
                service_metadata: Metadata::default(),
            },
        }
    }

    fn apply(input: &AccountServiceInput, row: &mut ActiveModel) {
        let own = &input.own;
        row.quantity = Set(input.quantity);
        row.price_override = Set(own.price_override);
        row.price_override_reason = Set(own.reason());
        row.name_override = Set(own.name_override.clone());
        row.next_bill_date = Set(own.next_bill_date);
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<AccountServiceView>> {
        Ok(rows.into_iter().map(AccountServiceView::from).collect())
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0))
    }

    fn place(scope: &OfAccount, row: &mut ActiveModel) {
        row.account_id = Set(scope.0);
    }
}
