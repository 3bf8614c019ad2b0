use std::sync::Arc;

use fairlead_identity::settings::{self, Mail, SettingsGroup};
use fairlead_kernel::{Input, Result};
use fairlead_store::{Change, sql};
use fairlead_web::App;
use serde::Serialize;
use utoipa::ToSchema;

use super::Kind;

/// What customers get by mail. Nothing is sent by itself while there is no mail server (`/system/mail`).
#[derive(Debug, Clone, PartialEq, Input, Serialize, ToSchema)]
#[schema(as = MailingSettings)]
pub struct Mailing {
    /// Invoices of billing runs, with their PDF.
    #[input(default = "true")]
    pub invoices: bool,
    /// Invoices made by hand. To be switched off while invoices are imported.
    #[input(default = "true")]
    pub invoices_made_by_hand: bool,
    /// Whether accounts with `print_invoice` get their invoices by mail too.
    #[input(default = "true")]
    pub invoices_that_are_printed: bool,
    /// A reminder on the day after an invoice was due.
    #[input(default = "true")]
    pub invoice_overdue: bool,
    /// A notice when an account becomes delinquent.
    #[input(default = "true")]
    pub account_delinquent: bool,
    /// A notice when an automatic payment was declined.
    #[input(default = "true")]
    pub auto_pay_declined: bool,
    /// A notice in the month before the card that pays by itself expires.
    #[input(default = "true")]
    pub card_expires: bool,
    /// A notice when 80 % of the data of a period are used.
    #[input(default = "true")]
    pub usage_near_cap: bool,
    /// A notice when all data of a period are used.
    #[input(default = "true")]
    pub usage_at_cap: bool,
    /// A confirmation of capacity that was bought.
    #[input(default = "true")]
    pub top_off: bool,
}

impl SettingsGroup for Mailing {
    type View = Self;
    const GROUP: &'static str = "mailing";

    fn view(&self) -> Self {
        self.clone()
    }
}

/// The row of the settings.
pub(super) fn migration() -> Vec<Change> {
    vec![sql("insert into settings (name, value) values ('mailing', '{}')")]
}

/// What leaves by itself: to be asked before a transaction begins.
#[derive(Clone)]
pub(crate) struct Switches {
    pub(super) settings: Arc<Mailing>,
    configured: bool,
}

impl Switches {
    /// Asks the settings.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn of(app: &App) -> Result<Self> {
        let mail = settings::cached::<Mail>(app).await?;
        let settings = settings::cached::<Mailing>(app).await?;
        Ok(Self { settings, configured: mail.smtp_url.is_some() })
    }

    /// Whether mail can leave at all.
    pub(crate) fn configured(&self) -> bool {
        self.configured
    }

    /// Whether a kind of mail leaves by itself. Receipts do, because somebody asks for each.
    pub(crate) fn on(&self, kind: Kind) -> bool {
        let wanted = match kind {
            Kind::Invoice => self.settings.invoices,
            Kind::PaymentReceipt => true,
            Kind::InvoiceOverdue => self.settings.invoice_overdue,
            Kind::AccountDelinquent => self.settings.account_delinquent,
            Kind::AutoPayDeclined => self.settings.auto_pay_declined,
            Kind::CardExpires => self.settings.card_expires,
            Kind::UsageNearCap => self.settings.usage_near_cap,
            Kind::UsageAtCap => self.settings.usage_at_cap,
            Kind::TopOff => self.settings.top_off,
        };
        self.configured && wanted
    }
}
