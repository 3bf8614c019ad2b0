use crate::choice::{choice, not_valid};

choice! {
    /// When a service charges.
    ServiceType {
        /// Once, when it is added.
        OneTime = "one time",
        /// Until it is removed.
        Recurring = "recurring",
        /// As often as its times to run.
        Expiring = "expiring",
        /// Once, with an amount that the user gives.
        Adjustment = "adjustment",
        /// By usage beyond a cap.
        Overage = "overage",
    } else |_, word| format!("{word} is not a valid service type")
}

choice! {
    /// Whether a service charges an account or credits it.
    Application {
        /// It makes discounts.
        Credit = "credit",
        /// It makes debits.
        Debit = "debit",
    } else not_valid
}
