//! Traffic between two instants as a graph shows it: rates in bits per second by source, and what they come to in bytes.

use std::collections::BTreeMap;

use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{FieldErrors, Result};
use fairlead_store::classify;
use fairlead_web::{Allowed, Answer, Failure, PathParams, Scope};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};
use serde::Serialize;
use serde_json::{Number, Value};
use utoipa::ToSchema;

use super::Read;
use super::input::UnixTime;

/// How many points a graph has at most (reference, Account Data Usage).
const POINTS: i64 = 400;
/// The closest that points come.
const SHORTEST_STEP_IN_SECONDS: i64 = 60;

/// Bits per second by the Unix timestamp at which the time that they are the mean of begins. A time without a sample has
/// no point.
type Points = BTreeMap<i64, Number>;

/// A source of traffic.
#[derive(Serialize, ToSchema)]
pub struct UsageSeries {
    /// What made the traffic.
    data_source_identifier: String,
    /// The device that counts.
    data_source_parent: String,
    /// The kind of traffic.
    data_type: String,
    /// Inbound bits per second by Unix timestamp.
    #[schema(value_type = Object)]
    r#in: Points,
    /// Outbound bits per second by Unix timestamp.
    #[schema(value_type = Object)]
    out: Points,
}

/// All sources together.
#[derive(Serialize, ToSchema)]
pub struct UsageRates {
    /// Inbound bits per second by Unix timestamp.
    #[schema(value_type = Object)]
    r#in: Points,
    /// Outbound bits per second by Unix timestamp.
    #[schema(value_type = Object)]
    out: Points,
}

/// The graph.
#[derive(Serialize, ToSchema)]
pub struct GranularUsage {
    /// By source.
    series: Vec<UsageSeries>,
    /// All of them together.
    totals: UsageRates,
}

/// What a source came to.
#[derive(Serialize, ToSchema)]
pub struct UsageBytes {
    /// Inbound bytes.
    #[schema(value_type = u64)]
    total_in: Number,
    /// Outbound bytes.
    #[schema(value_type = u64)]
    total_out: Number,
    /// Both.
    #[schema(value_type = u64)]
    combined_total: Number,
}

/// The bytes of a source.
#[derive(Serialize, ToSchema)]
pub struct UsageTotal {
    /// What made the traffic.
    data_source_identifier: String,
    /// The device that counts.
    data_source_parent: String,
    /// The kind of traffic.
    data_type: String,
    /// The bytes.
    totals: UsageBytes,
}

/// The traffic of an account between two instants.
#[derive(Serialize, ToSchema)]
pub struct GranularDataUsage {
    /// The graph, in bits per second.
    granular: GranularUsage,
    /// The bytes, in the order of the series.
    totals: Vec<UsageTotal>,
}

/// A time of which the points are made.
#[derive(Clone, Copy)]
struct Span {
    start_in_microseconds: i64,
    end_in_microseconds: i64,
    step_in_seconds: i64,
}

impl Span {
    /// From the path, with a step that makes at most 400 points of at least a minute each.
    fn read(path: &PathParams) -> Result<Self> {
        let mut errors = FieldErrors::new();
        let mut read = |name: &str| {
            let time = path.text(name).parse().ok().and_then(UnixTime::of_seconds);
            if time.is_none() {
                errors.add(name, format!("The {name} must be a Unix timestamp in seconds."));
            }
            time.map_or(0, |time| time.microseconds)
        };
        let (start, end) = (read("start_time"), read("end_time"));
        if errors.is_empty() && end <= start {
            errors.add("end_time", "The end_time must be after the start_time.");
        }
        errors.into_result()?;
        let seconds = (end - start + 999_999) / 1_000_000;
        let step_in_seconds = SHORTEST_STEP_IN_SECONDS.max((seconds + POINTS - 1) / POINTS);
        Ok(Self { start_in_microseconds: start, end_in_microseconds: end, step_in_seconds })
    }

    fn timestamp(&self, step: i64) -> i64 {
        self.start_in_microseconds / 1_000_000 + step * self.step_in_seconds
    }
}

/// A point of a source, in bytes and the seconds in which they were counted.
struct Point {
    counter_id: i64,
    step: i64,
    in_bytes: f64,
    out_bytes: f64,
    seconds: f64,
}

/// GET /accounts/{account_id}/granular_data_usage/{start_time}/{end_time}
pub(super) async fn show(ctx: Allowed<Read>, path: PathParams) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    let read = ctx.db().read();
    scope.exists(read).await?;
    let span = Span::read(&path)?;
    let sources = sources(read, scope.0).await?;
    let points = points(read, scope.0, span).await?;
    Answer::ok(&graph(sources, &points, span))
}

