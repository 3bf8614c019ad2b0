use fairlead_kernel::{Error, Rate, Result};
use fairlead_store::{Page, Timestamp, Tx, classify};
use fairlead_web::{NoInput, PathParams, Resource, Scope, Writing};
use sea_orm::sea_query::Order;
use sea_orm::{ActiveValue::Set, Condition, ConnectionTrait, Statement, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::voice_providers;

/// Imported, and not in force yet.
pub(super) const WAITING: &str = "waiting";
/// The one that calls are rated by.
pub(super) const ACTIVE: &str = "active";
/// Another one took its place.
pub(super) const REPLACED: &str = "replaced";

/// A row of `rate_decks`, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "rate_decks")]
#[schema(as = RateDeck)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose deck it is.
    pub voice_provider_id: i64,
    /// `waiting`: not in force yet; `active`: calls are rated by it; `replaced`: another one took its place.
    pub state: String,
    /// What was put on the provider's rates, in percent.
    pub percentage_increase: Rate,
    /// No minute is cheaper; in smallest currency units.
    pub minimum_rate: Rate,
    /// How many prefixes it has.
    pub rates: i64,
    /// How many lines were skipped when it was imported.
    pub skipped: i64,
    /// While waiting: when it comes into force by itself; null: when somebody activates it.
    pub activate_at: Option<Timestamp>,
    /// When it came into force last.
    pub activated_at: Option<Timestamp>,
    /// When another one took its place.
    pub replaced_at: Option<Timestamp>,
    /// When it was imported.
    pub created_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What lies in one voice provider.
#[derive(Debug, Clone, Copy)]
pub struct OfProvider(
    /// The provider's id.
    pub i64,
);

impl Scope for OfProvider {
    fn read(path: &PathParams) -> Result<Self> {
        path.id("id").map(Self)
    }

    async fn exists(&self, connection: &impl ConnectionTrait) -> Result<()> {
        voice_providers::find(connection, self.0).await.map(drop)
    }
}

/// Listed, shown and deleted as declared; decks come in by import.
pub struct RateDeck;

impl Resource for RateDeck {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = Model;
    type Scope = OfProvider;

    const PATH: &'static str = "/system/voice/voice_providers/{id}/rate_decks";
    const ID: &'static str = "rate_deck_id";
    const TAG: &'static str = super::TAG;
    const NAME: &'static str = "rate deck";
    const PERMISSION: &'static str = "rate_decks";
    const OWN: bool = true;

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Rates, Column::CreatedAt, Column::ActivatedAt],
            filters: vec![Column::State],
            searches: Vec::new(),
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }

    fn within(scope: &OfProvider) -> Condition {
        Condition::all().add(Column::VoiceProviderId.eq(scope.0))
    }

    fn place(scope: &OfProvider, row: &mut ActiveModel) {
        row.voice_provider_id = Set(scope.0);
    }

    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        if row.state == ACTIVE {
            let message = "The rate deck is active. Activate another one first.";
            return Err(Error::Refused(message.into()));
        }
        remove_rates(writing.tx, row.id).await
    }
}

/// Removes the rates of a deck.
pub(super) async fn remove_rates(tx: &Tx, rate_deck_id: i64) -> Result<()> {
    run(tx, "delete from deck_rates where rate_deck_id = $1", rate_deck_id).await
}

/// Removes all decks of a provider.
///
/// # Errors
/// Those of the database.
pub(crate) async fn remove_all(tx: &Tx, voice_provider_id: i64) -> Result<()> {
    for sql in [
        "update voice_providers set rate_deck_id = null where id = $1",
        "delete from deck_rates where rate_deck_id in (select id from rate_decks where voice_provider_id = $1)",
        "delete from rate_decks where voice_provider_id = $1",
    ] {
        run(tx, sql, voice_provider_id).await?;
    }
    Ok(())
}

async fn run(tx: &Tx, sql: &str, id: i64) -> Result<()> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()]);
    tx.execute_raw(statement).await.map(drop).map_err(classify)
}
