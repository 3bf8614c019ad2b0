use fairlead_kernel::{Money, Rate};
use fairlead_store::{Change, index, sql, table};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ColumnDef;
use serde::Serialize;

use super::{ACCOUNT_GROUPS, Application, ROLES, ServiceType, TAXES};
use crate::reference::refers;

/// A row of `services`. Its taxes, roles and account groups are in link tables.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "services")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whether it can still be added to accounts.
    pub active: bool,
    /// What bills call it.
    pub name: String,
    /// When it charges; never changes.
    #[sea_orm(column_name = "type")]
    pub r#type: ServiceType,
    /// Whether it makes debits or discounts.
    pub application: Application,
    /// The price of one: a month of a recurring service, a run of an expiring one, a unit of an overage service.
    pub amount: Money,
    /// How often it bills; above 1 only for recurring services.
    pub billing_frequency_in_months: i64,
    /// How often an expiring service runs; without effect on others.
    pub times_to_run: Option<i64>,
    /// Whether the two below hold for an adjustment service; without effect on others.
    pub limit_adjustments: bool,
    /// The days before, over which a user's adjustments are added up.
    pub period_days: i64,
    /// What a user may adjust in these days.
    pub max_amount_per_period: Money,
    /// Whether it provides connectivity; only recurring services.
    pub data_service: bool,
    /// Download speed in kilobits per second of a data service.
    pub download_in_kilobits: Option<i64>,
    /// Upload speed in kilobits per second of a data service.
    pub upload_in_kilobits: Option<i64>,
    /// Technology of the FCC Form 477; 0 is other.
    pub technology_code: i64,
    /// How usage of a data service is billed.
    pub usage_based_billing_policy_id: Option<i64>,
    /// The decimal gigabytes that an overage service gives for its amount.
    pub unit_quantity_in_gigabytes: Option<i64>,
    /// Where it is posted to.
    pub general_ledger_code_id: Option<i64>,
    /// The part of the amount that is not taxed.
    pub tax_exemption_amount: Money,
    /// Whether it is telephony; only recurring and expiring services.
    pub voice_service: bool,
    /// Whether local calls cost nothing.
    pub unlimited_local_minutes: bool,
    /// Whether long distance calls cost nothing.
    pub unlimited_long_distance_minutes: bool,
    /// Free local minutes of a billing period, where they are not unlimited.
    pub local_minutes: Option<i64>,
    /// The price of each further local minute.
    pub local_minutes_amount: Rate,
    /// Free long distance minutes of a billing period, where they are not unlimited.
    pub long_distance_minutes: Option<i64>,
    /// The price of each further long distance minute.
    pub long_distance_minutes_amount: Rate,
    /// The least that a call is charged for; none: its seconds.
    pub first_interval_in_seconds: Option<i64>,
    /// The steps in which a call is charged beyond that; none: seconds.
    pub sub_interval_in_seconds: Option<i64>,
    /// List of texts of digits: calls to numbers that begin with one are local.
    pub local_prefixes: Json,
    /// The price of a minute of an inbound toll free call.
    pub inbound_toll_free_rate: Option<Rate>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The beginnings of the numbers that are local.
    pub fn prefixes(&self) -> Vec<String> {
        let prefixes = self.local_prefixes.as_array().into_iter().flatten();
        prefixes.filter_map(|prefix| prefix.as_str().map(str::to_owned)).collect()
    }
}

/// `services`, their link tables, and the overage service of a policy.
pub(crate) fn tables() -> Vec<Change> {
    const POLICY: &str = "usage_based_billing_policy_id";
    const CODE: &str = "general_ledger_code_id";
    let policies = "usage_based_billing_policies";
    let mut changes = vec![
        columns()
            .foreign_key(&mut refers("services", POLICY, policies))
            .foreign_key(&mut refers("services", CODE, "general_ledger_codes"))
            .into(),
        index("services", &[POLICY]),
        index("services", &[CODE]),
        sql(format!(
            "alter table {policies} add column service_id bigint \
             constraint fk_{policies}__service_id references services (id)"
        )),
        index(policies, &["service_id"]),
    ];
    changes.extend(TAXES.changes("services", "taxes (id)"));
    changes.extend(ROLES.changes("services", "roles (id)"));
    changes.extend(ACCOUNT_GROUPS.changes("services", "account_groups (id)"));
    changes
}

fn columns() -> sea_orm::sea_query::TableCreateStatement {
    let number = |name| ColumnDef::new(name).big_integer().not_null().to_owned();
    let number_or_none = |name| ColumnDef::new(name).big_integer().to_owned();
    let text = |name| ColumnDef::new(name).text().not_null().to_owned();
    let flag = |name| ColumnDef::new(name).boolean().not_null().to_owned();
    let mut services = table("services");
    for column in [
        flag("active"),
        text("name"),
        text("type"),
        text("application"),
        number("amount"),
        number("billing_frequency_in_months"),
        number_or_none("times_to_run"),
        flag("limit_adjustments"),
        number("period_days"),
        number("max_amount_per_period"),
        flag("data_service"),
        number_or_none("download_in_kilobits"),
        number_or_none("upload_in_kilobits"),
        number("technology_code"),
        number_or_none("usage_based_billing_policy_id"),
        number_or_none("unit_quantity_in_gigabytes"),
        number_or_none("general_ledger_code_id"),
        number("tax_exemption_amount"),
        flag("voice_service"),
        flag("unlimited_local_minutes"),
        flag("unlimited_long_distance_minutes"),
        number_or_none("local_minutes"),
        number("local_minutes_amount"),
        number_or_none("long_distance_minutes"),
        number("long_distance_minutes_amount"),
        number_or_none("first_interval_in_seconds"),
        number_or_none("sub_interval_in_seconds"),
        ColumnDef::new("local_prefixes").json_binary().not_null().to_owned(),
        number_or_none("inbound_toll_free_rate"),
    ] {
        services.col(column);
    }
    services
}
