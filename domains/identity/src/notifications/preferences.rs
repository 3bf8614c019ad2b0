//! Which notifications a user wants, and how. Who has said nothing sees them in the console and gets
//! no mail, which is asked for.

use fairlead_kernel::{Input, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::{Allowed, Answer, Failure, JsonBody, SignedIn};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryFilter, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

/// What notifications are about. A domain that tells users something adds its topic here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// An import of data is done or failed.
    DataImport,
    /// Documents to print are ready, or could not be made.
    PrintBatch,
    /// A scheduled event of an account could not be carried out.
    ScheduledEvent,
    /// A batch of transactions is done, or some of it failed.
    TransactionBatch,
}

impl Topic {
    const ALL: [Self; 4] = [Self::DataImport, Self::PrintBatch, Self::ScheduledEvent, Self::TransactionBatch];
    const WORDS: [&'static str; 4] =
        [Self::ALL[0].word(), Self::ALL[1].word(), Self::ALL[2].word(), Self::ALL[3].word()];

    /// As it is stored and shown.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DataImport => "data import",
            Self::PrintBatch => "print batch",
            Self::ScheduledEvent => "scheduled event",
            Self::TransactionBatch => "transaction batch",
        }
    }
}

/// A row, where a user departs from the defaults.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_preferences")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i64,
    /// [`Topic::word`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub topic: String,
    /// Shown in the console.
    pub in_console: bool,
    /// Sent to the user's mail address.
    pub by_mail: bool,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How a user is told about a topic.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = NotificationPreference)]
pub(super) struct Preference {
    /// `data import`, `print batch`, `scheduled event` or `transaction batch`.
    topic: &'static str,
    /// Shown in the console.
    pub in_console: bool,
    /// Sent to the user's mail address.
    pub by_mail: bool,
}

/// Body of update.
#[derive(Input)]
pub(super) struct PreferenceInput {
    /// The topic.
    #[input(one_of = Topic::WORDS)]
    topic: String,
    /// Shown in the console.
    in_console: bool,
    /// Sent to the user's mail address.
    by_mail: bool,
}

fn or_default(topic: Topic, stored: Option<&Model>) -> Preference {
    Preference {
        topic: topic.word(),
        in_console: stored.is_none_or(|row| row.in_console),
        by_mail: stored.is_some_and(|row| row.by_mail),
    }
}

/// How the user wants to be told about the topic.
pub(super) async fn of(db: &impl ConnectionTrait, user_id: i64, topic: Topic) -> Result<Preference> {
    let key = (user_id, topic.word().to_owned());
    let stored = Entity::find_by_id(key).one(db).await.map_err(classify)?;
    Ok(or_default(topic, stored.as_ref()))
}

pub(super) async fn list(ctx: Allowed<SignedIn>) -> Result<Answer, Failure> {
    let mine = Entity::find().filter(Column::UserId.eq(ctx.actor.user_id));
    let stored = mine.all(ctx.db().read()).await.map_err(classify)?;
    let of = |topic: Topic| or_default(topic, stored.iter().find(|row| row.topic == topic.word()));
    Answer::whole(&Topic::ALL.map(of))
}

pub(super) async fn update(ctx: Allowed<SignedIn>, body: JsonBody) -> Result<Answer, Failure> {
    let input: PreferenceInput = body.read()?;
    let (input, user_id) = (&input, ctx.actor.user_id);
    ctx.write(|tx| async move { store(&tx, user_id, input).await }).await?;
    let topic = Topic::ALL.into_iter().find(|topic| topic.word() == input.topic);
    Answer::ok(&topic.map(|topic| Preference {
        topic: topic.word(),
        in_console: input.in_console,
        by_mail: input.by_mail,
    }))
}

async fn store(tx: &Tx, user_id: i64, input: &PreferenceInput) -> Result<()> {
    let row = ActiveModel {
        user_id: Set(user_id),
        topic: Set(input.topic.clone()),
        in_console: Set(input.in_console),
        by_mail: Set(input.by_mail),
    };
    let mut replace = OnConflict::columns([Column::UserId, Column::Topic]);
    replace.update_columns([Column::InConsole, Column::ByMail]);
    Entity::insert(row).on_conflict(replace).exec_without_returning(tx).await.map(drop).map_err(classify)
}
