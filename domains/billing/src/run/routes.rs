use chrono::{Days, NaiveDate};
use fairlead_customers::calendar;
use fairlead_kernel::{Error, Input, Money, Result};
use fairlead_store::jobs::Enqueue;
use fairlead_store::{Page, classify};
use fairlead_web::{
    Allowed, Answer, Create, Ctx, Doc, Failure, JsonBody, NoInput, PathParams, Read, Resource, Routes,
    read_only,
};
use sea_orm::{ConnectionTrait, EntityTrait, sea_query::Order};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::runs::{ActiveModel, Column, Entity, Model};
use crate::ledger::Day;

use super::{Billed, dry_run, failures, jobs, preview, runner};

/// Runs are listed and shown; starting one is a job.
pub struct BillingRun;

impl Resource for BillingRun {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/billing_runs";
    const TAG: &'static str = "Billing runs";
    const NAME: &'static str = "billing run";
    const PERMISSION: &'static str = "billing_runs";
    const OWN: bool = true;

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Date, Column::Invoiced],
            filters: vec![Column::State, Column::Date],
            searches: Vec::new(),
            order: (Column::Date, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }
}

/// Which date to bill.
#[derive(Input)]
pub struct BillingRunInput {
    /// Everybody who is due until then is billed; today when it is left out, and at most a month ahead.
    pub date: Option<NaiveDate>,
}

/// The job that bills.
#[derive(Serialize, ToSchema)]
pub struct StartedBillingRun {
    /// Its id among the background jobs.
    pub background_job_id: i64,
    /// What it bills.
    #[schema(value_type = String)]
    pub date: NaiveDate,
}

/// What a run would do.
#[derive(Default, Serialize, ToSchema)]
pub struct BillingDryRun {
    /// Accounts that would be billed.
    pub accounts: i64,
    /// Invoices that would be made.
    pub invoices: i64,
    /// The sum of their debits with taxes.
    pub invoiced: Money,
    /// Of which taxes.
    pub taxes: Money,
    /// Discounts with taxes.
    pub discounts: Money,
    /// What discounts and deposits would pay.
    pub paid_by_funds: Money,
    /// Accounts that could not be billed.
    pub accounts_failed: i64,
    /// The first hundred of them.
    pub failures: Vec<DryRunFailure>,
}

/// An account that could not be billed.
#[derive(Serialize, ToSchema)]
pub struct DryRunFailure {
    /// The account.
    pub account_id: i64,
    /// Why.
    pub message: String,
}

const DAYS_AHEAD: u64 = 31;

pub(crate) fn routes() -> Routes {
    let doc = |summary: &str| Doc::own(BillingRun::TAG, summary);
    read_only::<BillingRun>()
        .post(
            "/billing_runs",
            start,
            doc("Start a billing run").status(202).body::<BillingRunInput>().one::<StartedBillingRun>(),
        )
        .post(
            "/billing_runs/dry_run",
            try_out,
            doc("What a billing run would do").body::<BillingRunInput>().one::<BillingDryRun>(),
        )
        .get(
            "/billing_runs/{id}/failures",
            failed,
            doc("Accounts that a billing run could not bill").many::<failures::Model>(),
        )
        .get(
            "/accounts/{account_id}/next_bill",
            preview::show,
            Doc::own("Account_Billing", "What an account is billed next").one::<preview::NextBill>(),
        )
}

async fn date_of(ctx: &Ctx, body: &JsonBody) -> Result<NaiveDate> {
    let input: BillingRunInput = body.read()?;
    let today = calendar::today(&ctx.app).await?;
    let date = input.date.unwrap_or(today);
    match today.checked_add_days(Days::new(DAYS_AHEAD)) {
        Some(last) if date > last => {
            Err(Error::field("date", format!("The date may not be more than {DAYS_AHEAD} days ahead.")))
        }
        _ => Ok(date),
    }
}

async fn start(ctx: Allowed<Create<BillingRun>>, body: JsonBody) -> Result<Answer, Failure> {
    let date = date_of(&ctx, &body).await?;
    let day = Day::of(&ctx.app).await?;
    day.refuse_closed(day.today, "date")?;
    let background_job_id = ctx
        .write(|tx| async move { tx.enqueue(Enqueue::now(jobs::RUN, json!({"date": date}))).await })
        .await?;
    Answer::with_status(202, &StartedBillingRun { background_job_id, date })
}

async fn try_out(ctx: Allowed<Read<BillingRun>>, body: JsonBody) -> Result<Answer, Failure> {
    let date = date_of(&ctx, &body).await?;
    let mut sums = BillingDryRun::default();
    dry_run(&ctx.app, date, |one| sums.add(one)).await?;
    Answer::ok(&sums)
}

async fn failed(ctx: Allowed<Read<BillingRun>>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let run = Entity::find_by_id(id).one(ctx.db().read()).await.map_err(classify)?;
    run.ok_or_else(Error::no_such_item)?;
    let rows = runner::failures_of(&ctx.app, id).await?;
    Answer::whole(&rows)
}

impl BillingDryRun {
    /// Counts one account in.
    pub fn add(&mut self, one: std::result::Result<&Billed, (i64, &str)>) {
        match one {
            Ok(billed) => {
                self.accounts += 1;
                billed.bills.iter().for_each(|bill| self.add_bill(bill));
            }
            Err((account_id, message)) => {
                self.accounts_failed += 1;
                if self.failures.len() < 100 {
                    self.failures.push(DryRunFailure { account_id, message: message.to_owned() });
                }
            }
        }
    }

    fn add_bill(&mut self, bill: &super::plan::Bill) {
        if let Some(invoice) = &bill.invoice {
            self.invoices += 1;
            self.invoiced += invoice.total;
        }
        for line in &bill.lines {
            self.taxes += line.tax_amount;
            if line.is_discount() {
                self.discounts += line.amount.abs() + line.tax_amount.abs();
            }
        }
        self.paid_by_funds += bill.credits.iter().map(|credit| credit.amount).sum();
    }
}
