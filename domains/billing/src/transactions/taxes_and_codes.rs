//! What is shown of the taxes of lines and of the ledger codes of their services.

use std::collections::HashMap;

use fairlead_catalog::{general_ledger_codes, services};
use fairlead_kernel::{Money, Result};
use fairlead_store::classify;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use utoipa::ToSchema;

use crate::ledger::line_taxes;

/// A tax of a line.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ShownTax {
    /// What bills call it.
    description: String,
    /// How much, without a sign.
    amount: Money,
}

/// The taxes of debits or of discounts, by the line's id.
pub(super) async fn taxes(
    connection: &impl ConnectionTrait,
    line: line_taxes::Column,
    ids: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, Vec<ShownTax>>> {
    let select = line_taxes::Entity::find().filter(line.is_in(ids)).order_by_asc(line_taxes::Column::Id);
    let mut taxes: HashMap<i64, Vec<ShownTax>> = HashMap::new();
    for tax in select.all(connection).await.map_err(classify)? {
        let shown = ShownTax { description: tax.description, amount: tax.amount };
        taxes.entry(tax.debit_id.or(tax.discount_id).unwrap_or_default()).or_default().push(shown);
    }
    Ok(taxes)
}

/// The ledger codes with their descriptions, by service. Services without one are left out.
pub(super) async fn codes(
    connection: &impl ConnectionTrait,
    service_ids: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, (String, String)>> {
    let mut service_ids: Vec<i64> = service_ids.into_iter().collect();
    service_ids.sort_unstable();
    service_ids.dedup();
    let posted = services::Entity::find()
        .filter(services::Column::Id.is_in(service_ids))
        .filter(services::Column::GeneralLedgerCodeId.is_not_null())
        .all(connection)
        .await
        .map_err(classify)?;
    if posted.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted = posted.iter().filter_map(|service| service.general_ledger_code_id);
    let codes = general_ledger_codes::Entity::find()
        .filter(general_ledger_codes::Column::Id.is_in(wanted))
        .all(connection)
        .await
        .map_err(classify)?;
    let codes: HashMap<i64, (String, String)> =
        codes.into_iter().map(|code| (code.id, (code.code, code.description))).collect();
    let of_service = |service: &services::Model| {
        let code = codes.get(&service.general_ledger_code_id?)?;
        Some((service.id, code.clone()))
    };
    Ok(posted.iter().filter_map(of_service).collect())
}
