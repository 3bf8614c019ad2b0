/// The steps in which the seconds of a call are charged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Intervals {
    /// The least that a call is charged for; 0: its seconds.
    pub first_in_seconds: u32,
    /// The steps beyond that; 0: seconds.
    pub sub_in_seconds: u32,
}

impl Intervals {
    /// What a call of this length is charged for, in seconds: the first interval when it is shorter, else rounded up to the
    /// sub interval behind the first one. Nothing for a call of no seconds.
    ///
    /// 61 seconds at 60 and 30 are 90 (reference, Services).
    pub fn billed_seconds(self, duration_in_seconds: u32) -> u64 {
        if duration_in_seconds == 0 {
            return 0;
        }
        let (first, duration) = (u64::from(self.first_in_seconds), u64::from(duration_in_seconds));
        let step = u64::from(self.sub_in_seconds.max(1));
        first + duration.saturating_sub(first).div_ceil(step) * step
    }
}
