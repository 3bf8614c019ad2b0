//! Moves money with a processor. What is about to happen is written down first, the processor is asked outside of any
//! transaction, and its answer is booked in another. Whatever happens in between, the attempt's key keeps the processor from
//! doing it twice, and [`settle`] asks later how it ended (domain rule "Payments", ADR 0005).

pub(crate) mod attempts;
pub(crate) mod auto_pay;
mod charge;
mod once;
mod refund;
pub(crate) mod settle;
#[cfg(test)]
mod tests;

use fairlead_payments::{Outcome, PaymentError};
use fairlead_store::Change;
use fairlead_web::{Doc, Routes};

pub(crate) use charge::{Means, Order, charge};
pub use once::{OneTimeCardInput, OneTimePaymentView, OneTimeTokenInput};
pub(crate) use refund::refuse_refunding;

use crate::transactions::PaymentView;

const TAG: &str = "Account_Transactions";

/// How the processor answered a charge or refund.
type Answered = std::result::Result<Outcome, PaymentError>;

/// The routes of payments that a processor makes or gives back.
pub(crate) fn routes() -> Routes {
    let all = "/accounts/{account_id}/transactions";
    let refunding = "/accounts/{account_id}/transactions/payments/{payment_id}/refund";
    let refund = || Doc::new(TAG, "Refund a payment").one::<PaymentView>();
    Routes::new()
        .post(
            &format!("{all}/one_time_credit_card_payment"),
            once::pay_by_card,
            Doc::new(TAG, "Make a one time credit card payment")
                .status(201)
                .body::<OneTimeCardInput>()
                .one::<OneTimePaymentView>(),
        )
        .post(
            &format!("{all}/one_time_tokenized_credit_card_payment"),
            once::pay_by_token,
            Doc::own(TAG, "Make a one time payment with a token of the card")
                .status(201)
                .body::<OneTimeTokenInput>()
                .one::<OneTimePaymentView>(),
        )
        .post(refunding, refund::refund, refund())
        .patch(refunding, refund::refund, refund())
}

/// The table.
pub(crate) fn migration() -> Vec<Change> {
    attempts::migration()
}

/// What automatic payment adds to it.
pub(crate) fn auto_pay_migration() -> Vec<Change> {
    attempts::of_invoices()
}
