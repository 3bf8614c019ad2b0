//! How an account is billed: its parameters, and what a portal shows of it.

mod bill_day;
mod details;
mod parameters;
#[cfg(test)]
mod tests;

use fairlead_web::{Doc, Permission, Routes};

pub use details::BillingDetails;
pub use parameters::{BillingParameters, BillingParametersInput};

/// Group of the contract.
const TAG: &str = "Account_Billing";

struct Read;

impl Permission for Read {
    const RESOURCE: &'static str = "account_billing";
    const ACTION: &'static str = "read";
}

struct Update;

impl Permission for Update {
    const RESOURCE: &'static str = "account_billing";
    const ACTION: &'static str = "update";
}

pub(crate) fn routes() -> Routes {
    let doc = |summary| Doc::new(TAG, summary);
    let parameters = "/accounts/{account_id}/billing_parameters";
    Routes::new()
        .get(
            "/accounts/{account_id}/billing_details",
            details::show,
            doc("Get account billing details").one::<BillingDetails>(),
        )
        .get(parameters, parameters::show, doc("Get account billing parameters").one::<BillingParameters>())
        .patch(
            parameters,
            parameters::update,
            doc("Update account billing parameters")
                .body::<BillingParametersInput>()
                .one::<BillingParameters>(),
        )
}
