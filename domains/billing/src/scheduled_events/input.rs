use chrono::NaiveDateTime;
use fairlead_kernel::Input;

use super::Model;

/// Body of create and update.
#[derive(Input)]
pub struct ScheduledEventInput {
    /// What happens.
    #[input(one_of = Kind::WORDS)]
    pub event_type: String,
    /// When, in UTC: `YYYY-MM-DD HH:MM:SS`, not in the past.
    pub scheduled_datetime: NaiveDateTime,
    /// What it is about: the id of a service to add, the `unique_service_relationship_id` of a service to remove or whose price
    /// changes, the id of an account status, the id of a package to add, the `unique_package_id` of one to remove.
    pub primary_value: String,
    /// The price of a price override, which needs one.
    pub secondary_value: Option<String>,
    /// Whether `prorate` counts, rather than the billing settings. Only account super users may set it.
    #[input(default = "false")]
    pub proration_override: bool,
    /// Whether to prorate. Only account super users may set it.
    #[input(default = "false")]
    pub prorate: bool,
}

impl From<&Model> for ScheduledEventInput {
    fn from(row: &Model) -> Self {
        Self {
            event_type: row.event_type.clone(),
            scheduled_datetime: row.scheduled_datetime.to_utc().naive_utc(),
            primary_value: row.primary_value.clone(),
            secondary_value: row.secondary_value.clone(),
            proration_override: row.proration_override,
            prorate: row.prorate,
        }
    }
}

/// The types of events that the reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    AddService,
    RemoveService,
    ChangeStatus,
    OverridePrice,
    RemovePriceOverride,
    AddPackage,
    RemovePackage,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::AddService,
        Self::RemoveService,
        Self::ChangeStatus,
        Self::OverridePrice,
        Self::RemovePriceOverride,
        Self::AddPackage,
        Self::RemovePackage,
    ];
    const WORDS: &'static [&'static str] = &[
        "add_service",
        "remove_service",
        "change_status",
        "price_override_service",
        "remove_price_override_from_service",
        "add_package",
        "remove_package",
    ];

    /// The type of this name.
    pub fn of(word: &str) -> Option<Self> {
        let place = Self::WORDS.iter().position(|known| *known == word)?;
        Some(Self::ALL[place])
    }

    /// What the same thing done at once would require: resource and action.
    pub fn permission(self) -> (&'static str, &'static str) {
        match self {
            Self::AddService | Self::AddPackage => ("account_services", "create"),
            Self::RemoveService | Self::RemovePackage => ("account_services", "delete"),
            Self::OverridePrice | Self::RemovePriceOverride => ("account_services", "update"),
            Self::ChangeStatus => ("accounts", "update"),
        }
    }
}
