//! New services for imports: the same rules as for one that is sent.

use fairlead_kernel::{FieldErrors, Result};
use fairlead_store::Tx;
use fairlead_web::Resource;
use sea_orm::ActiveValue::Set;

use super::{ActiveModel, Service, ServiceInput, rules};
use crate::linked::{Linked, Lists};

/// Rules beyond types and lengths. That ids exist and are not taken is the caller's business.
pub fn check(input: &ServiceInput) -> FieldErrors {
    let mut errors = FieldErrors::new();
    rules::check(input, None, &mut errors);
    errors
}

/// Stores services with their lists; gives their ids. Before the first of them, [`Tx::skip_ids`] must have been told the
/// largest id that any of them brings along.
///
/// # Errors
/// 422 when an id was taken meanwhile; those of the database.
pub async fn insert(tx: &Tx, services: &[ServiceInput]) -> Result<Vec<i64>> {
    let mut ids = Vec::with_capacity(services.len());
    for input in services {
        let mut row = ActiveModel::default();
        Service::apply(input, &mut row);
        if let Some(id) = input.id {
            row.id = Set(id);
        }
        let stored = tx.insert(row).await?;
        Lists::default().replace(tx, Service::LISTS, "services", stored.id, &Service::lists(input)).await?;
        ids.push(stored.id);
    }
    tx.flush_audit().await?;
    Ok(ids)
}
