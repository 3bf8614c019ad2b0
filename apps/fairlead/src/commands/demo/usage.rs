//! Data usage of the demo provider: what the counters of its customers would have shown, hour after hour.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use fairlead_kernel::Result;
use serde_json::{Value, json};

use super::Demo;

const SAMPLES_IN_A_BATCH: usize = 5000;
/// Counters were read every hour lately, and twice a day before, so that the demo starts quickly.
const HOURLY: TimeDelta = TimeDelta::days(3);
/// Those two hours, in UTC: about when the free nights of the policy begin and end.
const NIGHT: [u32; 2] = [5, 11];
/// Megabytes in an hour of the day, from midnight in UTC: evenings in America are busiest.
const DAY: [u64; 24] = [
    1400, 1500, 1450, 1200, 800, 500, 250, 150, 120, 110, 130, 250, 400, 500, 520, 540, 600, 620, 650, 700,
    780, 900, 1100, 1300,
];
/// How much of that customers use, in percent: the last of them are beyond the cap of their policy.
const SHARES: [u64; 6] = [25, 45, 60, 80, 110, 150];
/// Of the traffic that comes in, this much goes out, in percent.
const OUTBOUND: u64 = 9;
const MEGABYTE: u64 = 1_000_000;

/// What the counters show by now.
pub(super) struct Counters {
    shown_at: DateTime<Utc>,
    hourly_from: DateTime<Utc>,
    accounts: Vec<Counter>,
}

struct Counter {
    account: Value,
    address: String,
    share: u64,
    in_bytes: u64,
}

impl Counters {
    /// Of these accounts, from `start` on, at whose full hour they show nothing.
    pub(super) fn new(accounts: Vec<Value>, start: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let counter = |(number, account): (usize, Value)| Counter {
            account,
            address: format!("192.0.2.{}", number % 254 + 1),
            share: SHARES[number % SHARES.len()],
            in_bytes: 0,
        };
        Self {
            shown_at: start,
            hourly_from: now - HOURLY,
            accounts: accounts.into_iter().enumerate().map(counter).collect(),
        }
    }

    /// Whether anybody reads the counters now.
    fn are_read(&self) -> bool {
        self.shown_at >= self.hourly_from || NIGHT.contains(&self.shown_at.hour())
    }

    /// An hour passes. No two days and no two customers are the same, and all demos are.
    fn pass(&mut self) {
        let (hour, day) = (self.shown_at.hour() as usize, self.shown_at.timestamp().unsigned_abs() / 86_400);
        for (number, counter) in (0_u64..).zip(&mut self.accounts) {
            let varied = 60 + (day * 37 + number * 101 + hour as u64 * 13) % 81;
            counter.in_bytes += DAY[hour] * MEGABYTE * counter.share / 100 * varied / 100;
        }
        self.shown_at += TimeDelta::hours(1);
    }

    fn samples(&self) -> impl Iterator<Item = Value> + '_ {
        self.accounts.iter().map(|counter| {
            json!({
                "account_id": counter.account, "timestamp": self.shown_at.timestamp(),
                "in": counter.in_bytes, "out": counter.in_bytes * OUTBOUND / 100,
                "data_source_identifier": counter.address, "data_source_parent": "router-01.example.com",
                "data_type": "Unknown",
            })
        })
    }
}

impl Demo {
    /// Sends what the counters showed until then.
    pub(super) async fn usage(&self, counters: &mut Counters, until: DateTime<Utc>) -> Result<()> {
        let mut samples = Vec::new();
        while counters.shown_at <= until {
            if counters.are_read() {
                samples.extend(counters.samples());
            }
            counters.pass();
            if samples.len() + counters.accounts.len() > SAMPLES_IN_A_BATCH {
                self.send_usage(std::mem::take(&mut samples)).await?;
            }
        }
        self.send_usage(samples).await
    }

    async fn send_usage(&self, mut samples: Vec<Value>) -> Result<()> {
        while !samples.is_empty() {
            let rest = samples.split_off(samples.len().min(SAMPLES_IN_A_BATCH));
            self.post("/accounts/bulk_granular_data_usage", json!({"data": samples})).await?;
            samples = rest;
        }
        Ok(())
    }
}
