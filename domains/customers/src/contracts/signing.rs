use chrono::Months;
use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::{App, Visitor};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::{Column, Entity, Model, parties, pdf, provider};

/// How long a typed name may be.
pub(super) const NAME_MAX_IN_CHARS: usize = 120;

/// How an attempt to sign ended.
#[derive(Debug)]
pub(super) enum Signed {
    /// This one signed.
    Now,
    /// Somebody was faster, or it was signed long ago.
    Before,
}

/// The contract behind a link; `None` when there is none, or its account is gone.
pub(super) async fn find(connection: &impl ConnectionTrait, key: &str) -> Result<Option<Model>> {
    if key.len() != 64 || !key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(None);
    }
    let found =
        Entity::find().filter(Column::UniqueLinkKey.eq(key)).one(connection).await.map_err(classify)?;
    let Some(row) = found else { return Ok(None) };
    Ok(parties::account_name(connection, row.account_id).await?.map(|_| row))
}

/// Signs once: of two who try together, the row lock lets one be first.
///
/// # Errors
/// 404 when the link leads nowhere.
pub(super) async fn sign(app: &App, visitor: &Visitor, key: &str, name: &str) -> Result<Signed> {
    let who = visitor.who("contract signing page");
    let provider = &provider::load(app).await?;
    app.db
        .write(&who, |tx: Tx| async move {
            let id = find(&tx, key).await?.ok_or_else(Error::no_such_item)?.id;
            let locked = Entity::find_by_id(id).lock_exclusive().one(&tx).await.map_err(classify)?;
            let row = locked.ok_or_else(Error::no_such_item)?;
            if row.is_signed() {
                return Ok(Signed::Before);
            }
            let contact = match row.contact_id {
                Some(contact_id) => parties::contact(&tx, row.account_id, contact_id).await?,
                None => None,
            };
            let term = row.term_in_months.and_then(|months| u32::try_from(months).ok());
            let today = provider.date_of(tx.now());
            let mut change = row.clone().into_active_model();
            change.acceptance_datetime = Set(Some(tx.now()));
            change.expiration_date =
                Set(term.and_then(|months| today.checked_add_months(Months::new(months))));
            change.signer_name = Set(Some(name.to_owned()));
            change.signer_ip = Set(Some(visitor.ip.to_string()));
            change.contact_name = Set(contact.map(|contact| contact.name));
            let signed = tx.update(&row, change).await?;
            pdf::enqueue(&tx, &signed).await?;
            Ok(Signed::Now)
        })
        .await
}

/// A typed name as it is kept: white space as single blanks. `None` for what is no name.
pub(super) fn readable_name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    let is_name = name.chars().any(char::is_alphanumeric) && !name.contains(is_hidden);
    (is_name && name.chars().count() <= NAME_MAX_IN_CHARS).then_some(name)
}