type Names = (i64, [String; 3]);

async fn sources(connection: &impl ConnectionTrait, account_id: i64) -> Result<Vec<Names>> {
    let sql = "select id, data_source_identifier, data_source_parent, data_type from usage_counters \
               where account_id = $1 order by data_source_identifier, data_source_parent, data_type, id";
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [account_id.into()]);
    let read = |row: &QueryResult| -> std::result::Result<Names, DbErr> {
        let names = [row.try_get_by_index(1)?, row.try_get_by_index(2)?, row.try_get_by_index(3)?];
        Ok((row.try_get_by_index(0)?, names))
    };
    let rows = connection.query_all_raw(statement).await.map_err(classify)?;
    rows.iter().map(|row| read(row).map_err(classify)).collect()
}

/// As floats, because sums of absurd counters would not fit into an integer; below 9 petabytes they are exact.
async fn points(connection: &impl ConnectionTrait, account_id: i64, span: Span) -> Result<Vec<Point>> {
    let sql = "select usage_counter_id, (at_in_microseconds - $2) / $4, sum(cast(in_bytes as double precision)), \
               sum(cast(out_bytes as double precision)), \
               sum(cast(at_in_microseconds - since_in_microseconds as double precision)) / 1000000.0 \
               from usage_samples where usage_counter_id in (select id from usage_counters where account_id = $1) \
               and at_in_microseconds >= $2 and at_in_microseconds < $3 group by 1, 2 order by 1, 2";
    let step_in_microseconds = span.step_in_seconds * 1_000_000;
    let values = [account_id, span.start_in_microseconds, span.end_in_microseconds, step_in_microseconds];
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values.map(Into::into));
    let read = |row: &QueryResult| -> std::result::Result<Point, DbErr> {
        Ok(Point {
            counter_id: row.try_get_by_index(0)?,
            step: row.try_get_by_index(1)?,
            in_bytes: row.try_get_by_index(2)?,
            out_bytes: row.try_get_by_index(3)?,
            seconds: row.try_get_by_index(4)?,
        })
    };
    let rows = connection.query_all_raw(statement).await.map_err(classify)?;
    rows.iter().map(|row| read(row).map_err(classify)).collect()
}

fn graph(sources: Vec<Names>, points: &[Point], span: Span) -> GranularDataUsage {
    let mut by_source: BTreeMap<i64, Vec<&Point>> = BTreeMap::new();
    for point in points {
        by_source.entry(point.counter_id).or_default().push(point);
    }
    let rate = |bytes: f64, point: &Point| bytes * 8.0 / point.seconds;
    let mut together: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
    let (mut series, mut totals) = (Vec::new(), Vec::new());
    for (id, [identifier, parent, data_type]) in sources {
        let Some(points) = by_source.get(&id) else { continue };
        for point in points {
            let sum = together.entry(span.timestamp(point.step)).or_default();
            sum.0 += rate(point.in_bytes, point);
            sum.1 += rate(point.out_bytes, point);
        }
        let at = |point: &&&Point| span.timestamp(point.step);
        let total_in: f64 = points.iter().map(|point| point.in_bytes).sum();
        let total_out: f64 = points.iter().map(|point| point.out_bytes).sum();
        totals.push(UsageTotal {
            data_source_identifier: identifier.clone(),
            data_source_parent: parent.clone(),
            data_type: data_type.clone(),
            totals: UsageBytes {
                total_in: number(total_in),
                total_out: number(total_out),
                combined_total: number(total_in + total_out),
            },
        });
        series.push(UsageSeries {
            data_source_identifier: identifier,
            data_source_parent: parent,
            data_type,
            r#in: points.iter().map(|point| (at(&point), number(rate(point.in_bytes, point)))).collect(),
            out: points.iter().map(|point| (at(&point), number(rate(point.out_bytes, point)))).collect(),
        });
    }
    let rates = UsageRates {
        r#in: together.iter().map(|(at, sum)| (*at, number(sum.0))).collect(),
        out: together.iter().map(|(at, sum)| (*at, number(sum.1))).collect(),
    };
    GranularDataUsage { granular: GranularUsage { series, totals: rates }, totals }
}

/// Whole numbers without a fraction, as the reference shows them.
fn number(value: f64) -> Number {
    let whole = value.fract() == 0.0 && (0.0..9e18).contains(&value);
    match whole {
        true => Number::from(value as u64),
        false => match Value::from(value) {
            Value::Number(number) => number,
            _ => Number::from(0),
        },
    }
}
