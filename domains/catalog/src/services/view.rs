use fairlead_kernel::{Money, Rate, as_text};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Application, Model, ServiceType};

/// A service as it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Service)]
pub struct ServiceView {
    /// Its id.
    id: i64,
    /// Whether it can still be added to accounts.
    active: bool,
    /// What bills call it.
    name: String,
    /// When it charges.
    r#type: ServiceType,
    /// Whether it charges or credits.
    application: Application,
    /// What it costs.
    amount: Money,
    /// How often it bills.
    billing_frequency_in_months: i64,
    /// How often an expiring service runs.
    times_to_run: Option<i64>,
    /// Whether adjustments are limited.
    limit_adjustments: bool,
    /// The days before, over which a user's adjustments are added up.
    period_days: i64,
    /// What a user may adjust in these days; text, as documented.
    #[serde(serialize_with = "as_text")]
    #[schema(value_type = String)]
    max_amount_per_period: Money,
    /// The taxes that are assessed on it.
    taxes: Vec<i64>,
    /// The roles that may apply an adjustment service; none: all of them.
    roles: Vec<i64>,
    /// Whether it provides connectivity.
    data_service: bool,
    /// Download speed in kilobits per second.
    download_in_kilobits: Option<i64>,
    /// Upload speed in kilobits per second.
    upload_in_kilobits: Option<i64>,
    /// Technology of the FCC Form 477.
    technology_code: i64,
    /// How its usage is billed.
    usage_based_billing_policy_id: Option<i64>,
    /// The decimal gigabytes that an overage service gives for its amount.
    unit_quantity_in_gigabytes: Option<i64>,
    /// Where it is posted to.
    general_ledger_code_id: Option<i64>,
    /// The part of the amount that is not taxed.
    tax_exemption_amount: Money,
    /// Whether it is telephony.
    voice_service: bool,
    /// Whether local calls cost nothing.
    unlimited_local_minutes: bool,
    /// Whether long distance calls cost nothing.
    unlimited_long_distance_minutes: bool,
    /// Free local minutes.
    local_minutes: Option<i64>,
    /// The price of each further local minute.
    local_minutes_amount: Rate,
    /// Free long distance minutes.
    long_distance_minutes: Option<i64>,
    /// The price of each further long distance minute.
    long_distance_minutes_amount: Rate,
    /// The least that a call is charged for.
    first_interval_in_seconds: Option<i64>,
    /// The steps in which a call is charged beyond the first interval.
    sub_interval_in_seconds: Option<i64>,
    /// Digits with which local numbers begin.
    local_prefixes: Vec<String>,
    /// The price of a minute of an inbound toll free call.
    inbound_toll_free_rate: Option<Rate>,
    /// The account groups that it is meant for; none: all accounts.
    account_groups: Vec<i64>,
}

impl ServiceView {
    /// The row and its taxes, roles and account groups.
    pub(super) fn of(row: Model, [taxes, roles, account_groups]: [Vec<i64>; 3]) -> Self {
        Self {
            local_prefixes: row.prefixes(),
            id: row.id,
            active: row.active,
            name: row.name,
            r#type: row.r#type,
            application: row.application,
            amount: row.amount,
            billing_frequency_in_months: row.billing_frequency_in_months,
            times_to_run: row.times_to_run,
            limit_adjustments: row.limit_adjustments,
            period_days: row.period_days,
            max_amount_per_period: row.max_amount_per_period,
            taxes,
            roles,
            data_service: row.data_service,
            download_in_kilobits: row.download_in_kilobits,
            upload_in_kilobits: row.upload_in_kilobits,
            technology_code: row.technology_code,
            usage_based_billing_policy_id: row.usage_based_billing_policy_id,
            unit_quantity_in_gigabytes: row.unit_quantity_in_gigabytes,
            general_ledger_code_id: row.general_ledger_code_id,
            tax_exemption_amount: row.tax_exemption_amount,
            voice_service: row.voice_service,
            unlimited_local_minutes: row.unlimited_local_minutes,
            unlimited_long_distance_minutes: row.unlimited_long_distance_minutes,
            local_minutes: row.local_minutes,
            local_minutes_amount: row.local_minutes_amount,
            long_distance_minutes: row.long_distance_minutes,
            long_distance_minutes_amount: row.long_distance_minutes_amount,
            first_interval_in_seconds: row.first_interval_in_seconds,
            sub_interval_in_seconds: row.sub_interval_in_seconds,
            inbound_toll_free_rate: row.inbound_toll_free_rate,
            account_groups,
        }
    }
}
