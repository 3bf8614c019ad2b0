//! What `{{...}}` in a template can stand for.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::parties::{Address, Contact};
use super::provider::Provider;

/// A variable of contract templates.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ContractVariable)]
pub struct Variable {
    /// What stands between the braces.
    pub name: &'static str,
    /// What it becomes.
    pub description: &'static str,
}

const fn variable(name: &'static str, description: &'static str) -> Variable {
    Variable { name, description }
}

/// All of them.
pub const ALL: &[Variable] = &[
    variable("account_id", "The number of the account"),
    variable("account_name", "The name of the account"),
    variable("contact_name", "The name of the contact who is to sign"),
    variable("contact_role", "The contact's role"),
    variable("contact_email", "The contact's email address"),
    variable("contact_phone", "The contact's first telephone number"),
    variable("address", "The account's physical address on one line"),
    variable("address_line1", "House number and street of that address"),
    variable("address_line2", "Flat or suite of that address"),
    variable("address_city", "City of that address"),
    variable("address_state", "State of that address"),
    variable("address_zip", "Postal code of that address"),
    variable("address_country", "Country code of that address"),
    variable("company_name", "The name of your company"),
    variable("company_address", "The address of your company on one line"),
    variable("company_phone", "The telephone number of your company"),
    variable("company_email", "The email address of your company"),
    variable("company_website", "The website of your company"),
    variable("contract_name", "The name of the contract"),
    variable("term_in_months", "The term in months; nothing when the contract has no term"),
    variable("date", "The day on which the contract is made, in words"),
];

/// Whether there is one called `name`.
pub fn is_known(name: &str) -> bool {
    ALL.iter().any(|variable| variable.name == name)
}

/// What the values are taken from.
pub(super) struct Sources<'a> {
    pub account_id: i64,
    pub account_name: &'a str,
    pub contact: &'a Contact,
    pub address: &'a Address,
    pub provider: &'a Provider,
    pub contract_name: &'a str,
    pub term_in_months: Option<i64>,
    /// In words.
    pub date: String,
}

/// The value of every variable; what is unknown is empty.
pub(super) fn values(from: Sources<'_>) -> BTreeMap<&'static str, String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let Sources { contact, address, provider, .. } = from;
    BTreeMap::from([
        ("account_id", from.account_id.to_string()),
        ("account_name", from.account_name.to_owned()),
        ("contact_name", contact.name.clone()),
        ("contact_role", text(&contact.role)),
        ("contact_email", text(&contact.email_address)),
        ("contact_phone", contact.phone_number().to_owned()),
        ("address", address.on_one_line()),
        ("address_line1", address.line1.clone()),
        ("address_line2", text(&address.line2)),
        ("address_city", address.city.clone()),
        ("address_state", address.state.clone()),
        ("address_zip", text(&address.zip)),
        ("address_country", address.country.clone()),
        ("company_name", provider.name.clone()),
        ("company_address", provider.address.clone()),
        ("company_phone", provider.phone_number.clone()),
        ("company_email", provider.email_address.clone()),
        ("company_website", provider.website.clone()),
        ("contract_name", from.contract_name.to_owned()),
        ("term_in_months", from.term_in_months.map(|term| term.to_string()).unwrap_or_default()),
        ("date", from.date),
    ])
}
