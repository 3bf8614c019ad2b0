//! No input that a request can carry, and none beyond it, panics or wraps: a result that does not fit is none.

use chrono::{DateTime, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use fairlead_billing_math::adjustment::{Applied, Limit, left};
use fairlead_billing_math::allocation::{Fund, FundId, OpenInvoice, apply};
use fairlead_billing_math::calendar::{
    CountedFrom, InvoiceTerms, MonthDay, Period, covered, cycle, daily_run_start, due_bill_dates,
    invoice_dates,
};
use fairlead_billing_math::charge::{Account, AccountService, Application, ServiceType, plan};
use fairlead_billing_math::delinquency::{Grace, Invoice, ageing, status_switch_date};
use fairlead_billing_math::proration::{
    Rounding, Terms, add, change_price, change_quantity, move_bill_date, split,
};
use fairlead_billing_math::tax::{Method, Reach, Tax, TaxPayer, TaxableLine, assess};
use fairlead_billing_math::usage::{Policy, Rollover, cap_bytes, close, overage_units, top_off_bytes};
use fairlead_kernel::{Money, Rate};
use proptest::prelude::*;

use crate::values::cents;

/// Amounts around the limit of a request and around that of 64 bits.
fn money() -> impl Strategy<Value = Money> {
    let limit = Money::LIMIT * 100;
    prop_oneof![Just(limit), Just(-limit), Just(i64::MAX), Just(i64::MIN), Just(0), any::<i64>()]
        .prop_map(cents)
}

fn number() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), Just(1), Just(120), Just(1_000_000), Just(u32::MAX), any::<u32>()]
}

fn date() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        Just(NaiveDate::MIN),
        Just(NaiveDate::MAX),
        (-3_000_i32..=9_999, 1_u32..=366).prop_filter_map("a date", |(y, d)| NaiveDate::from_yo_opt(y, d)),
    ]
}

fn application() -> impl Strategy<Value = Application> {
    prop_oneof![Just(Application::Debit), Just(Application::Credit)]
}

