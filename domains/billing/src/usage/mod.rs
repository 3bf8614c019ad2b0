//! Data usage: counters in, histories of billing periods and graphs out, caps with rollover and top offs
//! (reference, Account Data Usage; domain rule "Usage"). The arithmetic is the engine's.
//!
//! | file | what |
//! |---|---|
//! | `input.rs`, `submit.rs`, `intake.rs` | samples of counters, from the wire to the tables |
//! | `counters.rs`, `histories.rs` | what each source showed last; what a billing period came to |
//! | `periods.rs`, `graph.rs` | histories and rates over the API |
//! | `policy.rs`, `details.rs`, `caps.rs` | which policy holds for an account, what it allows, and how much of it is used |
//! | `rollovers.rs`, `top_offs.rs` | what a period has beside its cap |
//! | `purge.rs` | the end of samples |
//! | `close.rs` | the end of a period, which a billing run brings |

pub(crate) mod caps;
pub mod close;
mod counters;
mod details;
mod graph;
pub mod histories;
mod input;
pub mod intake;
pub(crate) mod migration;
mod periods;
mod policy;
pub(crate) mod purge;
mod rollovers;
mod submit;
#[cfg(test)]
mod tests;
pub mod top_offs;

use fairlead_web::{Doc, Permission, Routes};

pub use counters::Source;
pub use details::UsageBasedBillingPolicyDetails;
pub use graph::GranularDataUsage;
pub use histories::HistoryView;
pub use input::{BulkDataUsageInput, DataUsageInput};
pub use periods::DataUsageHistoryInput;
pub use submit::DataUsageTaken;
pub use top_offs::{TopOffInput, ToppedOff};

/// Group of the contract.
const TAG: &str = "Account_Data_Usage";
/// 5,000 samples with long names.
const INTAKE_LIMIT_IN_BYTES: usize = 8 * 1024 * 1024;

macro_rules! permission {
    ($name:ident, $action:literal) => {
        struct $name;

        impl Permission for $name {
            const RESOURCE: &'static str = "account_data_usage";
            const ACTION: &'static str = $action;
        }
    };
}

permission!(Read, "read");
permission!(Submit, "create");
permission!(Update, "update");
permission!(TopOff, "top_off");

/// The routes of Account_Data_Usage.
pub(crate) fn routes() -> Routes {
    let doc = |summary: &str| Doc::new(TAG, summary);
    let intake = |summary: &str| doc(summary).body_limit_in_bytes(INTAKE_LIMIT_IN_BYTES);
    Routes::new()
        .post(
            "/accounts/bulk_granular_data_usage",
            submit::of_many,
            intake("Add bulk granular data usage to many accounts")
                .body::<BulkDataUsageInput>()
                .one::<DataUsageTaken>(),
        )
        .post(
            "/accounts/{account_id}/granular_data_usage",
            submit::of_account,
            intake("Add granular data usage to an account").body::<DataUsageInput>(),
        )
        .merge(shown())
}

fn shown() -> Routes {
    let doc = |summary: &str| Doc::new(TAG, summary);
    let histories = "/accounts/{account_id}/data_usage_histories";
    Routes::new()
        .get(
            "/accounts/{account_id}/granular_data_usage/{start_time}/{end_time}",
            graph::show,
            doc("Get granular account data usage across a time period").one::<GranularDataUsage>(),
        )
        .get(
            histories,
            periods::list,
            doc("Get all aggregated data usage for an account").many::<HistoryView>(),
        )
        .get(
            &format!("{histories}/{{data_usage_history_id}}"),
            periods::show,
            doc("Get an individual aggregated data usage period for an account").one::<HistoryView>(),
        )
        .patch(
            histories,
            periods::update,
            doc("Update current aggregated data usage for an account")
                .body::<DataUsageHistoryInput>()
                .one::<HistoryView>(),
        )
        .post(
            "/accounts/{account_id}/top_off",
            top_offs::buy,
            doc("Add additional capacity to an account").body::<TopOffInput>().one::<ToppedOff>(),
        )
        .get(
            "/accounts/{account_id}/usage_based_billing_policy_details",
            details::show,
            Doc::new("Account_Services", "Get usage based billing policy details")
                .one::<UsageBasedBillingPolicyDetails>(),
        )
}
