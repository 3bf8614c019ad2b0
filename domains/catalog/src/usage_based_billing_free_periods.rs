//! Free periods of a usage based billing policy: times of the week, in the application's time zone, in which traffic does
//! not count. The second of `end` is part of it, so `23:59:59` ends with the day.

use std::collections::HashMap;

use chrono::NaiveTime;
use fairlead_kernel::{Error, FieldErrors, FieldSpec, FieldValue, Findings, Input, Kind, Result};
use fairlead_store::{Change, Page, classify, index, table};
use fairlead_web::{Resource, Within, Writing};
use sea_orm::sea_query::{ColumnDef, Order};
use sea_orm::{
    ActiveValue::Set, Condition, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::reference::owned_by;
use crate::usage_based_billing_policies as policies;

/// A row of `usage_based_billing_free_periods`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "usage_based_billing_free_periods")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The policy it is of.
    pub usage_based_billing_policy_id: i64,
    /// Day of the week: 0 is Sunday, 6 is Saturday.
    pub day: i64,
    /// Its first second.
    pub start: NaiveTime,
    /// Its last second, after `start`.
    pub end: NaiveTime,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) fn tables() -> Vec<Change> {
    const TABLE: &str = "usage_based_billing_free_periods";
    const POLICY: &str = "usage_based_billing_policy_id";
    vec![
        table(TABLE)
            .col(ColumnDef::new(POLICY).big_integer().not_null())
            .col(ColumnDef::new("day").big_integer().not_null())
            .col(ColumnDef::new("start").time().not_null())
            .col(ColumnDef::new("end").time().not_null())
            .foreign_key(&mut owned_by(TABLE, POLICY, "usage_based_billing_policies"))
            .into(),
        index(TABLE, &[POLICY]),
    ]
}

/// A time of day, `HH:MM:SS` or `HH:MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOfDay(pub NaiveTime);

const TIME_FORMAT: &str = "%H:%M:%S";

impl FieldValue for TimeOfDay {
    const KIND: Kind = Kind::Text;

    fn parse(value: &Value, _: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let text = value.as_str().map(str::trim).unwrap_or_default();
        let read = |format| NaiveTime::parse_from_str(text, format).ok();
        // chrono takes the 60th second of a leap second, which no clock of a week has.
        let time = read(TIME_FORMAT).or_else(|| read("%H:%M")).filter(|_| !text.ends_with(":60"));
        if time.is_none() {
            findings.errors.add(path, format!("The {path} must be in the format HH:MM:SS."));
        }
        time.map(Self)
    }

    fn to_value(&self) -> Value {
        Value::from(self.0.format(TIME_FORMAT).to_string())
    }
}

/// Body of create and update.
#[derive(Input)]
pub struct UsageBasedBillingFreePeriodInput {
    /// Day of the week: 0 is Sunday, 6 is Saturday.
    #[input(min = 0, max = 6)]
    pub day: i64,
    /// `HH:MM:SS` in the application's time zone.
    pub start: TimeOfDay,
    /// `HH:MM:SS`, after the start.
    pub end: TimeOfDay,
}

/// What is shown.
#[derive(Serialize, ToSchema)]
#[schema(as = UsageBasedBillingFreePeriod)]
pub struct FreePeriodView {
    /// Its id.
    id: i64,
    /// Day of the week: 0 is Sunday, 6 is Saturday.
    day: i64,
    /// `HH:MM:SS`
    start: String,
    /// `HH:MM:SS`
    end: String,
}

/// What lies in one policy.
pub type OfPolicy = Within<policies::Entity>;

/// The declared resource.
pub struct UsageBasedBillingFreePeriod;

impl Resource for UsageBasedBillingFreePeriod {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = UsageBasedBillingFreePeriodInput;
    type View = FreePeriodView;
    type Scope = OfPolicy;

    const PATH: &'static str = "/system/usage_based_billing_policies/{usage_based_billing_policy_id}/usage_based_billing_free_periods";
    const TAG: &'static str = "Usage_Based_Billing_Policies";
    const NAME: &'static str = "usage based billing free period";
    const PERMISSION: &'static str = "usage_based_billing_policies";
    const UPDATE_STATUS: u16 = 201;
    const MISSING_ON_DELETE: &'static str = "Usage based billing free period does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Day, Column::Start],
            filters: vec![Column::Day],
            searches: vec![],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> UsageBasedBillingFreePeriodInput {
        UsageBasedBillingFreePeriodInput {
            day: row.day,
            start: TimeOfDay(row.start),
            end: TimeOfDay(row.end),
        }
    }

    fn apply(input: &UsageBasedBillingFreePeriodInput, row: &mut ActiveModel) {
        row.day = Set(input.day);
        row.start = Set(input.start.0);
        row.end = Set(input.end.0);
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<FreePeriodView>> {
        let shown = |row: Model| FreePeriodView {
            id: row.id,
            day: row.day,
            start: row.start.format(TIME_FORMAT).to_string(),
            end: row.end.format(TIME_FORMAT).to_string(),
        };
        Ok(rows.into_iter().map(shown).collect())
    }

    fn within(scope: &OfPolicy) -> Condition {
        Condition::all().add(Column::UsageBasedBillingPolicyId.eq(scope.0))
    }

    fn place(scope: &OfPolicy, row: &mut ActiveModel) {
        row.usage_based_billing_policy_id = Set(scope.0);
    }

    async fn check(
        writing: &Writing<'_, Self>,
        input: &UsageBasedBillingFreePeriodInput,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        if input.start.0 >= input.end.0 {
            errors.add("end", "The end must be after the start.");
            return Ok(());
        }
        refuse_overlap(writing, input).await
    }
}

/// In the documented words, which name no field. Periods that only touch do not overlap. The policy is locked, so that two
/// requests at once do not each miss the other's period.
async fn refuse_overlap(
    writing: &Writing<'_, UsageBasedBillingFreePeriod>,
    input: &UsageBasedBillingFreePeriodInput,
) -> Result<()> {
    let policy = policies::Entity::find_by_id(writing.scope.0).lock_exclusive();
    policy.one(writing.tx).await.map_err(classify)?;
    let other = Entity::find()
        .filter(UsageBasedBillingFreePeriod::within(writing.scope))
        .filter(Column::Id.ne(writing.before.map_or(0, |before| before.id)))
        .filter(Column::Day.eq(input.day))
        .filter(Column::Start.lt(input.end.0))
        .filter(Column::End.gt(input.start.0))
        .order_by_asc(Column::Start)
        .one(writing.tx)
        .await
        .map_err(classify)?;
    let Some(other) = other else { return Ok(()) };
    let (start, end) = (other.start.format(TIME_FORMAT), other.end.format(TIME_FORMAT));
    let message = format!("This free period overlaps another defined free period from {start} to {end}.");
    Err(Error::Refused(message.into()))
}

/// All free periods, by policy: one query. A provider has a handful of policies, whatever its size.
///
/// # Errors
/// Those of the database.
pub async fn by_policy(connection: &impl ConnectionTrait) -> Result<HashMap<i64, Vec<Model>>> {
    let rows = Entity::find()
        .order_by_asc(Column::Day)
        .order_by_asc(Column::Start)
        .all(connection)
        .await
        .map_err(classify)?;
    let mut by_policy: HashMap<i64, Vec<Model>> = HashMap::new();
    for row in rows {
        by_policy.entry(row.usage_based_billing_policy_id).or_default().push(row);
    }
    Ok(by_policy)
}

#[cfg(test)]
#[path = "usage_based_billing_free_periods_tests.rs"]
mod tests;
