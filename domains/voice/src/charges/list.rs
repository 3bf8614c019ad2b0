//! The calls of a bill, one by one, for the customer to read: as they were charged, whatever the plan became later.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use fairlead_billing::run::sources::{PrintedBill, Writing};
use fairlead_documents::{ItemColumn, ItemColumnKind, ItemGroup, ItemList, Locale};
use fairlead_kernel::{Error, Result};
use fairlead_rating::{Bundle, cost};
use fairlead_store::{Timestamp, classify};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, FromQueryResult, QueryResult, Statement};

use super::listed;
use super::meter::BilledTerms;

/// More than a customer reads: what is beyond it is only counted and added up.
const MOST_ROWS: usize = 20_000;

/// The calls of these bills: a list for each account that has some.
pub(super) async fn of(
    connection: &DatabaseConnection,
    bills: &[PrintedBill],
    writing: &Writing<'_>,
) -> Result<Vec<(i64, ItemList)>> {
    let mut terms = terms(connection, bills).await?;
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let mut lists: Vec<(i64, Calls)> = Vec::new();
    for call in calls(connection, bills).await? {
        let Some(terms) = terms.get_mut(&(call.account_id, call.billed_on, call.service_id)) else {
            continue;
        };
        let charged = terms.charge(&call);
        match lists.last_mut() {
            Some((account_id, calls)) if *account_id == call.account_id => calls.add(&call, charged, writing),
            _ => {
                let mut calls = Calls::default();
                calls.add(&call, charged, writing);
                lists.push((call.account_id, calls));
            }
        }
    }
    let place = |account_id: i64| bills.iter().position(|bill| bill.account_id == account_id);
    lists.sort_by_key(|(account_id, _)| place(*account_id));
    let written = lists.into_iter().map(|(id, calls)| Ok((id, calls.written(writing)?)));
    let written: Vec<(i64, ItemList)> = written.collect::<Result<_>>()?;
    Ok(written.into_iter().filter(|(_, list)| !list.groups.is_empty()).collect())
}

#[derive(FromQueryResult)]
struct Call {
    account_id: i64,
    billed_on: NaiveDate,
    service_id: i64,
    origination: String,
    destination: String,
    call_start: Timestamp,
    class: String,
    prefix_name: Option<String>,
    rate_nanos: i64,
    billed_seconds: i64,
}

impl Call {
    fn seconds(&self) -> u64 {
        self.billed_seconds.unsigned_abs()
    }

    /// The account's side of it.
    fn own_number(&self) -> &str {
        if self.class.starts_with("inbound") { &self.destination } else { &self.origination }
    }
}

/// What a call costs.
#[derive(Clone, Copy)]
struct Charged {
    rate_nanos: i64,
    seconds: u64,
    is_bundled: bool,
}

impl Charged {
    fn nano_seconds(self) -> i128 {
        i128::from(self.rate_nanos) * i128::from(self.seconds)
    }
}

/// The terms of a bill, with what is left of their free seconds: earlier calls use them first.
struct Left(BilledTerms);

impl Left {
    fn charge(&mut self, call: &Call) -> Charged {
        let bundle = match call.class.as_str() {
            "local" => &mut self.0.local,
            "long_distance" => &mut self.0.long_distance,
            _ => {
                return Charged { rate_nanos: call.rate_nanos, seconds: call.seconds(), is_bundled: false };
            }
        };
        let seconds = bundle.charged_seconds(call.seconds());
        bundle.free_seconds = bundle.free_seconds.saturating_sub(call.seconds());
        Charged { rate_nanos: bundle.rate_nanos, seconds, is_bundled: true }
    }
}

/// An account's, in the order of time.
#[derive(Default)]
struct Calls {
    /// By the account's number.
    groups: BTreeMap<String, Group>,
    /// Seconds by bill, service, kind of line and rate, as they are charged.
    lines: BTreeMap<(NaiveDate, i64, bool), BTreeMap<i64, u64>>,
    rows: usize,
    left_out: usize,
}

#[derive(Default)]
struct Group {
    rows: Vec<Vec<String>>,
    seconds: u64,
    nano_seconds: i128,
}

impl Calls {
    fn add(&mut self, call: &Call, charged: Charged, writing: &Writing<'_>) {
        let line = self.lines.entry((call.billed_on, call.service_id, charged.is_bundled)).or_default();
        *line.entry(charged.rate_nanos).or_default() += charged.seconds;
        if writing.only_charged && charged.nano_seconds() == 0 {
            return;
        }
        let group = self.groups.entry(call.own_number().to_owned()).or_default();
        group.seconds += call.seconds();
        group.nano_seconds += charged.nano_seconds();
        match self.rows < MOST_ROWS {
            true => group.rows.push(row(call, charged, writing)),
            false => self.left_out += 1,
        }
        self.rows += 1;
    }

    fn written(self, writing: &Writing<'_>) -> Result<ItemList> {
        let words = Words::of(writing.locale);
        let too_much = || Error::Refused("The calls of the account cost too much.".into());
        let line = |line: BTreeMap<i64, u64>| cost(line).ok_or_else(too_much);
        let sums: Vec<_> = self.lines.into_values().map(line).collect::<Result<_>>()?;
        let total = sums.into_iter().sum();
        let nothing = String::new;
        let group = |(number, group): (String, Group)| ItemGroup {
            name: number,
            rows: group.rows,
            subtotal: vec![
                words.subtotal.to_owned(),
                nothing(),
                nothing(),
                nothing(),
                minutes(group.seconds),
                nothing(),
                fine(group.nano_seconds, writing),
            ],
        };
        Ok(ItemList {
            title: words.title.into(),
            columns: words.columns(),
            groups: self.groups.into_iter().map(group).collect(),
            total: Some((words.total.into(), writing.format.money(total))),
            note: (self.left_out > 0).then(|| format!("{}: {}", words.left_out, self.left_out)),
        })
    }
}

