use std::collections::BTreeMap;

use chrono::NaiveDate;
use fairlead_billing_math::allocation::{Fund, FundId, OpenInvoice, apply, spread};
use fairlead_kernel::Money;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::values::cents;

fn funds() -> impl Strategy<Value = Vec<Fund>> {
    vec((any::<bool>(), -500_i64..20_000), 0..8).prop_map(|funds| {
        let numbered = (1..).zip(funds);
        let fund = |(id, (deposit, left))| {
            let id = if deposit { FundId::Deposit(id) } else { FundId::Discount(id) };
            Fund { id, amount_remaining: cents(left) }
        };
        numbered.map(fund).collect()
    })
}

fn invoices() -> impl Strategy<Value = Vec<OpenInvoice>> {
    let invoice = (1_u32..=28, -100_i64..20_000, any::<bool>(), proptest::option::weighted(0.3, 1_i64..12));
    vec(invoice, 0..12).prop_map(|invoices| {
        let numbered = (1..).zip(invoices);
        let invoice = |(id, (day, due, frozen, master)): (i64, (u32, i64, bool, Option<i64>))| OpenInvoice {
            id,
            due_date: NaiveDate::from_ymd_opt(2026, 1, day).unwrap(),
            remaining_due: cents(due),
            frozen,
            master_invoice_id: master.filter(|master| *master != id),
        };
        numbered.map(invoice).collect()
    })
}

fn takes_part(invoice: &OpenInvoice, all: &[OpenInvoice]) -> bool {
    let bill_frozen = all.iter().any(|it| Some(it.id) == invoice.master_invoice_id && it.frozen);
    !invoice.frozen && !bill_frozen
}

proptest! {
    #[test]
    fn funds_are_never_overdrawn_invoices_never_overpaid_and_nothing_that_could_pay_stays(
        funds in funds(), invoices in invoices(),
    ) {
        let credits = apply(&funds, &invoices);
        let (mut taken, mut put) = (BTreeMap::new(), BTreeMap::new());
        for credit in &credits {
            prop_assert!(credit.amount > Money::ZERO);
            *taken.entry(credit.fund).or_insert(0) += credit.amount.scaled();
            *put.entry(credit.invoice_id).or_insert(0) += credit.amount.scaled();
        }
        let (mut owned, mut owed) = (0, 0);
        for fund in &funds {
            let left = fund.amount_remaining.scaled().max(0);
            owned += left;
            prop_assert!(taken.get(&fund.id).copied().unwrap_or(0) <= left);
        }
        for invoice in &invoices {
            let due = if takes_part(invoice, &invoices) { invoice.remaining_due.scaled().max(0) } else { 0 };
            owed += due;
            prop_assert!(put.get(&invoice.id).copied().unwrap_or(0) <= due);
        }
        let applied: i64 = put.values().sum();
        prop_assert_eq!(applied, owned.min(owed));
    }

    #[test]
    fn invoices_of_no_bill_are_paid_in_the_order_of_their_due_dates(funds in funds(), invoices in invoices()) {
        let plain: Vec<_> = invoices.into_iter().map(|it| OpenInvoice { master_invoice_id: None, ..it }).collect();
        let order: Vec<_> = apply(&funds, &plain)
            .iter()
            .map(|credit| plain.iter().find(|it| it.id == credit.invoice_id).map(|it| (it.due_date, it.id)))
            .collect();
        prop_assert!(order.is_sorted());
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(funds in funds(), invoices in invoices()) {
        let turned = |funds: &[Fund]| funds.iter().rev().copied().collect::<Vec<_>>();
        let other: Vec<_> = invoices.iter().rev().copied().collect();
        prop_assert_eq!(apply(&turned(&funds), &other), apply(&funds, &invoices));
    }

    #[test]
    fn spreading_keeps_the_sum_and_gives_each_its_share_within_one_coin(
        total in any::<i64>(), weights in vec(prop_oneof![0_u64..5, any::<u64>()], 1..20),
    ) {
        let whole: u128 = weights.iter().copied().map(u128::from).sum();
        prop_assume!(whole > 0);
        let parts = spread(cents(total), &weights).unwrap();
        prop_assert_eq!(parts.iter().map(|part| i128::from(part.scaled())).sum::<i128>(), i128::from(total));
        for (part, weight) in parts.iter().zip(&weights) {
            let lowest = u128::from(total.unsigned_abs()) * u128::from(*weight) / whole;
            let size = u128::from(part.scaled().unsigned_abs());
            prop_assert!(size == lowest || size == lowest + 1);
            prop_assert!(part.is_zero() || (part.scaled() < 0) == (total < 0));
        }
    }
}
