use chrono::{Datelike, Days, Months, NaiveDate};
use fairlead_billing::ledger::overdue;
use fairlead_billing::run::runner;
use fairlead_customers::calendar;
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::classify;
use fairlead_store::sea_orm::{ConnectionTrait, Statement};
use fairlead_web::App;
use serde_json::{Value, json};

use super::Demo;
use super::products::Products;
use super::usage::Counters;

/// Billed so far: the engine runs over the past dates themselves.
const MONTHS: u32 = 4;
const BILL_DAYS: [u32; 3] = [1, 10, 20];

/// The first bill date of an account, some months ago.
pub(super) fn first_bill_date(number: usize, today: NaiveDate) -> Option<NaiveDate> {
    let month = today.checked_sub_months(Months::new(MONTHS))?;
    month.with_day(BILL_DAYS[number % BILL_DAYS.len()])
}

/// Whether an account has a telephone.
pub(super) fn has_phone(number: usize) -> bool {
    number.is_multiple_of(3)
}

impl Demo {
    /// The services of an account, as the field sells them.
    pub(super) async fn services(
        &self,
        number: usize,
        account: &Value,
        business: bool,
        products: &Products,
    ) -> Result<()> {
        let plan = match business {
            true => &products.plans[3],
            false => &products.plans[[0, 1, 1, 2][number % 4]],
        };
        let mut wanted = vec![plan, &products.others["Router rental"]];
        if has_phone(number) {
            wanted.push(&products.others["Home phone"]);
        }
        if number % 5 == 2 {
            wanted.push(&products.others["Radio in 24 instalments"]);
        }
        if number % 8 == 6 {
            wanted.push(&products.others["Loyalty discount"]);
        }
        for service in wanted {
            let body = json!({"service_id": service, "quantity": 1, "prorate": false});
            self.post(&format!("/accounts/{account}/services"), body).await?;
        }
        Ok(())
    }

    /// Bills the past months, one date after the other; most people pay in time, some late, some not at all. The accounts
    /// that are `online` use data all the while.
    pub(super) async fn months(&self, app: &App, online: Vec<Value>) -> Result<()> {
        let (today, zone, now) =
            (calendar::today(app).await?, calendar::time_zone(app).await?, app.db.clock().now());
        let first = first_bill_date(0, today).ok_or_else(|| Error::Internal("no calendar".into()))?;
        let connected = first.checked_sub_months(Months::new(1)).unwrap_or(first);
        let mut counters = Counters::new(online, calendar::start_of(connected, zone), now);
        for month in 0..=MONTHS {
            for day in BILL_DAYS {
                let date = first.checked_add_months(Months::new(month)).and_then(|date| date.with_day(day));
                let Some(date) = date.filter(|date| *date <= today) else { continue };
                self.usage(&mut counters, calendar::start_of(date, zone)).await?;
                runner::run(app, date, |_| {}).await?;
                self.payments(app, date, today).await?;
            }
        }
        self.usage(&mut counters, now).await?;
        overdue::evaluate(app).await
    }

    async fn payments(&self, app: &App, billed: NaiveDate, today: NaiveDate) -> Result<()> {
        for (account, due) in debtors(app, billed).await? {
            let days_to_pay = match account % 10 {
                // Has not paid for a while.
                3 if billed.month().is_multiple_of(2) => continue,
                7 => 25,
                days => days.unsigned_abs(),
            };
            let paid = billed.checked_add_days(Days::new(days_to_pay)).filter(|date| *date <= today);
            let Some(paid) = paid else { continue };
            let (method, reference) = match account % 4 {
                0 => ("check", json!((1000 + account).to_string())),
                1 => ("wire", Value::Null),
                _ => ("other", Value::Null),
            };
            let body = json!({"payment_method": method, "reference": reference, "amount": due, "date": paid, "auto_apply": true});
            self.post(&format!("/accounts/{account}/transactions/payments"), body).await?;
        }
        Ok(())
    }
}

/// Who owes for this date, and how much in all.
async fn debtors(app: &App, billed: NaiveDate) -> Result<Vec<(i64, Money)>> {
    let sql = "select a.id, a.balance_due from accounts a where a.balance_due > 0 and exists \
               (select 1 from invoices i where i.account_id = a.id and i.bill_date = $1) order by a.id";
    let db = app.db.read();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [billed.into()]);
    let rows = db.query_all_raw(statement).await.map_err(classify)?;
    rows.iter()
        .map(|row| {
            Ok((row.try_get_by_index(0).map_err(classify)?, row.try_get_by_index(1).map_err(classify)?))
        })
        .collect()
}
