//! Table of contents of the catalogue API.

use fairlead_web::{Routes, crud};

use crate::general_ledger_codes::GeneralLedgerCode;
use crate::geotaxes::Geotax;
use crate::taxes::Tax;

/// All routes of this domain.
pub fn routes() -> Routes {
    Routes::new().merge(crud::<GeneralLedgerCode>()).merge(crud::<Geotax>()).merge(crud::<Tax>())
}
