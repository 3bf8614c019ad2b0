//! The short lists: time zones, locales, categories of mail.

use std::sync::LazyLock;

static TIME_ZONES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../data/time_zones.tsv").lines().collect());

/// IANA names of the time zones that can be chosen, in the order of code points, `UTC` last. Old names of the same
/// zone (`US/Central`) are left out, as in `GET /_data/timezones`.
pub fn time_zones() -> &'static [&'static str] {
    &TIME_ZONES
}

/// Whether the text is one of [`time_zones`], to the letter.
pub fn is_time_zone(name: &str) -> bool {
    TIME_ZONES.binary_search(&name).is_ok()
}

/// Languages a user can choose: code and the language's own name for itself, as in `GET /_data/locales`.
pub fn locales() -> &'static [(&'static str, &'static str)] {
    &[("en", "English (US)"), ("es", "Español"), ("fr", "Français")]
}

/// Kinds of mail a contact can choose to get: id and name, as in `GET /_data/email_categories`. There is no 1.
pub fn email_categories() -> &'static [(i64, &'static str)] {
    &[(2, "Financial"), (3, "General"), (4, "Service Related"), (5, "Outage Notifications")]
}
