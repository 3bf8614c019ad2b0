//! What mails say when they leave: the facts as they are then, not as they were when the mail was enqueued.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fairlead_customers::accounts;
use fairlead_documents::{Format, Locale};
use fairlead_identity::settings::{self, Company};
use fairlead_kernel::{Money, Result};
use fairlead_mail::Attachment;
use fairlead_store::classify;
use fairlead_web::App;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Kind;
use super::post::Cause;
use super::texts::{payment_type, pdf_name};
use crate::invoices::pdf::{self, House};
use crate::ledger::{debits, invoices, payments};
use crate::payment_methods::table;
use crate::run::runs;
use crate::usage::{caps, top_offs};

/// What a mail says, or why there is none.
pub(super) enum Content {
    /// It can leave.
    Mail(Facts),
    /// Nobody needs it any more; says why.
    Moot(&'static str),
    /// It cannot be said yet.
    Later,
}

/// The values of the variables, and the files.
#[derive(Default)]
pub(super) struct Facts {
    pub locale: Locale,
    pub values: BTreeMap<&'static str, String>,
    pub attachments: Vec<Attachment>,
}

const GONE: &str = "It is not there any more.";

/// The content of a cause's mails.
///
/// # Errors
/// Those of the database and of the layout.
pub(super) async fn of(app: &App, kind: Kind, cause: &Cause) -> Result<Content> {
    let account =
        accounts::Entity::find_by_id(cause.account_id).one(app.db.read()).await.map_err(classify)?;
    let Some(account) = account.filter(|account| account.deleted_at.is_none()) else {
        return Ok(Content::Moot("The account was deleted."));
    };
    let letter = Letter::of(app, &account).await?;
    match kind {
        Kind::Invoice => letter.invoice(app, cause).await,
        Kind::PaymentReceipt => letter.payment(app, cause).await,
        Kind::AutoPayDeclined => letter.payment(app, cause).await,
        Kind::InvoiceOverdue => letter.overdue(app, cause).await,
        Kind::AccountDelinquent => Ok(letter.delinquent(&account)),
        Kind::CardExpires => letter.card(app, cause).await,
        Kind::UsageNearCap | Kind::UsageAtCap => letter.usage(app, cause).await,
        Kind::TopOff => letter.top_off(app, cause).await,
    }
}

/// A mail to an account that is being written.
struct Letter {
    house: House,
    facts: Facts,
}

impl Letter {
    async fn of(app: &App, account: &accounts::Model) -> Result<Self> {
        let house = House::of(app).await?;
        let company = settings::cached::<Company>(app).await?;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let values = BTreeMap::from([
            ("company_name", company.name_or_host(app)),
            ("company_phone_number", text(&company.phone_number)),
            ("company_email_address", text(&company.email_address)),
            ("company_website", text(&company.website)),
            ("account_id", account.id.to_string()),
            ("account_name", account.name.clone()),
        ]);
        let facts = Facts { locale: house.locale(), values, attachments: Vec::new() };
        Ok(Self { house, facts })
    }

    fn money(&self, amount: Money) -> String {
        Format::new(self.facts.locale, &self.house.currency).money(amount)
    }

    fn date(&self, date: NaiveDate) -> String {
        Format::new(self.facts.locale, &self.house.currency).date(date)
    }

    fn gigabytes(&self, bytes: u64) -> String {
        Format::new(self.facts.locale, &self.house.currency).gigabytes(bytes)
    }

    fn say(&mut self, name: &'static str, value: String) {
        self.facts.values.insert(name, value);
    }

    async fn invoice(mut self, app: &App, cause: &Cause) -> Result<Content> {
        let Some(invoice) = find_invoice(app, cause).await? else { return Ok(Content::Moot(GONE)) };
        if invoice.void {
            return Ok(Content::Moot("The invoice is void."));
        }
        let by_itself = cause.occasion == 0;
        if by_itself && invoice.billing_run_id.is_some() && !is_done(app, invoice.billing_run_id).await? {
            // Its run still has to link the invoices of sub accounts to those of their masters.
            return Ok(Content::Later);
        }
        if by_itself && invoice.master_invoice_id.is_some() {
            return Ok(Content::Moot("It is part of the invoice of the master account."));
        }
        self.say_invoice(app, &invoice).await?;
        let bytes = pdf::of(app, invoice.account_id, invoice.id).await?;
        let file_name = pdf_name(self.facts.locale, invoice.id);
        self.facts.attachments = vec![Attachment { file_name, media_type: "application/pdf".into(), bytes }];
        Ok(Content::Mail(self.facts))
    }

