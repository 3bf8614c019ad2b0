use fairlead_kernel::{Input, Money, Rate};

use super::{Application, Model, ServiceType};

/// Body of create and update: what every service has, and what the kinds of services have beside it.
#[derive(Input)]
pub struct ServiceInput {
    /// An id of its own for a new service, where an import needs it. Ignored on update.
    #[input(min = 1, max = 999_999_999_999)]
    pub id: Option<i64>,
    /// Whether it can still be added to accounts.
    pub active: bool,
    /// What bills call it.
    #[input(max = 255)]
    pub name: String,
    /// When it charges; cannot change.
    #[input(one_of = ServiceType::WORDS)]
    pub r#type: ServiceType,
    /// Whether it charges or credits.
    #[input(one_of = Application::WORDS)]
    pub application: Application,
    /// What it costs.
    #[input(min = 0)]
    pub amount: Money,
    /// How often it bills; more than 1 only for recurring services.
    #[input(min = 1, max = 120)]
    pub billing_frequency_in_months: i64,
    /// How often an expiring service runs, which is required for one. Without effect on others.
    #[input(min = 0, max = 1200)]
    pub times_to_run: Option<i64>,
    /// What limits adjustments.
    #[input(flatten)]
    pub adjustment: AdjustmentInput,
    /// The taxes that are assessed on it.
    #[input(exists = "taxes")]
    pub taxes: Vec<i64>,
    /// The roles that may apply an adjustment service; none: all of them.
    #[input(exists = "roles")]
    pub roles: Vec<i64>,
    /// Connectivity.
    #[input(flatten)]
    pub data: DataInput,
    /// The decimal gigabytes that an overage service gives for its amount, which is required for one.
    #[input(min = 0, max = 1_000_000_000)]
    pub unit_quantity_in_gigabytes: Option<i64>,
    /// Where it is posted to.
    #[input(exists = "general_ledger_codes")]
    pub general_ledger_code_id: Option<i64>,
    /// The part of the amount that is not taxed.
    #[input(default = "0", min = 0)]
    pub tax_exemption_amount: Money,
    /// Telephony.
    #[input(flatten)]
    pub voice: VoiceInput,
    /// The account groups that it is meant for; none: all accounts.
    #[input(exists = "account_groups")]
    pub account_groups: Vec<i64>,
}

/// What an adjustment service has. Without effect on others.
#[derive(Input)]
pub struct AdjustmentInput {
    /// Whether a user may only adjust `max_amount_per_period` within `period_days`.
    #[input(default = "false")]
    pub limit_adjustments: bool,
    /// The days before, over which a user's adjustments are added up; required with a limit.
    #[input(default = "0", min = 0, max = 3660)]
    pub period_days: i64,
    /// What a user may adjust in these days; required with a limit.
    #[input(default = "0", min = 0)]
    pub max_amount_per_period: Money,
}

/// What a data service has.
#[derive(Input)]
pub struct DataInput {
    /// Whether it provides connectivity; only recurring services can.
    #[input(default = "false")]
    pub data_service: bool,
    /// Download speed in kilobits per second; required for a data service.
    #[input(min = 0, max = 1_000_000_000)]
    pub download_in_kilobits: Option<i64>,
    /// Upload speed in kilobits per second; required for a data service.
    #[input(min = 0, max = 1_000_000_000)]
    pub upload_in_kilobits: Option<i64>,
    /// The technology for the FCC Form 477: 0 other, 10 asymmetric xDSL, 20 symmetric xDSL, 30 copper wireline, 40 cable
    /// modem, 50 fiber, 60 satellite, 70 terrestrial fixed wireless, 90 electric power line.
    #[input(default = "0", one_of = ["0", "10", "20", "30", "40", "50", "60", "70", "90"])]
    pub technology_code: i64,
    /// How its usage is billed.
    #[input(exists = "usage_based_billing_policies")]
    pub usage_based_billing_policy_id: Option<i64>,
}

/// What a voice service has.
#[derive(Input)]
pub struct VoiceInput {
    /// Whether it is telephony; only recurring and expiring services can be.
    #[input(default = "false")]
    pub voice_service: bool,
    /// Whether local calls cost nothing.
    #[input(default = "false")]
    pub unlimited_local_minutes: bool,
    /// Whether long distance calls cost nothing.
    #[input(default = "false")]
    pub unlimited_long_distance_minutes: bool,
    /// Free local minutes, where they are not unlimited.
    #[input(min = 0, max = 1_000_000)]
    pub local_minutes: Option<i64>,
    /// The price of each further local minute; up to six decimals.
    #[input(default = "0", min = 0)]
    pub local_minutes_amount: Rate,
    /// Free long distance minutes, where they are not unlimited.
    #[input(min = 0, max = 1_000_000)]
    pub long_distance_minutes: Option<i64>,
    /// The price of each further long distance minute; up to six decimals.
    #[input(default = "0", min = 0)]
    pub long_distance_minutes_amount: Rate,
    /// The least that a call is charged for.
    #[input(min = 0, max = 86_400)]
    pub first_interval_in_seconds: Option<i64>,
    /// The steps in which a call is charged beyond the first interval.
    #[input(min = 0, max = 86_400)]
    pub sub_interval_in_seconds: Option<i64>,
    /// Digits with which local numbers begin, such as area codes.
    pub local_prefixes: Vec<String>,
    /// The price of a minute of an inbound toll free call; up to six decimals.
    #[input(min = 0)]
    pub inbound_toll_free_rate: Option<Rate>,
}

impl ServiceInput {
    /// The stored row as it would be sent, without its lists.
    pub(super) fn of(row: &Model) -> Self {
        Self {
            id: None,
            active: row.active,
            name: row.name.clone(),
            r#type: row.r#type,
            application: row.application,
            amount: row.amount,
            billing_frequency_in_months: row.billing_frequency_in_months,
            times_to_run: row.times_to_run,
            adjustment: AdjustmentInput {
                limit_adjustments: row.limit_adjustments,
                period_days: row.period_days,
                max_amount_per_period: row.max_amount_per_period,
            },
            taxes: Vec::new(),
            roles: Vec::new(),
            data: DataInput {
                data_service: row.data_service,
                download_in_kilobits: row.download_in_kilobits,
                upload_in_kilobits: row.upload_in_kilobits,
                technology_code: row.technology_code,
                usage_based_billing_policy_id: row.usage_based_billing_policy_id,
            },
            unit_quantity_in_gigabytes: row.unit_quantity_in_gigabytes,
            general_ledger_code_id: row.general_ledger_code_id,
            tax_exemption_amount: row.tax_exemption_amount,
            voice: VoiceInput {
                voice_service: row.voice_service,
                unlimited_local_minutes: row.unlimited_local_minutes,
                unlimited_long_distance_minutes: row.unlimited_long_distance_minutes,
                local_minutes: row.local_minutes,
                local_minutes_amount: row.local_minutes_amount,
                long_distance_minutes: row.long_distance_minutes,
                long_distance_minutes_amount: row.long_distance_minutes_amount,
                first_interval_in_seconds: row.first_interval_in_seconds,
                sub_interval_in_seconds: row.sub_interval_in_seconds,
                local_prefixes: row.prefixes(),
                inbound_toll_free_rate: row.inbound_toll_free_rate,
            },
            account_groups: Vec::new(),
        }
    }
}
