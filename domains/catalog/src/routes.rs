//! Table of contents of the catalogue API.

use fairlead_web::{Routes, crud};

use crate::general_ledger_codes::GeneralLedgerCode;
use crate::geotaxes::Geotax;
use crate::invoice_messages::InvoiceMessage;
use crate::linked;
use crate::packages::Package;
use crate::services::Service;
use crate::taxes::Tax;
use crate::usage_based_billing_free_periods::UsageBasedBillingFreePeriod;
use crate::usage_based_billing_policies::UsageBasedBillingPolicy;

/// All routes of this domain.
pub fn routes() -> Routes {
    Routes::new()
        .merge(crud::<GeneralLedgerCode>())
        .merge(crud::<Geotax>())
        .merge(linked::crud::<InvoiceMessage>())
        .merge(linked::crud::<Package>())
        .merge(linked::crud::<Service>())
        .merge(crud::<Tax>())
        .merge(crud::<UsageBasedBillingFreePeriod>())
        .merge(crud::<UsageBasedBillingPolicy>())
}
