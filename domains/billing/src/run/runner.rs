//! Bills everybody who is due on a date, exactly once, whatever is killed and however many nodes start it: a chunk of
//! accounts is billed and their next bill dates move in one transaction, which holds the run's row and theirs.

use chrono::NaiveDate;
use fairlead_kernel::{Error, Money, Result};
use fairlead_store::{Tx, Who, classify};
use fairlead_web::App;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use super::plan::Made;
use super::sources::{ChargeSources, Reading};
use super::store::{Basis, Billed, store};
use super::{due, failures, link, load, runs};
use crate::ledger::{Day, hold_all};
use crate::mailing::{self, Switches};

/// Accounts in a transaction: enough to spread its cost, few enough to hold the writer only for a moment.
const ACCOUNTS_IN_A_CHUNK: u64 = 500;
/// Who the audit log says it was.
const ORIGIN: &str = "billing run";

/// Bills everybody who is due on `date`, or was before it and has not been billed. Goes on with a run that was interrupted,
/// and beside one that is under way. `tell` hears how far it is after every chunk.
///
/// # Errors
/// Those of the database; everything billed until then stays billed, and the same call goes on.
pub async fn run(app: &App, date: NaiveDate, mut tell: impl FnMut(&runs::Model)) -> Result<runs::Model> {
    let id = begin(app, date).await?;
    loop {
        let now = step(app, id).await?;
        tell(&now);
        if now.state == "done" {
            return Ok(now);
        }
    }
}

/// The id of the run of the date: a new one, one to go on with, or one that is done and begins again with those it could not
/// bill.
///
/// # Errors
/// 422 while the present day, on which a run books, is in the closed accounting period; those of the database.
pub async fn begin(app: &App, date: NaiveDate) -> Result<i64> {
    let day = Day::of(app).await?;
    day.refuse_closed(day.today, "date")?;
    let who = Who::platform(ORIGIN);
    let who = &who;
    let opened = || async { app.db.write(who, |tx: Tx| async move { open(&tx, date).await }).await };
    match opened().await {
        // Another node began the run of this date in the same moment.
        Err(Error::Invalid(_)) => opened().await,
        begun => begun,
    }
}

/// Does the next part of a run: bills one chunk of accounts, or links those of some masters. Gives where the run is then; in
/// the state `done` there was nothing left to do.
///
/// # Errors
/// Those of the database; then nothing of the part is written.
pub async fn step(app: &App, id: i64) -> Result<runs::Model> {
    let who = Who::platform(ORIGIN);
    let basis = &Basis {
        day: Day::of(app).await?,
        switches: Switches::of(app).await?,
        sources: ChargeSources::of(app),
    };
    app.db.write(&who, |tx: Tx| async move { chunk(&tx, basis, id).await }).await
}

/// What a run would bill now, account by account, without writing anything. `tell` gets each account that would be billed,
/// and of each that could not be its id and why.
///
/// # Errors
/// Those of the database.
pub async fn dry_run(
    app: &App,
    date: NaiveDate,
    mut tell: impl FnMut(std::result::Result<&Billed, (i64, &str)>),
) -> Result<()> {
    let sources = &ChargeSources::of(app);
    let mut cursor = 0;
    loop {
        let accounts =
            due::after(date, cursor, ACCOUNTS_IN_A_CHUNK).all(app.db.read()).await.map_err(classify)?;
        let Some(last) = accounts.last() else { return Ok(()) };
        cursor = last.id;
        let (billed, failed, _) = bill(Reading::Db(app.db.read()), sources, date, accounts).await?;
        billed.iter().for_each(|one| tell(Ok(one)));
        failed.iter().for_each(|failure| tell(Err((failure.account_id, &failure.message))));
    }
}

/// The first thousand accounts that a run could not bill.
///
/// # Errors
/// Those of the database.
pub async fn failures_of(app: &App, id: i64) -> Result<Vec<failures::Model>> {
    failures::Entity::find()
        .filter(failures::Column::BillingRunId.eq(id))
        .order_by_asc(failures::Column::Id)
        .limit(1000)
        .all(app.db.read())
        .await
        .map_err(classify)
}

struct Failed {
    account_id: i64,
    bill_date: NaiveDate,
    message: String,
}

async fn bill(
    reading: Reading<'_>,
    sources: &ChargeSources,
    date: NaiveDate,
    accounts: Vec<fairlead_customers::accounts::Model>,
) -> Result<(Vec<Billed>, Vec<Failed>, Made)> {
    let (books, catalogue) = load::books(reading, sources, accounts).await?;
    let (mut billed, mut failed, mut made) = (Vec::with_capacity(books.len()), Vec::new(), Made::default());
    for before in books {
        let mut after = before.clone();
        let billing = after.bill_through(date, &catalogue, &mut made);
        match billing.and_then(|bills| after.balances().map(|_| bills)) {
            Ok(bills) => billed.push(Billed { before, after, bills }),
            Err(error) => failed.push(Failed {
                account_id: before.account.id,
                bill_date: before.next_date().unwrap_or(date),
                message: error.to_string(),
            }),
        }
    }
    Ok((billed, failed, made))
}

