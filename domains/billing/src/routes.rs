//! Table of contents of the billing API.

use fairlead_web::{Routes, crud};

use crate::account_services;
use crate::account_tax_overrides::AccountTaxOverride;
use crate::run;

/// All routes of this domain.
pub fn routes() -> Routes {
    Routes::new().merge(crud::<AccountTaxOverride>()).merge(account_services::routes()).merge(run::routes())
}
