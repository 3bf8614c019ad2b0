//! What happened in the background, told to the user who asked for it: in the console, and by mail if the user wants.

mod mail;
mod preferences;
#[cfg(test)]
mod tests;

use fairlead_kernel::{Error, Result};
use fairlead_store::{Page, Timestamp, Tx, classify, fetch};
use fairlead_web::{Allowed, Answer, Doc, Failure, ListQuery, Listing, PathParams, Routes, SignedIn};
use sea_orm::sea_query::{Expr, ExprTrait, Order, SimpleExpr};
use sea_orm::{ActiveValue::Set, QueryFilter, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use mail::job;
use preferences::Preference;
pub use preferences::Topic;

use crate::users;

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "notifications")]
#[schema(as = Notification)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whom it tells.
    #[serde(skip)]
    pub user_id: i64,
    /// What it is about: a topic of `/session/notification_preferences`.
    pub topic: String,
    /// Whether something went wrong.
    pub failed: bool,
    /// One line.
    pub subject: String,
    /// More about it; may be empty.
    pub body: String,
    /// The page of the console that shows it: `/imports/7`.
    pub link: Option<String>,
    /// Whether the user has read it.
    pub is_read: bool,
    /// Whether the console shows it; otherwise it only went by mail.
    #[serde(skip)]
    pub in_console: bool,
    /// When it was told.
    pub created_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Something to tell a user. No secret and no card number belongs into it: it may go by mail.
#[derive(Debug, Clone)]
pub struct Notice {
    /// What it is about.
    pub topic: Topic,
    /// Whether something went wrong.
    pub failed: bool,
    /// One line.
    pub subject: String,
    /// More about it; may be empty.
    pub body: String,
    /// The page of the console that shows it, from the root: `/imports/7`.
    pub link: Option<String>,
}

/// Tells a user when this transaction commits, in the ways that the user prefers for the topic. A user who is gone is told
/// nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn tell(tx: &Tx, user_id: i64, notice: Notice) -> Result<()> {
    let wanted = preferences::of(tx, user_id, notice.topic).await?;
    if !(wanted.in_console || wanted.by_mail) || users::find(tx, user_id).await?.is_none() {
        return Ok(());
    }
    let row = ActiveModel {
        user_id: Set(user_id),
        topic: Set(notice.topic.word().to_owned()),
        failed: Set(notice.failed),
        subject: Set(notice.subject),
        body: Set(notice.body),
        link: Set(notice.link),
        is_read: Set(false),
        in_console: Set(wanted.in_console),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    let id = Entity::insert(row).exec(tx).await.map_err(classify)?.last_insert_id;
    if wanted.by_mail { mail::enqueue(tx, id).await } else { Ok(()) }
}

/// After how long nobody looks at a notification again.
const KEPT_IN_DAYS: i64 = 90;

/// Removes what is old. For the nightly housekeeping.
pub(crate) async fn forget_old(tx: &Tx) -> Result<()> {
    let oldest = Timestamp(tx.now().0 - KEPT_IN_DAYS * 86_400_000);
    let old = Entity::delete_many().filter(Column::CreatedAt.lt(oldest));
    old.exec(tx).await.map(drop).map_err(classify)
}

pub(crate) fn routes() -> Routes {
    const TAG: &str = "Session";
    let page = page();
    let names = |columns: &[Column]| columns.iter().map(|column| column.as_str().to_owned()).collect();
    let listing = Listing::new(names(&page.sorts), names(&page.filters), false);
    Routes::new()
        .get(
            "/session/notifications",
            list,
            Doc::own(TAG, "List: notification").many::<Model>().listing(listing),
        )
        .post("/session/notifications/read_all", read_all, Doc::own(TAG, "Mark all notifications as read"))
        .post("/session/notifications/{id}/read", read, Doc::own(TAG, "Mark notification as read"))
        .delete("/session/notifications/{id}", delete, Doc::own(TAG, "Delete notification"))
        .get(
            "/session/notification_preferences",
            preferences::list,
            Doc::own(TAG, "List: notification preference").many::<Preference>(),
        )
        .patch(
            "/session/notification_preferences",
            preferences::update,
            Doc::own(TAG, "Update notification preference")
                .body::<preferences::PreferenceInput>()
                .one::<Preference>(),
        )
}

fn page() -> Page<Entity> {
    Page {
        sorts: vec![Column::Id, Column::Topic, Column::CreatedAt],
        filters: vec![Column::IsRead, Column::Failed, Column::Topic],
        searches: Vec::new(),
        order: (Column::Id, Order::Desc),
        key: Column::Id,
    }
}

/// What the console may show to this user.
fn shown_to(user_id: i64) -> SimpleExpr {
    Column::UserId.eq(user_id).and(Column::InConsole.eq(true))
}

async fn list(ctx: Allowed<SignedIn>, query: ListQuery) -> Result<Answer, Failure> {
    let mine = Entity::find().filter(shown_to(ctx.actor.user_id));
    let found = fetch(ctx.db(), mine, &query.query, &page()).await?;
    Answer::list(&found.rows, found.paginator)
}

async fn read(ctx: Allowed<SignedIn>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let user_id = ctx.actor.user_id;
    ctx.write(|tx| async move { mark_read(&tx, user_id, Some(id)).await }).await?;
    Answer::success()
}

async fn read_all(ctx: Allowed<SignedIn>) -> Result<Answer, Failure> {
    let user_id = ctx.actor.user_id;
    ctx.write(|tx| async move { mark_read(&tx, user_id, None).await }).await?;
    Answer::success()
}

async fn mark_read(tx: &Tx, user_id: i64, id: Option<i64>) -> Result<()> {
    let mut update =
        Entity::update_many().col_expr(Column::IsRead, Expr::value(true)).filter(shown_to(user_id));
    if let Some(id) = id {
        update = update.filter(Column::Id.eq(id));
    }
    let marked = update.exec(tx).await.map_err(classify)?.rows_affected;
    if id.is_some() && marked == 0 { Err(Error::no_such_item()) } else { Ok(()) }
}

async fn delete(ctx: Allowed<SignedIn>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.last_id()?;
    let user_id = ctx.actor.user_id;
    ctx.write(|tx| async move {
        let mine = Entity::delete_many().filter(shown_to(user_id)).filter(Column::Id.eq(id));
        match mine.exec(&tx).await.map_err(classify)?.rows_affected {
            0 => Err(Error::no_such_item()),
            _ => Ok(()),
        }
    })
    .await?;
    Answer::success()
}
