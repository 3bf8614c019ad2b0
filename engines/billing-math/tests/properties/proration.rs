use chrono::Days;
use fairlead_billing_math::charge::Application;
use fairlead_billing_math::proration::{
    Rounding, Terms, add, change_price, change_quantity, move_bill_date, remove, split,
};
use fairlead_kernel::Money;
use proptest::prelude::*;

use crate::values::{cents, cycle_and_date, price};

fn terms(price: Money, quantity: u32, months: u32) -> Terms {
    Terms { price, quantity, months, application: Application::Debit, rounding: Rounding::MinorUnit }
}

fn modes() -> impl Strategy<Value = (Application, Rounding)> {
    (
        prop_oneof![Just(Application::Debit), Just(Application::Credit)],
        prop_oneof![Just(Rounding::MinorUnit), Just(Rounding::WholeUnit)],
    )
}

proptest! {
    #[test]
    fn the_two_sides_of_a_cut_sum_to_the_whole_within_one_minor_unit(
        price in price(), quantity in 0_u32..50, (cycle, months, cut) in cycle_and_date(),
    ) {
        let terms = terms(price, quantity, months);
        let before = Days::new((cut - cycle.start).num_days().unsigned_abs());
        let first = add(&terms, cycle, cycle.end - before).unwrap();
        let second = add(&terms, cycle, cut).unwrap();
        prop_assert_eq!(first.days_remaining + second.days_remaining, cycle.days());
        let whole = price.scaled() * i64::from(quantity) * i64::from(months);
        let off = first.amount.scaled() + second.amount.scaled() - whole;
        prop_assert!(off.abs() <= 1, "off by {off}");
    }

    #[test]
    fn a_split_loses_nothing_and_each_part_is_its_share_within_one_minor_unit(
        price in price(), (cycle, months, cut) in cycle_and_date(), (_, _, other) in cycle_and_date(),
        sign in prop_oneof![Just(1), Just(-1)],
    ) {
        let whole = cents(price.scaled() * i64::from(months) * sign);
        let parts = split(whole, cycle, &[cut, other]).unwrap();
        prop_assert_eq!(parts.iter().map(|(_, amount)| *amount).sum::<Money>(), whole);
        prop_assert_eq!(parts.iter().map(|(part, _)| part.days()).sum::<u32>(), cycle.days());
        for (part, amount) in parts {
            let share = i128::from(whole.scaled()) * i128::from(part.days());
            let off = i128::from(amount.scaled()) * i128::from(cycle.days()) - share;
            prop_assert!(off.abs() < i128::from(cycle.days()), "{part:?} {amount}");
        }
    }

    #[test]
    fn what_is_undone_on_the_same_day_nets_to_zero(
        old in price(), new in price(), from in 0_u32..50, to in 0_u32..50,
        (cycle, months, date) in cycle_and_date(), (application, rounding) in modes(),
    ) {
        let before = Terms { application, rounding, ..terms(old, from, months) };
        let net = |first: Money, second: Money| first.scaled() + second.scaled();
        let (added, removed) = (add(&before, cycle, date).unwrap(), remove(&before, cycle, date).unwrap());
        prop_assert_eq!(net(added.amount, removed.amount), 0);

        let there = change_quantity(&before, to, cycle, date).unwrap();
        let back = change_quantity(&Terms { quantity: to, ..before }, from, cycle, date).unwrap();
        prop_assert_eq!(net(there.amount, back.amount), 0);

        let there = change_price(&before, new, cycle, date).unwrap();
        let back = change_price(&Terms { price: new, ..before }, old, cycle, date).unwrap();
        prop_assert_eq!(net(there.amount, back.amount), 0);
    }

    #[test]
    fn a_later_day_never_costs_more_and_the_first_day_costs_the_whole(
        price in price(), quantity in 0_u32..50, (cycle, months, date) in cycle_and_date(),
    ) {
        let terms = terms(price, quantity, months);
        let amount = |date| add(&terms, cycle, date).unwrap().amount;
        prop_assert!(amount(date) >= amount(date.succ_opt().unwrap()));
        prop_assert_eq!(amount(cycle.start).scaled(), price.scaled() * i64::from(quantity) * i64::from(months));
        prop_assert_eq!(amount(cycle.end), Money::ZERO);
    }

    #[test]
    fn moving_the_bill_date_in_gives_back_what_removing_then_would(
        price in price(), quantity in 0_u32..50, (cycle, months, date) in cycle_and_date(),
    ) {
        let terms = terms(price, quantity, months);
        let moved = move_bill_date(&terms, cycle, date).unwrap().amount;
        prop_assert_eq!(moved, remove(&terms, cycle, date).unwrap().amount);
        let out = move_bill_date(&terms, cycle, cycle.end + Days::new(cycle.days().into())).unwrap().amount;
        prop_assert_eq!(out, add(&terms, cycle, cycle.start).unwrap().amount);
    }
}
