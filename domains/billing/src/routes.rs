//! Table of contents of the billing API.

use fairlead_identity::settings;
use fairlead_web::{Routes, crud};

use crate::account_billing;
use crate::account_services;
use crate::account_tax_overrides::AccountTaxOverride;
use crate::ach;
use crate::charging;
use crate::deposit_slips;
use crate::invoices;
use crate::invoicing;
use crate::ledger_export;
use crate::mailing;
use crate::payment_methods;
use crate::payment_processor::PaymentProcessor;
use crate::print_batches;
use crate::run;
use crate::scheduled_events;
use crate::transaction_batches;
use crate::transactions;
use crate::usage;

/// All routes of this domain.
pub fn routes() -> Routes {
    Routes::new()
        .merge(crud::<AccountTaxOverride>())
        .merge(account_services::routes())
        .merge(account_billing::routes())
        .merge(invoices::routes())
        .merge(invoicing::routes())
        .merge(mailing::routes())
        .merge(print_batches::routes())
        .merge(transactions::routes())
        .merge(run::routes())
        .merge(scheduled_events::routes())
        .merge(transaction_batches::routes())
        .merge(deposit_slips::routes())
        .merge(ach::routes())
        .merge(usage::routes())
        .merge(settings::group::<PaymentProcessor>())
        .merge(payment_methods::routes())
        .merge(charging::routes())
        .merge(ledger_export::routes())
}
