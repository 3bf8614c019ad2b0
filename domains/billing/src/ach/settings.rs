//! Who sends ACH files, and through which bank.

use std::sync::{Arc, LazyLock};

use fairlead_identity::settings::{self, SettingsGroup};
use fairlead_kernel::{Error, FieldErrors, Input, Result};
use fairlead_payments::nacha::{Originator, check_originator};
use fairlead_payments::{AccountType, Ach, BankAccount, PaymentError, Secret, checks};
use fairlead_store::{Change, sql};
use fairlead_web::{App, Ctx};
use serde::Serialize;
use utoipa::ToSchema;

use crate::payment_processor::InUse;

/// What payment methods and tries that are paid by ACH name as their processor.
pub(crate) const ACH: &str = "ach";

/// The settings. The bank tells what each of the names and numbers is.
#[derive(Clone, PartialEq, Input)]
pub struct AchSettings {
    /// Whether new bank accounts are collected with ACH files. Cards go on to the payment processor.
    #[input(default = "false")]
    pub enabled: bool,
    /// Routing number of the bank that gets the files.
    pub immediate_destination: Option<String>,
    /// That bank's name, up to 23 characters.
    pub immediate_destination_name: Option<String>,
    /// The sender, ten characters at most.
    pub immediate_origin: Option<String>,
    /// The sender's name, up to 23 characters.
    pub immediate_origin_name: Option<String>,
    /// What stands on customers' bank statements, up to 16 characters.
    pub company_name: Option<String>,
    /// The company identification, ten characters at most.
    pub company_identification: Option<String>,
    /// Routing number of the originating bank (ODFI).
    pub originating_routing_number: Option<String>,
    /// How private customers agreed: `PPD` (on paper) or `WEB` (on the internet). Those of commercial account types are `CCD`.
    #[input(default = "\"PPD\"", one_of = ["PPD", "WEB"])]
    pub entry_class: String,
    /// What the payment is for, on customers' bank statements, up to 10 characters.
    #[input(default = "\"PAYMENT\"", max = 10)]
    pub entry_description: String,
    /// Where the money goes, for banks that want balanced files: its routing number.
    pub offset_routing_number: Option<String>,
    /// And its account number. Stored sealed, never shown again; null removes it.
    #[input(secret, max = 64)]
    pub offset_account_number: Option<String>,
    /// `checking` or `savings`.
    #[input(default = "\"checking\"", one_of = ["checking", "savings"])]
    pub offset_account_type: String,
}

/// What is shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AchSettingsView)]
pub struct View {
    /// Whether new bank accounts are collected with ACH files.
    enabled: bool,
    /// Routing number of the bank that gets the files.
    immediate_destination: Option<String>,
    /// That bank's name.
    immediate_destination_name: Option<String>,
    /// The sender.
    immediate_origin: Option<String>,
    /// The sender's name.
    immediate_origin_name: Option<String>,
    /// What stands on customers' bank statements.
    company_name: Option<String>,
    /// The company identification.
    company_identification: Option<String>,
    /// Routing number of the originating bank.
    originating_routing_number: Option<String>,
    /// `PPD` or `WEB`.
    entry_class: String,
    /// What the payment is for.
    entry_description: String,
    /// Where the money goes in a balanced file.
    offset_routing_number: Option<String>,
    /// Whether there is an account number for that.
    offset_account_configured: bool,
    /// `checking` or `savings`.
    offset_account_type: String,
}

impl SettingsGroup for AchSettings {
    type View = View;
    const GROUP: &'static str = "ach";

    fn view(&self) -> View {
        View {
            enabled: self.enabled,
            immediate_destination: self.immediate_destination.clone(),
            immediate_destination_name: self.immediate_destination_name.clone(),
            immediate_origin: self.immediate_origin.clone(),
            immediate_origin_name: self.immediate_origin_name.clone(),
            company_name: self.company_name.clone(),
            company_identification: self.company_identification.clone(),
            originating_routing_number: self.originating_routing_number.clone(),
            entry_class: self.entry_class.clone(),
            entry_description: self.entry_description.clone(),
            offset_routing_number: self.offset_routing_number.clone(),
            offset_account_configured: self.offset_account_number.is_some(),
            offset_account_type: self.offset_account_type.clone(),
        }
    }

    fn secrets(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![("offset_account_number", self.offset_account_number.as_deref())]
    }

    fn check(self, _: &Ctx, errors: &mut FieldErrors) -> Self {
        if self.enabled {
            for (name, value) in self.required() {
                if value.is_none() {
                    errors.add(name, format!("The {name} field is required when ACH is enabled."));
                }
            }
            for (name, message) in check_originator(&self.originator()).iter() {
                errors.add(name, message);
            }
        }
        if self.offset_routing_number.is_some() != self.offset_account_number.is_some() {
            let message = "The offset account needs a routing number and an account number.";
            errors.add("offset_routing_number", message);
        }
        if let Some(account) = self.offset() {
            for (name, message) in checks::bank_account(&account).iter() {
                errors.add(format!("offset_{name}"), message.replace("The ", "The offset_"));
            }
        }
        self
    }
}

impl AchSettings {
    fn required(&self) -> [(&'static str, &Option<String>); 7] {
        [
            ("immediate_destination", &self.immediate_destination),
            ("immediate_destination_name", &self.immediate_destination_name),
            ("immediate_origin", &self.immediate_origin),
            ("immediate_origin_name", &self.immediate_origin_name),
            ("company_name", &self.company_name),
            ("company_identification", &self.company_identification),
            ("originating_routing_number", &self.originating_routing_number),
        ]
    }

    /// The sender of a file.
    pub(super) fn originator(&self) -> Originator {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Originator {
            immediate_destination: text(&self.immediate_destination),
            immediate_destination_name: text(&self.immediate_destination_name),
            immediate_origin: text(&self.immediate_origin),
            immediate_origin_name: text(&self.immediate_origin_name),
            company_name: text(&self.company_name),
            company_identification: text(&self.company_identification),
            originating_routing_number: text(&self.originating_routing_number),
        }
    }

    /// The operator's own account, where files are to be balanced.
    pub(super) fn offset(&self) -> Option<BankAccount> {
        Some(BankAccount {
            routing_number: self.offset_routing_number.clone()?,
            account_number: Secret::number(self.offset_account_number.clone()?),
            account_type: match self.offset_account_type.as_str() {
                "savings" => AccountType::Savings,
                _ => AccountType::Checking,
            },
            name_on_account: self.company_name.clone().unwrap_or_default(),
        })
    }
}

/// The row of the settings.
pub(super) fn migration() -> Change {
    sql(format!("insert into settings (name, value) values ('{}', '{{}}')", AchSettings::GROUP))
}

static PROCESSOR: LazyLock<Arc<Ach>> = LazyLock::new(Arc::default);

/// ACH as a processor, if it is enabled.
///
/// # Errors
/// 422 when it is not.
pub(crate) async fn in_use(app: &App) -> Result<InUse> {
    match settings::cached::<AchSettings>(app).await?.enabled {
        true => processor(),
        false => Err(Error::Refused("ACH is not enabled.".into())),
    }
}

/// ACH as a processor, for what began while it was enabled.
///
/// # Errors
/// None that happens.
pub(crate) fn processor() -> Result<InUse> {
    let currency = "USD".parse().map_err(|error: PaymentError| Error::internal(error))?;
    Ok(InUse::new(ACH, PROCESSOR.clone(), currency))
}
