use fairlead_kernel::Result;
use fairlead_rating::rate_text;
use fairlead_store::{Page, classify, fetch};
use fairlead_web::{Allowed, Answer, Failure, ListQuery, Listing, PathParams, Read, Resource, Scope};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use utoipa::ToSchema;

use super::table::{self, OfProvider, RateDeck};

/// `deck_rates`
pub mod rates_entity {
    use sea_orm::entity::prelude::*;

    /// The price of a minute to a prefix.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "deck_rates")]
    pub struct Model {
        /// The deck.
        #[sea_orm(primary_key, auto_increment = false)]
        pub rate_deck_id: i64,
        /// Digits.
        #[sea_orm(primary_key, auto_increment = false)]
        pub prefix: String,
        /// What the prefix is called.
        pub name: String,
        /// The price of a minute, in billionths of the smallest currency unit.
        pub rate_nanos: i64,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use rates_entity::{Column, Entity};

/// What is shown of a rate.
#[derive(Serialize, ToSchema)]
#[schema(as = DeckRate)]
pub struct DeckRateView {
    /// Digits.
    prefix: String,
    /// What the prefix is called.
    name: String,
    /// The price of a minute with the operator's increase, in smallest currency units, with twenty decimals.
    rate: String,
}

fn page() -> Page<Entity> {
    Page {
        sorts: vec![Column::Prefix, Column::Name],
        filters: vec![Column::Prefix, Column::Name],
        searches: vec![Column::Prefix, Column::Name],
        order: (Column::Prefix, Order::Asc),
        key: Column::Prefix,
    }
}

pub(super) fn listing() -> Listing {
    let names = || vec!["prefix".to_owned(), "name".to_owned()];
    Listing::new(names(), names(), true)
}

/// A deck of the provider.
///
/// # Errors
/// 404.
pub(super) async fn find_deck(
    connection: &impl sea_orm::ConnectionTrait,
    scope: OfProvider,
    id: i64,
) -> Result<table::Model> {
    scope.exists(connection).await?;
    let own = table::Entity::find_by_id(id).filter(RateDeck::within(&scope));
    own.one(connection).await.map_err(classify)?.ok_or_else(fairlead_kernel::Error::no_such_item)
}

/// GET /system/voice/voice_providers/{id}/rate_decks/{rate_deck_id}/rates
pub(super) async fn list(
    ctx: Allowed<Read<RateDeck>>,
    path: PathParams,
    query: ListQuery,
) -> Result<Answer, Failure> {
    let deck = find_deck(ctx.db().read(), OfProvider::read(&path)?, path.id(RateDeck::ID)?).await?;
    let select = Entity::find().filter(Column::RateDeckId.eq(deck.id));
    let found = fetch(ctx.db(), select, &query.query, &page()).await?;
    let view = |row: rates_entity::Model| DeckRateView {
        prefix: row.prefix,
        name: row.name,
        rate: rate_text(row.rate_nanos),
    };
    let views: Vec<DeckRateView> = found.rows.into_iter().map(view).collect();
    Answer::list(&views, found.paginator)
}
