use std::collections::BTreeMap;

use chrono::NaiveDate;
use fairlead_kernel::{FieldErrors, Input};
use fairlead_web::Ctx;
use serde::Serialize;
use utoipa::ToSchema;

use super::SettingsGroup;

/// When and how an account is billed (reference, Account Billing). New accounts take them from the settings; later edits of
/// the settings do not touch them (domain rule "Calendar").
#[derive(Debug, Clone, PartialEq, Input, Serialize, ToSchema)]
pub struct BillingTerms {
    /// Day of the month on which it bills.
    #[input(default = "1", min = 1, max = 28)]
    pub bill_day: i64,
    /// Days until an invoice is past due.
    #[input(default = "10", min = 0, max = 365)]
    pub due_days: i64,
    /// Days after that until it is delinquent.
    #[input(default = "3", min = 0, max = 365)]
    pub grace_days: i64,
    /// Months that are billed at a time.
    #[input(default = "1", min = 1, max = 120)]
    pub months_to_bill: i64,
    /// Whether its invoices are printed.
    #[input(default = "false")]
    pub print_invoice: bool,
    /// Whether invoices of a billing run are dated on a day of their own.
    #[input(default = "false")]
    pub separate_invoice_day_enabled: bool,
    /// That day of the month.
    #[input(default = "1", min = 1, max = 28)]
    pub invoice_day: i64,
    /// Days until payment methods with `auto` are charged.
    #[input(default = "0", min = 0, max = 365)]
    pub auto_pay_days: i64,
    /// `invoice` or `statement`.
    #[input(default = "\"invoice\"", one_of = ["invoice", "statement"])]
    pub bill_mode: String,
    /// Whether `auto_pay_days` count from the `billing` or the `invoice` date; only with a separate invoice day.
    #[input(default = "\"invoice\"", one_of = ["billing", "invoice"])]
    pub auto_pay_day: String,
    /// Whether `due_days` count from the `billing` or the `invoice` date; only with a separate invoice day.
    #[input(default = "\"billing\"", one_of = ["billing", "invoice"])]
    pub due_days_day: String,
    /// Whether its status changes after some time of delinquency.
    #[input(default = "false")]
    pub switch_status_after_delinquency: bool,
    /// That time in days.
    #[input(default = "100", min = 1, max = 3650)]
    pub days_of_delinquency_for_status_switch: i64,
    /// The inactive status that it changes to.
    #[input(exists = "account_statuses where not active")]
    pub delinquency_account_status_id: Option<i64>,
}

impl BillingTerms {
    /// Notes a switch of status without a status.
    pub fn check(&self, errors: &mut FieldErrors) {
        if self.switch_status_after_delinquency && self.delinquency_account_status_id.is_none() {
            errors.add(
                "delinquency_account_status_id",
                "The delinquency account status id field is required when switch status after delinquency is true.",
            );
        }
    }
}

/// How billing works, and the terms of new accounts.
#[derive(Debug, Clone, PartialEq, Input, Serialize, ToSchema)]
#[schema(as = BillingSettings)]
pub struct Billing {
    /// Whether changes within a cycle are prorated where the request does not say, or its user may not say.
    #[input(default = "true")]
    pub prorate: bool,
    /// Whether prorated amounts are rounded to the whole unit of the currency.
    #[input(default = "false")]
    pub round_prorations_to_whole_units: bool,
    /// The last day of the closed accounting period: nothing dated until then changes any more.
    pub accounting_period_closed_through: Option<NaiveDate>,
    /// On how many days an automatic payment of an invoice is tried before it is given up.
    #[input(default = "3", min = 1, max = 30)]
    pub auto_pay_attempts: i64,
    /// For how many days samples of data usage are kept for graphs. What they counted stays.
    #[input(default = "400", min = 1, max = 3650)]
    pub usage_sample_retention_in_days: i64,
    /// The terms of new accounts.
    #[input(flatten)]
    #[serde(flatten)]
    pub terms: BillingTerms,
    /// Terms of new accounts of a type, by its id, where they are others.
    pub account_types: BTreeMap<String, BillingTerms>,
}

impl Billing {
    /// The terms of a new account of this type.
    pub fn terms_of(&self, account_type_id: i64) -> &BillingTerms {
        self.account_types.get(&account_type_id.to_string()).unwrap_or(&self.terms)
    }
}

impl SettingsGroup for Billing {
    type View = Self;
    const GROUP: &'static str = "billing";

    fn view(&self) -> Self {
        self.clone()
    }

    fn check(self, _: &Ctx, errors: &mut FieldErrors) -> Self {
        self.terms.check(errors);
        for (id, terms) in &self.account_types {
            let mut own = FieldErrors::new();
            terms.check(&mut own);
            for (path, message) in own.iter() {
                errors.add(format!("account_types.{id}.{path}"), message);
            }
        }
        self
    }
}