    /// Gives what is due.
    async fn say_invoice(&mut self, app: &App, invoice: &invoices::Model) -> Result<Money> {
        let read = app.db.read();
        let linked = invoices::Entity::find()
            .filter(invoices::Column::MasterInvoiceId.eq(invoice.id))
            .filter(invoices::Column::Void.eq(false));
        let mut together = linked.all(read).await.map_err(classify)?;
        together.push(invoice.clone());
        let ids = together.iter().map(|one| one.id);
        let debits = debits::Entity::find().filter(debits::Column::InvoiceId.is_in(ids)).all(read).await;
        let total = debits.map_err(classify)?.iter().map(|debit| debit.amount + debit.tax_amount).sum();
        let due = together.iter().map(|one| one.remaining_due).sum();
        self.say("invoice_id", invoice.id.to_string());
        self.say("invoice_date", self.date(invoice.date));
        self.say("due_date", self.date(invoice.due_date));
        self.say("invoice_total", self.money(total));
        self.say("amount_due", self.money(due));
        Ok(due)
    }

    async fn payment(mut self, app: &App, cause: &Cause) -> Result<Content> {
        let found =
            payments::Entity::find_by_id(cause.subject_id).one(app.db.read()).await.map_err(classify)?;
        let Some(payment) = found.filter(|payment| payment.account_id == cause.account_id) else {
            return Ok(Content::Moot(GONE));
        };
        if payment.reversed {
            return Ok(Content::Moot("The payment was taken back."));
        }
        self.say("payment_id", payment.id.to_string());
        self.say("payment_amount", self.money(payment.amount));
        self.say("payment_date", self.date(self.house.date(payment.date)));
        self.say("payment_type", payment_type(self.facts.locale, &payment.r#type).to_owned());
        Ok(Content::Mail(self.facts))
    }

    async fn overdue(mut self, app: &App, cause: &Cause) -> Result<Content> {
        let Some(invoice) = find_invoice(app, cause).await? else { return Ok(Content::Moot(GONE)) };
        if invoice.void || invoice.frozen {
            return Ok(Content::Moot("The invoice is void or frozen."));
        }
        if self.say_invoice(app, &invoice).await? <= Money::ZERO {
            return Ok(Content::Moot("The invoice is paid."));
        }
        Ok(Content::Mail(self.facts))
    }

    fn delinquent(mut self, account: &accounts::Model) -> Content {
        if !account.delinquent {
            return Content::Moot("The account is not delinquent any more.");
        }
        self.say("balance_due", self.money(account.balance_due));
        Content::Mail(self.facts)
    }

    async fn card(self, app: &App, cause: &Cause) -> Result<Content> {
        let found = table::Entity::find_by_id(cause.subject_id).one(app.db.read()).await.map_err(classify)?;
        let pays = found.is_some_and(|method| {
            let month = method.expiration_year.unwrap_or_default() * 100
                + method.expiration_month.unwrap_or_default();
            method.auto && method.deleted_at.is_none() && month == cause.occasion
        });
        Ok(if pays { Content::Mail(self.facts) } else { Content::Moot("The card was replaced.") })
    }

    async fn usage(mut self, app: &App, cause: &Cause) -> Result<Content> {
        let used = caps::of_accounts(app.db.read(), &[cause.account_id], self.house.today).await?;
        let used = used.get(&cause.account_id).filter(|used| used.history_id == cause.subject_id);
        let Some(used) = used else { return Ok(Content::Moot("The period is over.")) };
        self.say("data_used", self.gigabytes(used.used_bytes));
        self.say("data_cap", self.gigabytes(used.cap_bytes));
        Ok(Content::Mail(self.facts))
    }

    async fn top_off(mut self, app: &App, cause: &Cause) -> Result<Content> {
        let found = top_offs::Entity::find_by_id(cause.subject_id).one(app.db.read()).await;
        let Some(bought) = found.map_err(classify)? else { return Ok(Content::Moot(GONE)) };
        self.say("data_added", self.gigabytes(bought.bytes.unsigned_abs()));
        Ok(Content::Mail(self.facts))
    }
}

/// The invoice that a cause is about.
async fn find_invoice(app: &App, cause: &Cause) -> Result<Option<invoices::Model>> {
    let found = invoices::Entity::find_by_id(cause.subject_id).one(app.db.read()).await.map_err(classify)?;
    Ok(found.filter(|invoice| invoice.account_id == cause.account_id))
}

async fn is_done(app: &App, run_id: Option<i64>) -> Result<bool> {
    let Some(id) = run_id else { return Ok(true) };
    let run = runs::Entity::find_by_id(id).one(app.db.read()).await.map_err(classify)?;
    Ok(run.is_none_or(|run| run.state == "done"))
}
