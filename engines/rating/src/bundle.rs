/// What a service includes of local or of long distance calls in a billing period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// No call costs anything.
    pub unlimited: bool,
    /// Free seconds of the period, where they are not unlimited.
    pub free_seconds: u64,
    /// The price of a minute beyond them.
    pub rate_nanos: i64,
}

impl Bundle {
    /// The seconds that are charged, of those that were used.
    pub fn charged_seconds(self, used_seconds: u64) -> u64 {
        if self.unlimited { 0 } else { used_seconds.saturating_sub(self.free_seconds) }
    }
}
