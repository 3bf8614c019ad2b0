use chrono::NaiveDate;
use fairlead_kernel::{Input, Money};

use super::metadata::Metadata;

/// What an account can have of its own of a service that stays on it.
#[derive(Input)]
pub struct OwnTerms {
    /// The price instead of that of the service; null takes it away again.
    #[input(min = 0)]
    pub price_override: Option<Money>,
    /// Why; required with a price override.
    pub price_override_reason: Option<String>,
    /// What bills call it instead of its name; null takes it away again.
    pub name_override: Option<String>,
    /// When it bills next, YYYY-MM-DD, with the day of the account's bill day. Only for services that bill every few months;
    /// without it they bill with the account.
    pub next_bill_date: Option<NaiveDate>,
    /// Values of service metadata fields. What is not named stays as it is.
    pub service_metadata: Metadata,
}

/// Body of "add a service to an account".
#[derive(Input)]
pub struct NewAccountServiceInput {
    /// The service: an active one that is meant for the account.
    #[input(exists = "services")]
    pub service_id: i64,
    /// What the bill calls a charge that is made now, instead of the name of the service.
    pub description: Option<String>,
    /// How many.
    #[input(default = "1", min = 1, max = 1_000_000)]
    pub quantity: i64,
    /// Whether to charge the rest of the cycle. Only an account super user may say; else, and where it is left out, the billing
    /// settings do.
    pub prorate: Option<bool>,
    /// The amount of an adjustment; required for one, and only valid for one.
    #[input(min = 0)]
    pub amount: Option<Money>,
    /// What the account has of its own of it.
    #[input(flatten)]
    pub own: OwnTerms,
}

/// Body of "update account service".
#[derive(Input)]
pub struct AccountServiceInput {
    /// How many.
    #[input(min = 1, max = 1_000_000)]
    pub quantity: i64,
    /// Whether to charge or give back the difference for the rest of the cycle. Only an account super user may say; else, and
    /// where it is left out, the billing settings do for a change of the quantity. A change of the price alone is only
    /// prorated where this is true.
    pub prorate: Option<bool>,
    /// What the account has of its own of it.
    #[input(flatten)]
    pub own: OwnTerms,
}

/// Body of the removal of a service or package.
#[derive(Input)]
pub struct RemovalInput {
    /// Whether to give back what is charged for the rest of the cycle. Only an account super user may say; else the billing
    /// settings do.
    #[input(default = "false")]
    pub prorate: bool,
}

/// Body of "add a package to an account".
#[derive(Input)]
pub struct NewAccountPackageInput {
    /// The package: an active one of active services.
    #[input(exists = "packages")]
    pub package_id: i64,
    /// Whether to charge the rest of the cycle. Only an account super user may say; else the billing settings do.
    #[input(default = "false")]
    pub prorate: bool,
}