fn row(call: &Call, charged: Charged, writing: &Writing<'_>) -> Vec<String> {
    let begun = call.call_start.to_utc().with_timezone(&writing.zone);
    let included = charged.is_bundled && charged.seconds == 0 && call.billed_seconds > 0;
    vec![
        format!("{} {}", writing.format.date(begun.date_naive()), begun.format("%H:%M")),
        call.origination.clone(),
        call.destination.clone(),
        call.prefix_name.clone().unwrap_or_default(),
        minutes(call.seconds()),
        if included { String::new() } else { writing.format.fine(charged.rate_nanos.into()) },
        match included {
            true => Words::of(writing.locale).included.into(),
            false => fine(charged.nano_seconds(), writing),
        },
    ]
}

fn minutes(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn fine(nano_seconds: i128, writing: &Writing<'_>) -> String {
    writing.format.fine((nano_seconds + 30) / 60)
}

type OfBill = (i64, NaiveDate, i64);

async fn terms(connection: &DatabaseConnection, bills: &[PrintedBill]) -> Result<HashMap<OfBill, Left>> {
    let columns = "account_id, bill_date, service_id, local_free_seconds, local_rate_nanos, \
         long_distance_free_seconds, long_distance_rate_nanos";
    let rows =
        select(connection, &format!("select {columns} from call_bills where"), "bill_date", bills).await?;
    let read = |row: &QueryResult| -> std::result::Result<(OfBill, Left), DbErr> {
        let bundle = |at| -> std::result::Result<Bundle, DbErr> {
            let (free, rate_nanos): (Option<i64>, i64) =
                (row.try_get_by_index(at)?, row.try_get_by_index(at + 1)?);
            Ok(Bundle {
                unlimited: free.is_none(),
                free_seconds: free.unwrap_or_default().unsigned_abs(),
                rate_nanos,
            })
        };
        let (account_id, date, service_id) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let terms = BilledTerms { service_id, local: bundle(3)?, long_distance: bundle(5)? };
        Ok(((account_id, date, service_id), Left(terms)))
    };
    rows.iter().map(|row| read(row).map_err(classify)).collect()
}

async fn calls(connection: &DatabaseConnection, bills: &[PrintedBill]) -> Result<Vec<Call>> {
    let columns = "account_id, billed_on, service_id, origination, destination, call_start, class, prefix_name, \
         rate_nanos, billed_seconds";
    let sql =
        format!("select {columns} from call_records where billed_on is not null and state = 'rated' and");
    let rows = select(connection, &sql, "billed_on", bills).await?;
    let mut calls: Vec<Call> =
        rows.iter().map(|row| Call::from_query_result(row, "").map_err(classify)).collect::<Result<_>>()?;
    // Of several accounts each has dates of its own.
    calls.retain(|call| {
        bills.iter().any(|bill| (bill.account_id, bill.bill_date) == (call.account_id, call.billed_on))
    });
    calls.sort_by(|one, other| {
        let key = |call: &Call| (call.account_id, call.call_start);
        key(one).cmp(&key(other)).then_with(|| one.destination.cmp(&other.destination))
    });
    Ok(calls)
}

/// The rows of a table that belong to bills, and perhaps to others of the same accounts and dates.
async fn select(
    connection: &DatabaseConnection,
    select: &str,
    date: &str,
    bills: &[PrintedBill],
) -> Result<Vec<QueryResult>> {
    let accounts: Vec<i64> = bills.iter().map(|bill| bill.account_id).collect();
    let mut dates: Vec<NaiveDate> = bills.iter().map(|bill| bill.bill_date).collect();
    dates.sort();
    dates.dedup();
    let places: Vec<String> = (1..=dates.len()).map(|at| format!("${at}")).collect();
    let sql = format!("{select} account_id in ({}) and {date} in ({})", listed(&accounts), places.join(", "));
    let values = dates.into_iter().map(sea_orm::Value::from);
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.query_all_raw(statement).await.map_err(classify)
}

/// The words of the list.
struct Words {
    title: &'static str,
    names: [&'static str; 7],
    subtotal: &'static str,
    total: &'static str,
    included: &'static str,
    left_out: &'static str,
}

impl Words {
    fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::En => &Self {
                title: "Calls",
                names: ["Date", "From", "To", "Destination", "Minutes", "Rate", "Amount"],
                subtotal: "Subtotal",
                total: "All calls, before taxes",
                included: "included",
                left_out: "Further calls that are not listed",
            },
            Locale::Es => &Self {
                title: "Llamadas",
                names: ["Fecha", "De", "A", "Destino", "Minutos", "Tarifa", "Importe"],
                subtotal: "Subtotal",
                total: "Todas las llamadas, sin impuestos",
                included: "incluida",
                left_out: "Otras llamadas que no se detallan",
            },
            Locale::Fr => &Self {
                title: "Appels",
                names: ["Date", "De", "À", "Destination", "Minutes", "Tarif", "Montant"],
                subtotal: "Sous-total",
                total: "Tous les appels, hors taxes",
                included: "inclus",
                left_out: "Autres appels non détaillés",
            },
        }
    }

    fn columns(&self) -> Vec<ItemColumn> {
        use ItemColumnKind::{Code, Figure, Name};
        let kinds = [Code, Code, Code, Name, Figure, Figure, Figure];
        let column = |(name, kind): (&&str, ItemColumnKind)| ItemColumn { name: (*name).into(), kind };
        self.names.iter().zip(kinds).map(column).collect()
    }
}
