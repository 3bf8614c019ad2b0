//! Voice providers: who carries calls, and whose rate deck they are rated by (reference, Voice_Providers).

use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Page, classify};
use fairlead_web::{Resource, Writing};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryFilter, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{call_records, decks};

/// A row of `voice_providers`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "voice_providers")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// A unique name.
    pub name: String,
    /// The deck that its calls are rated by; none before the first import.
    pub rate_deck_id: Option<i64>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Body of create and update.
#[derive(Input)]
pub struct VoiceProviderInput {
    /// A unique name for the voice provider.
    #[input(max = 255, unique = "voice_providers.name")]
    pub name: String,
}

/// What is shown of a voice provider.
#[derive(Serialize, ToSchema)]
#[schema(as = VoiceProvider)]
pub struct VoiceProviderView {
    /// Its id.
    id: i64,
    /// Its name.
    name: String,
    /// The deck that its calls are rated by; null before the first import.
    rate_deck_id: Option<i64>,
}

/// The declared resource.
pub struct VoiceProvider;

impl Resource for VoiceProvider {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = VoiceProviderInput;
    type View = VoiceProviderView;
    type Scope = ();

    const PATH: &'static str = "/system/voice/voice_providers";
    const TAG: &'static str = "Voice_Providers";
    const NAME: &'static str = "voice provider";
    const PERMISSION: &'static str = "voice_providers";
    const UPDATE_STATUS: u16 = 201;
    const MISSING_ON_DELETE: &'static str = MISSING;

    fn page() -> Page<Entity> {
        Page::named(Column::Id, Column::Name)
    }

    fn input(row: &Model) -> VoiceProviderInput {
        VoiceProviderInput { name: row.name.clone() }
    }

    fn apply(input: &VoiceProviderInput, row: &mut ActiveModel) {
        row.name = Set(input.name.clone());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<VoiceProviderView>> {
        let view =
            |row: Model| VoiceProviderView { id: row.id, name: row.name, rate_deck_id: row.rate_deck_id };
        Ok(rows.into_iter().map(view).collect())
    }

    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        use call_records::{Column, Entity};
        let calls = Entity::find().filter(Column::VoiceProviderId.eq(row.id)).one(writing.tx);
        match calls.await.map_err(classify)? {
            Some(_) => {
                Err(Error::Refused("The voice provider has call records and cannot be deleted.".into()))
            }
            None => decks::remove_all(writing.tx, row.id).await,
        }
    }
}

const MISSING: &str = "Voice provider does not exist.";

/// One of them.
///
/// # Errors
/// 404.
pub async fn find(connection: &impl ConnectionTrait, id: i64) -> Result<Model> {
    let found = Entity::find_by_id(id).one(connection).await.map_err(classify)?;
    found.ok_or_else(missing)
}

/// The 404 of the reference.
pub(crate) fn missing() -> Error {
    Error::NotFound(MISSING.into())
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing::{cdrs, provider, setup};

    const ALL: &str = "/system/voice/voice_providers";

    on_both! {
        async fn names_are_unique(t) {
            let made = t.admin().post(ALL, json!({"name": "Flowroute"})).await.created();
            assert_eq!(made, json!({"id": 1, "name": "Flowroute", "rate_deck_id": null}));
            t.admin().post(ALL, json!({"name": "flowroute"})).await.invalid(&["name"]);
            t.admin().post(ALL, json!({})).await.invalid(&["name"]);
        }

        async fn one_goes_with_its_decks_but_not_with_calls(t) {
            let path = format!("{ALL}/{}", provider(&t, json!([["ANDORRA", "376", 1]])).await);
            t.admin().delete(&path).await.ok();
            t.admin().delete(&path).await.refused(404, "Voice provider does not exist.");
            let id = provider(&t, json!([["ANDORRA", "376", 1]])).await;
            cdrs(&t, id, json!([["4145550100", "4145550199", "2026-03-10 10:00:00", 60]])).await;
            t.admin().delete(&format!("{ALL}/{id}")).await
                .refused(422, "The voice provider has call records and cannot be deleted.");
        }
    }
}
