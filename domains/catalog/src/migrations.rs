//! The tables of this domain.

use fairlead_store::Step;

/// In order.
pub fn migrations() -> Vec<Step> {
    vec![
        Step { name: "m0200_general_ledger_codes", changes: crate::general_ledger_codes::tables },
        Step { name: "m0201_taxes", changes: crate::taxes::tables },
        Step { name: "m0202_geotaxes", changes: crate::geotaxes::tables },
    ]
}
