use chrono::NaiveDate;

use crate::calendar::{Period, add_months};

/// Caps, rollover and top offs are in decimal gigabytes.
const BYTES_PER_GIGABYTE: u64 = 1000 * 1000 * 1000;

/// What a usage based billing policy allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The cap of a billing period.
    pub cap_in_gigabytes: u64,
    /// Whether what is left of the cap rolls over.
    pub rollover_enabled: bool,
    /// After how many months rolled over data expires, where `rollover_expiration_enabled`.
    pub rollover_expires_after_months: Option<u32>,
}

/// What is left of the cap of an earlier period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rollover {
    /// How much.
    pub bytes: u64,
    /// The date of the close that rolled it over; the lower, the older.
    pub rolled_on: NaiveDate,
    /// The first date on which it is gone.
    pub expires_on: Option<NaiveDate>,
}

impl Rollover {
    fn lives_on(&self, date: NaiveDate) -> bool {
        self.expires_on.is_none_or(|expires_on| expires_on > date)
    }
}

/// What the end of a billing period comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// Bytes beyond cap, top offs and rollover.
    pub overage_bytes: u64,
    /// What the next period has, oldest first.
    pub rollovers: Vec<Rollover>,
}

/// The bytes that may be used in the period that `date` lies in: cap x 1000^3 + rollover + top offs. `None` when they do
/// not fit.
pub fn cap_bytes(
    policy: &Policy,
    rollovers: &[Rollover],
    top_off_bytes: u64,
    date: NaiveDate,
) -> Option<u64> {
    let own = policy.cap_in_gigabytes.checked_mul(BYTES_PER_GIGABYTE)?.checked_add(top_off_bytes)?;
    if !policy.rollover_enabled {
        return Some(own);
    }
    let mut living = rollovers.iter().filter(|rollover| rollover.lives_on(date));
    living.try_fold(own, |sum, rollover| sum.checked_add(rollover.bytes))
}

/// Closes a period in which `billable_bytes` were used.
///
/// The cap is used first, then the top offs, which end with the period, then rollover that was alive when the period
/// began, oldest first. What is left of the cap rolls over from the end of the period. `None` when a number does not fit.
pub fn close(
    policy: &Policy,
    rollovers: &[Rollover],
    top_off_bytes: u64,
    billable_bytes: u64,
    period: Period,
) -> Option<Closing> {
    let cap = policy.cap_in_gigabytes.checked_mul(BYTES_PER_GIGABYTE)?;
    let mut beyond = billable_bytes.saturating_sub(cap).saturating_sub(top_off_bytes);
    if !policy.rollover_enabled {
        return Some(Closing { overage_bytes: beyond, rollovers: Vec::new() });
    }
    let mut kept: Vec<Rollover> = rollovers.iter().copied().filter(|it| it.lives_on(period.start)).collect();
    kept.sort_by_key(|rollover| rollover.rolled_on);
    for rollover in &mut kept {
        let used = beyond.min(rollover.bytes);
        rollover.bytes -= used;
        beyond -= used;
    }
    kept.push(Rollover {
        bytes: cap.saturating_sub(billable_bytes),
        rolled_on: period.end,
        expires_on: match policy.rollover_expires_after_months {
            Some(months) => Some(add_months(period.end, months)?),
            None => None,
        },
    });
    kept.retain(|rollover| rollover.bytes > 0 && rollover.lives_on(period.end));
    Some(Closing { overage_bytes: beyond, rollovers: kept })
}

/// The bytes of `quantity` top offs of an overage service. `None` when they do not fit.
pub fn top_off_bytes(quantity: u64, unit_quantity_in_gigabytes: u64) -> Option<u64> {
    unit_quantity_in_gigabytes.checked_mul(BYTES_PER_GIGABYTE)?.checked_mul(quantity)
}

/// The units of the overage service to charge, rounded up. `None` for a unit of nothing, or one that does not fit.
pub fn overage_units(overage_bytes: u64, unit_quantity_in_gigabytes: u64) -> Option<u64> {
    let unit = unit_quantity_in_gigabytes.checked_mul(BYTES_PER_GIGABYTE).filter(|unit| *unit > 0)?;
    Some(overage_bytes.div_ceil(unit))
}
