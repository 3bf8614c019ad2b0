//! The billing terms of an account: when it bills, and when its invoices are due.

use fairlead_identity::settings::BillingTerms;
use sea_orm::ActiveValue::Set;

use super::{ActiveModel, Model};

impl Model {
    /// Its terms as they are set.
    pub fn terms(&self) -> BillingTerms {
        BillingTerms {
            bill_day: self.bill_day,
            due_days: self.due_days,
            grace_days: self.grace_days,
            months_to_bill: self.months_to_bill,
            print_invoice: self.print_invoice,
            separate_invoice_day_enabled: self.separate_invoice_day_enabled,
            invoice_day: self.invoice_day,
            auto_pay_days: self.auto_pay_days,
            bill_mode: self.bill_mode.clone(),
            auto_pay_day: self.auto_pay_day.clone(),
            due_days_day: self.due_days_day.clone(),
            switch_status_after_delinquency: self.switch_status_after_delinquency,
            days_of_delinquency_for_status_switch: self.days_of_delinquency_for_status_switch,
            delinquency_account_status_id: self.delinquency_account_status_id,
        }
    }
}

impl ActiveModel {
    /// Carries the terms into the row, without the bill day, which goes with the next bill date.
    pub fn set_terms(&mut self, terms: &BillingTerms) {
        self.due_days = Set(terms.due_days);
        self.grace_days = Set(terms.grace_days);
        self.months_to_bill = Set(terms.months_to_bill);
        self.print_invoice = Set(terms.print_invoice);
        self.separate_invoice_day_enabled = Set(terms.separate_invoice_day_enabled);
        self.invoice_day = Set(terms.invoice_day);
        self.auto_pay_days = Set(terms.auto_pay_days);
        self.bill_mode = Set(terms.bill_mode.clone());
        self.auto_pay_day = Set(terms.auto_pay_day.clone());
        self.due_days_day = Set(terms.due_days_day.clone());
        self.switch_status_after_delinquency = Set(terms.switch_status_after_delinquency);
        self.days_of_delinquency_for_status_switch = Set(terms.days_of_delinquency_for_status_switch);
        self.delinquency_account_status_id = Set(terms.delinquency_account_status_id);
    }
}
