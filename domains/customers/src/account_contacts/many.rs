//! Many new contacts at once, for imports: the same rules as for one.

use std::collections::HashSet;

use fairlead_kernel::{FieldErrors, Input, Result};
use fairlead_store::{AuditRow, Rows, Timestamp, Tx, classify, for_ids, search};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Column, ContactDetails, Entity, Model, phones};

/// A contact without a login in the customer portal.
#[derive(Input)]
pub struct NewContactInput {
    /// The account.
    pub account_id: i64,
    /// Name.
    #[input(max = 255)]
    pub name: String,
    /// The rest.
    #[input(flatten)]
    pub details: ContactDetails,
    /// The one whom the provider talks to from now on.
    #[input(default = "false")]
    pub primary: bool,
}

impl NewContactInput {
    /// Rules beyond types and lengths. That the account exists is the caller's business.
    pub fn check(&self) -> FieldErrors {
        let mut errors = FieldErrors::new();
        self.details.check(&mut errors);
        errors
    }
}

/// The row of a new contact.
pub(super) fn row(
    id: i64,
    account_id: i64,
    name: &str,
    details: &ContactDetails,
    primary: bool,
    now: Timestamp,
) -> Model {
    Model {
        id,
        account_id,
        name: name.to_owned(),
        role: details.role.clone(),
        email_address: details.email_address.clone(),
        phone_numbers: phones::to_json(&details.phone_numbers),
        email_message_categories: details.categories().into(),
        primary,
        username: None,
        password_hash: None,
        created_at: now,
        updated_at: now,
    }
}

/// Stores contacts with their search terms and audit rows; gives their ids. No account may come twice with a new primary
/// contact.
///
/// # Errors
/// 422 when an account is gone; those of the database.
pub async fn insert(tx: &Tx, contacts: &[NewContactInput]) -> Result<Vec<i64>> {
    let ids = tx.reserve_ids("account_contacts", contacts.len() as i64).await?;
    let rows: Vec<Model> = contacts
        .iter()
        .zip(&ids)
        .map(|(one, id)| row(*id, one.account_id, &one.name, &one.details, one.primary, tx.now()))
        .collect();
    let moved: Vec<i64> = rows.iter().filter(|row| row.primary).map(|row| row.account_id).collect();
    for accounts in moved.chunks(500) {
        Entity::update_many()
            .col_expr(Column::Primary, Expr::value(false))
            .col_expr(Column::UpdatedAt, Expr::value(tx.now().0))
            .filter(Column::AccountId.is_in(accounts.iter().copied()))
            .filter(Column::Primary.eq(true))
            .exec(tx)
            .await
            .map_err(classify)?;
    }
    tx.insert_rows(Rows::of_models("account_contacts", &rows)).await?;
    let texts: Vec<Vec<String>> = rows.iter().map(Model::search_texts).collect();
    let words = rows.iter().zip(&texts).map(|(row, texts)| {
        ("account_contacts", row.id, row.account_id, texts.iter().map(String::as_str).collect())
    });
    search::add_many(tx, words).await?;
    rows.iter().for_each(|row| tx.audit(AuditRow::created("account_contacts", row)));
    tx.flush_audit().await?;
    Ok(ids)
}

/// Which of these accounts are not there.
///
/// # Errors
/// Those of the database.
pub async fn missing_accounts(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<i64>> {
    let sql = "select id from accounts where deleted_at is null and id in {ids}";
    let rows = for_ids(connection, sql, ids).await?;
    let found: Result<HashSet<i64>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    let found = found.map_err(classify)?;
    Ok(ids.iter().copied().filter(|id| !found.contains(id)).collect())
}
