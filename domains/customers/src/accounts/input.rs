use chrono::NaiveDate;
use fairlead_kernel::Input;

use crate::account_addresses::PostalInput;
use crate::account_contacts::ContactDetails;

/// Body of an update, and what a create has in common with it.
#[derive(Input)]
pub struct AccountInput {
    /// Name of the customer.
    #[input(max = 255)]
    pub name: String,
    /// Its type.
    #[input(exists = "account_types")]
    pub account_type_id: i64,
    /// Its status. Some may only be set by account super users.
    #[input(exists = "account_statuses")]
    pub account_status_id: i64,
    /// Its groups, all of them.
    #[input(exists = "account_groups")]
    pub account_groups: Vec<i64>,
    /// The accounts that it is the master of, all of them: who is left out is detached.
    #[input(exists = "accounts where deleted_at is null", max = 10_000)]
    pub sub_accounts: Vec<i64>,
    /// When it bills next, YYYY-MM-DD. Its day (at most 28) becomes the bill day. Changing it takes an account super user.
    pub next_bill_date: Option<NaiveDate>,
    /// Whether to prorate a change of status.
    #[input(default = "false")]
    pub prorate: bool,
}

/// Body of a create: the account, its physical address and its primary contact.
#[derive(Input)]
pub struct NewAccountInput {
    /// An id that no account has or had. Given by the platform when it is left out.
    #[input(min = 1, max = 999_999_999_999)]
    pub id: Option<i64>,
    /// The account itself.
    #[input(flatten)]
    pub account: AccountInput,
    /// The physical address.
    #[input(flatten)]
    pub address: PostalInput,
    /// Name of the primary contact.
    #[input(max = 255)]
    pub contact_name: String,
    /// The primary contact.
    #[input(flatten)]
    pub contact: ContactDetails,
}
