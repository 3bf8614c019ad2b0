//! Replaced decks stay for a while, to be looked at and brought back, and then go.

use fairlead_kernel::Result;
use fairlead_store::jobs::{Handler, Schedule, handler};
use fairlead_store::{Timestamp, Tx, Who, classify};
use fairlead_web::App;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

use super::table::{Column, Entity, REPLACED, remove_rates};

const KIND: &str = "voice.tidy_decks";
/// A billing period and the time to dispute its calls.
const KEPT_IN_DAYS: i64 = 90;

/// Removes decks that were replaced long ago.
pub(crate) fn job() -> Handler<App> {
    handler(KIND, |app: App, _, _| async move { tidy(&app).await })
}

/// Every night.
pub(crate) fn schedule() -> Schedule {
    Schedule { kind: KIND, cron: "50 3 * * *" }
}

/// One transaction a deck, so that none holds the writer for long.
async fn tidy(app: &App) -> Result<()> {
    let now: Timestamp = app.db.clock().now().into();
    let oldest = Timestamp(now.0 - KEPT_IN_DAYS * 86_400_000);
    let old = || Column::State.eq(REPLACED).and(Column::ReplacedAt.lt(oldest));
    let who = Who::platform("rate deck");
    for deck in Entity::find().filter(old()).all(app.db.read()).await.map_err(classify)? {
        app.db
            .write(&who, |tx: Tx| async move {
                let gone = Entity::delete_many().filter(Column::Id.eq(deck.id)).filter(old());
                match gone.exec(&tx).await.map_err(classify)?.rows_affected {
                    0 => Ok(()),
                    _ => remove_rates(&tx, deck.id).await,
                }
            })
            .await?;
    }
    Ok(())
}
