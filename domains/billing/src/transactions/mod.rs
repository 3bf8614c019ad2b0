//! Transactions of an account over the API: its debits, discounts, deposits and payments.

mod debits;
mod deposits;
mod describe;
mod discounts;
mod pay;
mod payments;
mod taxes_and_codes;
#[cfg(test)]
mod tests;

use fairlead_web::{Doc, Routes, read_only};

pub(crate) use debits::page as page_of_debits;
pub use debits::{Debit, DebitView};
pub use deposits::{Deposit, DepositView};
pub use describe::DescriptionInput;
pub use discounts::{Discount, DiscountView};
pub use pay::{PayPalInput, PaymentInput};
pub(crate) use pay::{open, positive, tracked};
pub(crate) use payments::{BY_HAND, find as find_payment};
pub use payments::{Payment, PaymentUpdate, PaymentView};

const TAG: &str = "Account_Transactions";
const ALL: &str = "/accounts/{account_id}/transactions";

/// The routes of Account_Transactions.
pub(crate) fn routes() -> Routes {
    let doc = |summary: &str| Doc::new(TAG, summary);
    let payment = |summary: &str| doc(summary).one::<PaymentView>();
    let at = |path: &str| format!("{ALL}/{path}");
    let reverse = at("payments/{payment_id}/reverse");
    let describing = |summary: &str| doc(summary).body::<DescriptionInput>();
    let editing = payment("Edit account payment").body::<PaymentUpdate>();
    let paying = payment("Create payment").status(201).body::<PaymentInput>();
    let paypal = payment("Apply an external PayPal payment").status(201).body::<PayPalInput>();
    Routes::new()
        .merge(read_only::<Debit>())
        .patch(
            &at("debits/{debit_id}"),
            describe::debit,
            describing("Edit debit description").one::<DebitView>(),
        )
        .merge(read_only::<Discount>())
        .patch(
            &at("discounts/{discount_id}"),
            describe::discount,
            describing("Edit discount description").one::<DiscountView>(),
        )
        .merge(read_only::<Deposit>())
        .merge(read_only::<Payment>())
        .patch(&at("payments/{payment_id}"), payments::edit, editing)
        .post(&at("payments"), pay::create, paying)
        .post(&at("paypal_payments"), pay::paypal, paypal)
        .post(&reverse, payments::reverse, payment("Reverse a payment"))
        .patch(&reverse, payments::reverse, payment("Reverse a payment"))
}