async fn open(tx: &Tx, date: NaiveDate) -> Result<i64> {
    let of_date = runs::Entity::find().filter(runs::Column::Date.eq(date)).lock_exclusive();
    match of_date.one(tx).await.map_err(classify)? {
        None => start(tx, date).await,
        Some(run) if run.state == "done" => restart(tx, run).await,
        Some(run) => Ok(run.id),
    }
}

async fn start(tx: &Tx, date: NaiveDate) -> Result<i64> {
    let row = runs::ActiveModel {
        id: NotSet,
        date: Set(date),
        state: Set("billing".into()),
        cursor: Set(0),
        accounts: Set(due::count(tx, date).await?),
        accounts_done: Set(0),
        accounts_billed: Set(0),
        accounts_failed: Set(0),
        invoices: Set(0),
        invoiced: Set(Money::ZERO),
        started_at: Set(tx.now()),
        finished_at: Set(None),
    };
    tx.insert(row).await.map(|run| run.id)
}

async fn restart(tx: &Tx, run: runs::Model) -> Result<i64> {
    let of_run = failures::Entity::delete_many().filter(failures::Column::BillingRunId.eq(run.id));
    of_run.exec(tx).await.map_err(classify)?;
    let mut again = run.clone().into_active_model();
    again.state = Set("billing".into());
    again.cursor = Set(0);
    again.accounts = Set(run.accounts_billed + due::count(tx, run.date).await?);
    again.accounts_done = Set(run.accounts_billed);
    again.accounts_failed = Set(0);
    again.finished_at = Set(None);
    tx.update(&run, again).await.map(|run| run.id)
}

async fn chunk(tx: &Tx, basis: &Basis, id: i64) -> Result<runs::Model> {
    let run = runs::Entity::find_by_id(id).lock_exclusive().one(tx).await.map_err(classify)?;
    let run = run.ok_or_else(Error::no_such_item)?;
    match run.state.as_str() {
        "billing" => bill_chunk(tx, basis, run).await,
        "linking" => link_chunk(tx, run).await,
        _ => Ok(run),
    }
}

async fn bill_chunk(tx: &Tx, basis: &Basis, run: runs::Model) -> Result<runs::Model> {
    let due = due::after(run.date, run.cursor, ACCOUNTS_IN_A_CHUNK).lock_exclusive();
    let accounts = due.all(tx).await.map_err(classify)?;
    let mut next = run.clone().into_active_model();
    let Some(last) = accounts.last().map(|account| account.id) else {
        next.state = Set("linking".into());
        next.cursor = Set(0);
        return save(tx, next).await;
    };
    let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
    for source in basis.sources.iter() {
        source.hold(tx, &ids).await?;
    }
    // A master's money pays the invoices of accounts below it: their ledgers change under the lock of the whole tree.
    let subs = accounts.iter().filter(|account| account.parent_account_id.is_some());
    hold_all(tx, &subs.map(|account| account.id).collect::<Vec<_>>()).await?;
    let (billed, failed, made) = bill(Reading::Tx(tx), &basis.sources, run.date, accounts).await?;
    let issued = store(tx, basis, run.id, &billed, &made).await?;
    let accounts = billed.iter().map(|one| &one.after.account);
    mailing::invoices::of_run(tx, &basis.switches, &issued, accounts).await?;
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let invoices = || billed.iter().flat_map(|one| &one.bills).filter_map(|bill| bill.invoice.as_ref());
    next.cursor = Set(last);
    next.accounts_done = Set(run.accounts_done + count(billed.len() + failed.len()));
    next.accounts_billed = Set(run.accounts_billed + count(billed.len()));
    next.accounts_failed = Set(run.accounts_failed + count(failed.len()));
    next.invoices = Set(run.invoices + count(invoices().count()));
    next.invoiced = Set(run.invoiced + invoices().map(|invoice| invoice.total).sum());
    let failures = failed.into_iter().map(|failure| failures::ActiveModel {
        id: NotSet,
        billing_run_id: Set(run.id),
        account_id: Set(failure.account_id),
        bill_date: Set(failure.bill_date),
        message: Set(failure.message),
    });
    tx.insert_all(failures.collect()).await?;
    save(tx, next).await
}

async fn link_chunk(tx: &Tx, run: runs::Model) -> Result<runs::Model> {
    let mut next = run.clone().into_active_model();
    match link::after(tx, run.cursor).await? {
        Some(last) => {
            next.cursor = Set(last);
            save(tx, next).await
        }
        None => {
            next.state = Set("done".into());
            next.finished_at = Set(Some(tx.now()));
            tx.update(&run, next).await
        }
    }
}

/// Without audit: how far a run is would bury what it did.
async fn save(tx: &Tx, run: runs::ActiveModel) -> Result<runs::Model> {
    runs::Entity::update(run).exec(tx).await.map_err(classify)
}
