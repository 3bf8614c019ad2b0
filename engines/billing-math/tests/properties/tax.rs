use fairlead_billing_math::charge::Application;
use fairlead_billing_math::tax::{Method, Reach, Tax, TaxPayer, TaxableLine, assess, reversed};
use fairlead_kernel::{Money, Rate};
use proptest::prelude::*;

use crate::values::{cents, price};

fn tax() -> impl Strategy<Value = Tax> {
    (any::<bool>(), 0_i64..100_000_000).prop_map(|(flat, rate)| Tax {
        id: 1,
        name: "Tax".into(),
        method: if flat { Method::Flat } else { Method::Percentage },
        rate: Rate::from_scaled(rate),
        reach: Reach::Global,
    })
}

fn line() -> impl Strategy<Value = TaxableLine> {
    let days =
        proptest::option::of((0_u32..=31, 28_u32..=31).prop_map(|(days, cycle)| (days.min(cycle), cycle)));
    (price(), price(), 0_u32..50, 1_u32..=12, days).prop_map(
        |(amount, exemption, quantity, months, prorated)| TaxableLine {
            amount,
            application: Application::Debit,
            quantity,
            months,
            exemption,
            prorated,
        },
    )
}

proptest! {
    #[test]
    fn the_base_is_never_below_zero_nor_above_the_amount(line in line(), tax in tax(), sign in prop_oneof![Just(1), Just(-1)]) {
        let line = TaxableLine { amount: cents(line.amount.scaled() * sign), ..line };
        for taxed in assess(&line, &TaxPayer::default(), &[tax]).unwrap() {
            prop_assert!(taxed.base >= Money::ZERO && taxed.base <= line.amount.abs());
            prop_assert!(!taxed.amount.is_zero());
            prop_assert_eq!(taxed.amount < Money::ZERO, line.amount < Money::ZERO);
        }
    }

    #[test]
    fn what_is_given_back_of_a_whole_line_is_what_was_charged(line in line(), tax in tax()) {
        prop_assume!(!line.amount.is_zero());
        let payer = TaxPayer::default();
        let charged = assess(&line, &payer, std::slice::from_ref(&tax)).unwrap();
        let back = TaxableLine { amount: cents(-line.amount.scaled()), ..line };
        prop_assert_eq!(assess(&back, &payer, &[tax]).unwrap(), reversed(&charged).unwrap());
    }

    #[test]
    fn a_percentage_is_off_by_at_most_half_a_coin(line in line(), tax in tax()) {
        let tax = Tax { method: Method::Percentage, ..tax };
        let Some(taxed) = assess(&line, &TaxPayer::default(), &[tax]).unwrap().pop() else { return Ok(()) };
        // Hundredths x millionths of a percent.
        let exact = i128::from(taxed.base.scaled()) * i128::from(taxed.rate.scaled());
        let off = i128::from(taxed.amount.scaled()) * 100_000_000 - exact;
        prop_assert!(off.abs() * 2 <= 100_000_000, "off by {off}");
    }

    #[test]
    fn the_months_of_a_bill_are_taxed_as_so_many_bills(price in price(), exemption in price(), quantity in 0_u32..50, months in 1_u32..=12) {
        let tax = Tax { id: 1, name: "Tax".into(), method: Method::Percentage, rate: Rate::from_scaled(100_000_000), reach: Reach::Global };
        let of = |months: u32| {
            let amount = cents(price.scaled() * i64::from(quantity) * i64::from(months));
            let line = TaxableLine { amount, application: Application::Debit, quantity, months, exemption, prorated: None };
            let taxes = assess(&line, &TaxPayer::default(), std::slice::from_ref(&tax)).unwrap();
            taxes.iter().map(|taxed| taxed.amount.scaled()).sum::<i64>()
        };
        prop_assert_eq!(of(months), of(1) * i64::from(months));
    }
}
