use chrono::NaiveDate;
use fairlead_billing::run::{BillingDryRun, dry_run, runner};
use fairlead_customers::calendar;
use fairlead_kernel::Result;
use fairlead_web::App;

use super::say;
use crate::config::Config;
use crate::platform;

/// Bills everybody who is due until `date` (today without one), or says what that would do.
pub async fn run(config: &Config, date: Option<NaiveDate>, dry: bool) -> Result<()> {
    let app = platform::open(config).await?;
    fairlead_store::migrate(&app.db, platform::migrations()).await?;
    let date = match date {
        Some(date) => date,
        None => calendar::today(&app).await?,
    };
    if dry { foretell(&app, date).await } else { bill(&app, date).await }
}

async fn bill(app: &App, date: NaiveDate) -> Result<()> {
    let id = runner::begin(app, date).await?;
    let mut shown_percent = 0;
    let run = loop {
        let run = runner::step(app, id).await?;
        if run.state == "done" {
            break run;
        }
        let percent = run.accounts_done * 100 / run.accounts.max(1);
        if percent > shown_percent {
            shown_percent = percent;
            say(&format!("{percent:>3} %  {} of {} accounts", run.accounts_done, run.accounts));
        }
    };
    say(&format!(
        "{date}: {} accounts billed, {} invoices over {}",
        run.accounts_billed, run.invoices, run.invoiced
    ));
    if run.accounts_failed > 0 {
        say(&format!("{} accounts could not be billed:", run.accounts_failed));
        for failure in runner::failures_of(app, id).await? {
            say(&format!("  account {} on {}: {}", failure.account_id, failure.bill_date, failure.message));
        }
    }
    Ok(())
}

async fn foretell(app: &App, date: NaiveDate) -> Result<()> {
    let mut sums = BillingDryRun::default();
    dry_run(app, date, |one| sums.add(one)).await?;
    say(&format!(
        "{date}: {} accounts would be billed, {} invoices over {}, of which taxes {}; discounts {}; {} paid by available funds",
        sums.accounts, sums.invoices, sums.invoiced, sums.taxes, sums.discounts, sums.paid_by_funds
    ));
    if sums.accounts_failed > 0 {
        say(&format!("{} accounts could not be billed:", sums.accounts_failed));
        for failure in &sums.failures {
            say(&format!("  account {}: {}", failure.account_id, failure.message));
        }
    }
    say("Nothing was written.");
    Ok(())
}
