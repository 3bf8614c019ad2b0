//! The tables of this domain.

use fairlead_store::Step;

/// In order.
pub fn migrations() -> Vec<Step> {
    vec![
        Step { name: "m0200_general_ledger_codes", changes: crate::general_ledger_codes::tables },
        Step { name: "m0201_taxes", changes: crate::taxes::tables },
        Step { name: "m0202_geotaxes", changes: crate::geotaxes::tables },
        Step {
            name: "m0203_usage_based_billing_policies",
            changes: crate::usage_based_billing_policies::tables,
        },
        Step {
            name: "m0204_usage_based_billing_free_periods",
            changes: crate::usage_based_billing_free_periods::tables,
        },
        Step { name: "m0205_services", changes: crate::services::tables },
        Step { name: "m0206_packages", changes: crate::packages::tables },
        Step { name: "m0207_invoice_messages", changes: crate::invoice_messages::tables },
    ]
}
