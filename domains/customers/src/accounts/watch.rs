//! What the crates above do when an account changes, in the transaction of the change (ADR 0007).

use std::sync::Arc;

use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::App;
use sea_orm::EntityTrait;

use super::{By, Entity, Model};

/// A status that bills took the place of one that does not, or the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// The account starts to bill.
    Activated,
    /// It bills no more.
    Deactivated,
}

/// A change of an account.
pub struct AccountChange<'a> {
    /// Who changed it, and when.
    pub by: &'a By<'a>,
    /// As it was; a new one as it is.
    pub before: &'a Model,
    /// As it is now.
    pub after: &'a Model,
    /// Whether it starts or ends to bill.
    pub switch: Option<Switch>,
    /// Whether to prorate that, as far as the one who asks may say.
    pub prorate: bool,
    /// Whether accounts came below it or left it, or it left its master.
    pub tree_changed: bool,
}

/// Who has to do something about changes of accounts. A refusal is that of the whole change.
#[async_trait::async_trait]
pub trait AccountWatch: Send + Sync {
    /// Before an account is locked whose status or tree is to change: takes what locks that needs, in their order.
    ///
    /// # Errors
    /// Those of the database.
    async fn begin(&self, tx: &Tx, account_id: i64) -> Result<()>;

    /// When its status or its tree has changed.
    ///
    /// # Errors
    /// 422 for what cannot be done, and those of the database.
    async fn changed(&self, tx: &Tx, change: AccountChange<'_>) -> Result<()>;
}

/// As it is registered with [`fairlead_web::Routes::with`].
pub type SharedAccountWatch = Arc<dyn AccountWatch>;

pub(super) async fn begin(app: &App, tx: &Tx, account_id: i64) -> Result<()> {
    match app.extension::<SharedAccountWatch>() {
        Some(watch) => watch.begin(tx, account_id).await,
        None => Ok(()),
    }
}

/// Tells of a change; gives the account as it is then, because its balances may have moved.
pub(super) async fn changed(tx: &Tx, change: AccountChange<'_>) -> Result<Model> {
    let after = change.after;
    let watch = change.by.ctx.app.extension::<SharedAccountWatch>();
    let Some(watch) = watch.filter(|_| change.switch.is_some() || change.tree_changed) else {
        return Ok(after.clone());
    };
    watch.changed(tx, change).await?;
    let found = Entity::find_by_id(after.id).one(tx).await.map_err(classify)?;
    found.ok_or_else(Error::no_such_item)
}
