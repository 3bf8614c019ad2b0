use fairlead_store::Timestamp;
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// It has an account, a service and a rate.
pub const RATED: &str = "rated";
/// Neither number belongs to an account with a voice service.
pub const UNMATCHED: &str = "unmatched";
/// The deck has no rate for its destination.
pub const UNRATED: &str = "unrated";

/// A row of `call_records`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "call_records")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Who carried it.
    pub voice_provider_id: i64,
    /// Who called.
    pub origination: String,
    /// Who was called.
    pub destination: String,
    /// When it began.
    pub call_start: Timestamp,
    /// How long it lasted.
    pub duration_in_seconds: i64,
    /// rated, unmatched or unrated.
    pub state: String,
    /// Whose it is.
    pub account_id: Option<i64>,
    /// The voice service that it was rated by.
    pub service_id: Option<i64>,
    /// What it was rated as; see [`Class`].
    pub class: Option<String>,
    /// The prefix that decided.
    pub matched_prefix: Option<String>,
    /// What the prefix is called.
    pub prefix_name: Option<String>,
    /// The price of a minute, in billionths of the smallest currency unit.
    pub rate_nanos: Option<i64>,
    /// The seconds that it is charged for.
    pub billed_seconds: Option<i64>,
    /// The date that it began on, in the application's time zone.
    pub call_date: Date,
    /// The bill date that it was charged with, or counted against a bundle.
    pub billed_on: Option<Date>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a call is rated as, in the words of the table.
pub struct Class;

impl Class {
    /// Counts against the local bundle.
    pub const LOCAL: &str = "local";
    /// Counts against the long distance bundle.
    pub const LONG_DISTANCE: &str = "long_distance";

    /// The engine's class as it is stored.
    pub fn word(class: fairlead_rating::Class) -> &'static str {
        use fairlead_rating::Class as Engine;
        match class {
            Engine::Local => Self::LOCAL,
            Engine::LongDistance => Self::LONG_DISTANCE,
            Engine::International => "international",
            Engine::TollFree => "toll_free",
            Engine::InboundTollFree => "inbound_toll_free",
            Engine::Inbound => "inbound",
        }
    }
}
