//! Which code of the general ledger a line is posted to.

use std::collections::HashMap;

use fairlead_catalog::general_ledger_codes;
use fairlead_identity::settings::{self, SettingsGroup};
use fairlead_kernel::{Input, Result};
use fairlead_store::{Change, classify, sql};
use fairlead_web::App;
use sea_orm::{EntityTrait, QuerySelect};
use serde::Serialize;
use utoipa::ToSchema;

/// The codes of what has no service: ids of general ledger codes. Without one, a code of the same name as the field stands in its
/// place, such as `RECEIVABLE`.
#[derive(Clone, PartialEq, Debug, Input, Serialize, ToSchema)]
#[schema(as = LedgerCodes)]
pub struct LedgerCodes {
    /// What customers owe.
    #[input(exists = "general_ledger_codes")]
    pub receivable: Option<i64>,
    /// Payments and discounts of customers that pay no invoice yet: a liability.
    #[input(exists = "general_ledger_codes")]
    pub unapplied_funds: Option<i64>,
    /// Taxes that are charged for somebody else: a liability.
    #[input(exists = "general_ledger_codes")]
    pub taxes_payable: Option<i64>,
    /// What services bring in that have no code of their own.
    #[input(exists = "general_ledger_codes")]
    pub revenue: Option<i64>,
    /// What is given by credit services that have no code of their own: it lessens the revenue.
    #[input(exists = "general_ledger_codes")]
    pub discounts: Option<i64>,
    /// Cash, checks, wires and other payments by hand.
    #[input(exists = "general_ledger_codes")]
    pub undeposited_funds: Option<i64>,
    /// Payments that a payment processor, a bank or PayPal has taken.
    #[input(exists = "general_ledger_codes")]
    pub processor_clearing: Option<i64>,
}

impl SettingsGroup for LedgerCodes {
    type View = Self;
    const GROUP: &'static str = "ledger_codes";

    fn view(&self) -> Self {
        self.clone()
    }
}

/// The row of the settings.
pub(crate) fn migration() -> Vec<Change> {
    vec![sql(format!("insert into settings (name, value) values ('{}', '{{}}')", LedgerCodes::GROUP))]
}

/// A code as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Code {
    /// The code.
    pub code: String,
    /// What it is for.
    pub description: String,
}

/// All codes.
pub(super) struct Codes {
    settings: LedgerCodes,
    known: HashMap<i64, Code>,
}

impl Codes {
    /// As they are now: one query beside the settings.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(app: &App) -> Result<Self> {
        use general_ledger_codes::{Column, Entity};
        let settings = settings::cached::<LedgerCodes>(app).await?.as_ref().clone();
        let select = Entity::find().select_only().columns([Column::Id, Column::Code, Column::Description]);
        let rows: Vec<(i64, String, String)> =
            select.into_tuple().all(app.db.read()).await.map_err(classify)?;
        let known =
            rows.into_iter().map(|(id, code, description)| (id, Code { code, description })).collect();
        Ok(Self { settings, known })
    }

    /// That of a line: the code of its service, else the one that the settings have for its role, else the built-in one. A code
    /// that was deleted is none.
    pub fn of_line(&self, role: &str, of_service: Option<i64>) -> Code {
        let known = |id: Option<i64>| id.and_then(|id| self.known.get(&id)).cloned();
        known(of_service).or_else(|| known(self.of_role(role))).unwrap_or_else(|| built_in(role))
    }

    fn of_role(&self, role: &str) -> Option<i64> {
        match role {
            "receivable" => self.settings.receivable,
            "unapplied_funds" => self.settings.unapplied_funds,
            "taxes_payable" => self.settings.taxes_payable,
            "revenue" => self.settings.revenue,
            "discounts" => self.settings.discounts,
            "undeposited_funds" => self.settings.undeposited_funds,
            _ => self.settings.processor_clearing,
        }
    }
}

fn built_in(role: &str) -> Code {
    let words = role.replace('_', " ");
    let description = words[..1].to_uppercase() + &words[1..];
    Code { code: words.to_uppercase(), description }
}
