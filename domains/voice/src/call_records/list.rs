use chrono::NaiveDate;
use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{DATE_FORMAT, FieldErrors, Result};
use fairlead_rating::rate_text;
use fairlead_store::{Page, Timestamp, fetch};
use fairlead_web::{Allowed, Answer, Failure, ListQuery, Listing, PathParams, Scope};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use utoipa::ToSchema;

use super::ReadCalls;
use super::table::{Column, Entity, Model, RATED};

/// What is shown of a call of an account.
#[derive(Serialize, ToSchema)]
#[schema(as = CallRecord)]
pub struct CallRecordView {
    /// Its id.
    id: i64,
    /// Who called.
    origination: String,
    /// Who was called.
    destination: String,
    /// When it began, in UTC.
    call_start: Timestamp,
    /// How long it lasted.
    duration_in_seconds: i64,
    /// The prefix that decided; null where none did.
    matched_prefix: Option<String>,
    /// What the prefix is called.
    prefix_name: Option<String>,
    /// The price of a minute in the smallest currency unit, with twenty decimals; of a local or long distance call that
    /// beyond the free minutes.
    rate: String,
    /// Whether it was rated as local.
    local: bool,
    /// Whether it was rated as long distance.
    long_distance: bool,
    /// The service that it was rated by.
    service_id: Option<i64>,
    /// `local`, `long_distance`, `international`, `toll_free`, `inbound_toll_free` or `inbound`.
    class: Option<String>,
    /// The seconds that it is charged for.
    billed_seconds: Option<i64>,
    /// The bill date that it was charged with, or counted against the free minutes; null until the account bills.
    #[schema(value_type = Option<String>)]
    billed_on: Option<NaiveDate>,
}

impl From<Model> for CallRecordView {
    fn from(row: Model) -> Self {
        let is = |class: &str| row.class.as_deref() == Some(class);
        Self {
            local: is("local"),
            long_distance: is("long_distance"),
            id: row.id,
            origination: row.origination,
            destination: row.destination,
            call_start: row.call_start,
            duration_in_seconds: row.duration_in_seconds,
            matched_prefix: row.matched_prefix,
            prefix_name: row.prefix_name,
            rate: rate_text(row.rate_nanos.unwrap_or_default()),
            service_id: row.service_id,
            class: row.class,
            billed_seconds: row.billed_seconds,
            billed_on: row.billed_on,
        }
    }
}

pub(super) fn listing() -> Listing {
    let sorts = vec!["id".into(), "call_start".into(), "duration_in_seconds".into()];
    Listing::new(sorts, vec!["class".into(), "service_id".into(), "billed_on".into()], true)
}

fn page() -> Page<Entity> {
    Page {
        sorts: vec![Column::Id, Column::CallStart, Column::DurationInSeconds],
        filters: vec![Column::Class, Column::ServiceId, Column::BilledOn],
        searches: vec![Column::Origination, Column::Destination, Column::PrefixName],
        order: (Column::Id, Order::Desc),
        key: Column::Id,
    }
}

/// GET /accounts/{account_id}/call_records/{start_date}/{end_date}: calls that began from one date on and before the other,
/// in UTC, newest first.
pub(super) async fn list(
    ctx: Allowed<ReadCalls>,
    path: PathParams,
    query: ListQuery,
) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    scope.exists(ctx.db().read()).await?;
    let (from, until) = dates(&path)?;
    let mut select = Entity::find()
        .filter(Column::AccountId.eq(scope.0))
        .filter(Column::State.eq(RATED))
        .filter(Column::CallStart.gte(from))
        .filter(Column::CallStart.lt(until));
    if query.query.sort.is_none() {
        select = select.order_by_desc(Column::CallStart);
    }
    let found = fetch(ctx.db(), select, &query.query, &page()).await?;
    let views: Vec<CallRecordView> = found.rows.into_iter().map(CallRecordView::from).collect();
    Answer::list(&views, found.paginator)
}

fn dates(path: &PathParams) -> Result<(Timestamp, Timestamp)> {
    let mut errors = FieldErrors::new();
    let mut date = |name: &str| {
        let date = NaiveDate::parse_from_str(path.text(name), DATE_FORMAT).ok();
        if date.is_none() {
            errors.add(name, format!("The {name} must be a date in the format YYYY-MM-DD."));
        }
        date.unwrap_or_default().and_time(chrono::NaiveTime::MIN).into()
    };
    let dates = (date("start_date"), date("end_date"));
    errors.into_result().map(|()| dates)
}
