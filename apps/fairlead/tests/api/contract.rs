//! The documented endpoints as facts.

use std::sync::LazyLock;

use fairlead_testkit::serde_json::{self, Value};

/// One documented endpoint.
pub struct Endpoint {
    pub group: String,
    pub method: String,
    /// Further methods that are accepted.
    pub also: Vec<String>,
    /// With `{}` for every parameter.
    pub shape: String,
    pub status: u16,
    pub fields: Vec<String>,
    pub example: Value,
}

/// All of them; further accepted methods are endpoints of their own without being counted twice.
pub static CONTRACT: LazyLock<Vec<Endpoint>> = LazyLock::new(|| {
    let text = include_str!("../../../../contract/v1.json");
    let documented: Vec<Value> = serde_json::from_str(text).expect("the contract is JSON");
    documented.iter().map(endpoint).collect()
});

fn endpoint(documented: &Value) -> Endpoint {
    let text = |key: &str| documented[key].as_str().expect(key).to_owned();
    let success = &documented["success"];
    let names = success["fields"].as_array().into_iter().flatten();
    Endpoint {
        group: text("group"),
        method: text("method"),
        also: documented["also"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect(),
        shape: shape(&text("path")),
        status: success["status"].as_u64().expect("a status") as u16,
        fields: names.filter_map(|field| field["name"].as_str().map(str::to_owned)).collect(),
        example: success["example"].clone(),
    }
}

/// `/accounts/:id/notes` and `/accounts/{account_id}/notes/` have the same shape.
pub fn shape(path: &str) -> String {
    let parts = path.trim_end_matches('/').split('/');
    let parts = parts.map(|part| if part.starts_with([':', '{']) { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// The groups that this version speaks completely.
pub const GROUPS: &[&str] = &[
    "System",
    "Users",
    "Roles",
    "Data",
    "Accounts",
    "Account_Addresses",
    "Account_Contacts",
    "Account_Call_Logs",
    "Notes",
    "Tasks",
    "Task_Templates",
    "Files",
    "Custom_Fields",
    "Customer_Portal",
    "Contracts",
    "Financial",
    "General_Ledger_Codes",
    "Usage_Based_Billing_Policies",
    "Services",
    "Packages",
    "Invoice_Messages",
    "Account_Tax_Overrides",
    "Account_Invoices",
    "Account_Billing",
    "Account_Payment_Methods",
    "Account_Services",
    "Account_Transactions",
    "Account_Data_Usage",
    "Scheduled_Events",
    "Transaction_Batches",
    "Rate_Centers",
    "Voice_Providers",
    "DIDs",
    "Account_DIDs",
    "CDRs",
    "Account_Call_Records",
];