proptest! {
    #[test]
    fn proration(
        (price, other) in (money(), money()), (quantity, months, new) in (number(), number(), number()),
        (start, end, at) in (date(), date(), date()), application in application(), whole in any::<bool>(),
    ) {
        let rounding = if whole { Rounding::WholeUnit } else { Rounding::MinorUnit };
        let terms = Terms { price, quantity, months, application, rounding };
        let cycle = Period { start, end };
        if let Some(prorated) = add(&terms, cycle, at) {
            let (size, most) = (i128::from(prorated.amount.scaled()).abs(), i128::from(price.scaled()).abs());
            // Never above the whole, but for the rounding to whole units.
            prop_assert!(size <= most * i128::from(quantity) * i128::from(months) + 50);
        }
        change_quantity(&terms, new, cycle, at);
        change_price(&terms, other, cycle, at);
        move_bill_date(&terms, cycle, at);
        if let Some(parts) = split(price, cycle, &[at]) {
            prop_assert_eq!(parts.iter().map(|(_, part)| i128::from(part.scaled())).sum::<i128>(), i128::from(price.scaled()));
        }
    }

    #[test]
    fn taxes(
        (amount, exemption) in (money(), money()), (quantity, months) in (number(), number()), rate in any::<i64>(),
        days in proptest::option::of((number(), number())), flat in any::<bool>(),
    ) {
        let line = TaxableLine { amount, application: Application::Debit, quantity, months, exemption, prorated: days };
        let method = if flat { Method::Flat } else { Method::Percentage };
        let tax = Tax { id: 1, name: "Tax".into(), method, rate: Rate::from_scaled(rate), reach: Reach::Global };
        for taxed in assess(&line, &TaxPayer::default(), &[tax]).unwrap_or_default() {
            prop_assert!(taxed.base >= Money::ZERO);
        }
    }

    #[test]
    fn charges(
        price in money(), (quantity, months, every, run, times) in (number(), number(), number(), number(), number()),
        date in date(), expiring in any::<bool>(), application in application(),
    ) {
        let service = AccountService {
            id: 1,
            service_id: 1,
            name: String::new(),
            name_override: None,
            service_type: if expiring { ServiceType::Expiring { times_to_run: times } } else { ServiceType::Recurring },
            application,
            amount: price,
            price_override: None,
            quantity,
            billing_frequency_in_months: every,
            next_bill_date: None,
            number_of_times_billed: run,
        };
        let account = Account { active: true, months_to_bill: months, next_bill_date: Some(date) };
        for line in plan(&account, &[service], date).unwrap_or_default() {
            let exact = i128::from(price.scaled()) * i128::from(quantity) * i128::from(line.months);
            prop_assert_eq!(i128::from(line.amount.scaled()).abs(), exact.abs());
        }
    }

    #[test]
    fn dates(
        date in date(), (months, days, day) in (number(), number(), number()), separate in proptest::option::of(1_u32..=28),
        zone in proptest::sample::select(&chrono_tz::TZ_VARIANTS[..]),
    ) {
        let _: Option<_> = MonthDay::new(day).and_then(|day| day.after(date));
        cycle(date, months);
        covered(date, months);
        due_bill_dates(date, months, NaiveDate::MAX).take(3).for_each(drop);
        daily_run_start(date, zone);
        invoice_dates(date, &InvoiceTerms {
            separate_invoice_day: separate.and_then(MonthDay::new),
            due_days: days,
            due_days_day: CountedFrom::Invoice,
            auto_pay_days: months,
            auto_pay_day: CountedFrom::Billing,
        });
        let owed = [Invoice { due_date: date, remaining_due: Money::from_scaled(1), frozen: false }];
        status_switch_date(&owed, &Grace { days, until: Some(date) }, months);
        let aged = ageing(&owed, NaiveDate::MAX).unwrap();
        prop_assert_eq!(aged.not_due + aged.days_0_to_30 + aged.days_31_to_60 + aged.days_61_to_90 + aged.over_90_days, Money::from_scaled(1));
    }

    #[test]
    fn sums(amounts in proptest::collection::vec(money(), 0..5), limit in money(), (days, seconds) in (number(), any::<i32>()), date in date()) {
        let funds: Vec<Fund> = (1..).zip(&amounts).map(|(id, it)| Fund { id: FundId::Deposit(id), amount_remaining: *it }).collect();
        let invoices: Vec<OpenInvoice> = (1..)
            .zip(amounts.iter().rev())
            .map(|(id, it)| OpenInvoice { id, due_date: date, remaining_due: *it, frozen: false, master_invoice_id: Some(id) })
            .collect();
        prop_assert!(apply(&funds, &invoices).iter().all(|credit| credit.amount > Money::ZERO));
        let now = DateTime::UNIX_EPOCH;
        let at = now + TimeDelta::seconds(seconds.into());
        let applied: Vec<Applied> = amounts.iter().map(|amount| Applied { at, amount: *amount }).collect();
        let free = left(&Limit { max_amount_per_period: limit, period_days: days }, &applied, now);
        prop_assert!(free.is_none_or(|free| free >= Money::ZERO && free <= limit));
    }

    #[test]
    fn bytes(
        (cap, unit, used, top_off, rolled) in (any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>()),
        months in proptest::option::of(number()), (start, end) in (date(), date()),
    ) {
        let policy = Policy { cap_in_gigabytes: cap, rollover_enabled: true, rollover_expires_after_months: months };
        let rollovers = [Rollover { bytes: rolled, rolled_on: start, expires_on: None }; 2];
        cap_bytes(&policy, &rollovers, top_off, start);
        if let Some(closing) = close(&policy, &rollovers, top_off, used, Period { start, end }) {
            prop_assert!(closing.overage_bytes <= used);
        }
        top_off_bytes(used, unit);
        prop_assert!(overage_units(used, unit).is_none_or(|units| units <= used));
    }
}

#[test]
fn what_a_request_carries_at_most_is_exact() {
    let most = cents(Money::LIMIT * 100);
    let cycle = Period { start: "2026-01-01".parse().unwrap(), end: "2026-02-01".parse().unwrap() };
    let terms = Terms {
        price: most,
        quantity: 1_000_000,
        months: 1,
        application: Application::Debit,
        rounding: Rounding::MinorUnit,
    };
    // 10^17 hundredths x 30 / 31, rounded.
    let prorated = add(&terms, cycle, "2026-01-02".parse().unwrap()).unwrap();
    assert_eq!(prorated.amount, cents(96_774_193_548_387_097));
    assert_eq!(add(&Terms { months: 120, ..terms }, cycle, cycle.start), None);
    assert!(daily_run_start(NaiveDate::MAX, Tz::UTC).is_some());
}
