//! What customers pay with: cards and bank accounts, of which only a processor's token is kept (domain rule "Payments").

pub(crate) mod add;
mod card_processors;
pub(crate) mod input;
mod resource;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod update;

use fairlead_web::{Doc, Routes, read_only};

pub use add::TokenizedMethodInput;
pub use card_processors::CardProcessorView;
pub use input::{BillingAddress, PaymentMethodInput};
pub(crate) use resource::find;
pub use resource::{PaymentMethod, PaymentMethodView};
pub use update::{PaymentMethodUpdate, ToggleAuto};

/// Group of the contract.
const TAG: &str = "Account_Payment_Methods";

/// The routes of Account_Payment_Methods.
pub(crate) fn routes() -> Routes {
    let all = "/accounts/{account_id}/payment_methods";
    let one = "/accounts/{account_id}/payment_methods/{payment_method_id}";
    let toggle = "/accounts/{account_id}/payment_methods/{payment_method_id}/toggle_auto";
    let doc = |summary: &str| Doc::new(TAG, summary);
    let view = |summary: &str| doc(summary).one::<PaymentMethodView>();
    let toggling = || view("Toggle the auto payment setting").status(201).body::<ToggleAuto>();
    Routes::new()
        .merge(read_only::<PaymentMethod>())
        .get(
            "/accounts/credit_card_processors/{account_id}/enabled",
            card_processors::enabled,
            Doc::own(TAG, "List: enabled credit card processor").many::<CardProcessorView>(),
        )
        .post(
            all,
            add::create,
            view("Create account payment method").status(201).body::<PaymentMethodInput>(),
        )
        .post(
            "/accounts/{account_id}/tokenized_payment_method",
            add::create_from_token,
            view("Create account payment method from an existing token")
                .status(201)
                .body::<TokenizedMethodInput>(),
        )
        .patch(one, update::update, view("Update account payment method").body::<PaymentMethodUpdate>())
        .patch(toggle, update::toggle_auto, toggling())
        .post(toggle, update::toggle_auto, toggling())
        .delete(one, update::delete, doc("Delete account payment method"))
}
