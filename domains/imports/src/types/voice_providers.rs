//! Voice providers: who carries calls.

use std::collections::HashSet;

use fairlead_kernel::{FieldErrors, Input, Result, fold};
use fairlead_store::{Tx, classify};
use fairlead_voice::voice_providers::{ActiveModel, Entity};
use fairlead_web::{Actor, App, NoInput};
use sea_orm::{ActiveValue::Set, DatabaseConnection, EntityTrait};
use serde_json::{Map, Value};

use super::sql;
use crate::field::{Field, Kind};
use crate::importer::{Exported, Importer, Made, Page, Verdict};
use crate::reading;

const FIELDS: [Field; 1] = [Field::new("name", "Name", Kind::Text)
    .required()
    .also(&["voice provider", "voice providers", "provider", "provider name", "carrier"])
    .says("A unique name.", "Example Telecom")];

/// A row as it is sent.
#[derive(Input)]
pub struct VoiceProviderImportInput {
    /// A unique name.
    #[input(max = 255)]
    pub name: String,
}

/// The importer.
pub struct VoiceProviders {
    names: HashSet<String>,
}

impl Importer for VoiceProviders {
    const TYPE: &'static str = "voice_providers";
    const LABEL: &'static str = "Voice providers";
    const PERMISSION: &'static str = "voice_provider_imports";
    const ALSO_NEEDS: Option<(&'static str, &'static str)> = Some(("voice_providers", "read"));
    const READS: (&'static str, &'static str) = ("voice_providers", "read");
    type Row = VoiceProviderImportInput;
    type Written = ();
    type Options = NoInput;

    fn fields() -> &'static [Field] {
        &FIELDS
    }

    async fn open(app: &App, _: &Actor, _: NoInput) -> Result<Self> {
        let stored = Entity::find().all(app.db.read()).await.map_err(classify)?;
        Ok(Self { names: stored.iter().map(|provider| fold(&provider.name)).collect() })
    }

    fn read(&self, body: Map<String, Value>) -> Result<VoiceProviderImportInput, FieldErrors> {
        reading(&body)
    }

    fn keys(&self, row: &VoiceProviderImportInput) -> Vec<(&'static str, String)> {
        vec![("name", fold(&row.name))]
    }

    async fn judge(
        &self,
        _: &DatabaseConnection,
        rows: &[&VoiceProviderImportInput],
    ) -> Result<Vec<Verdict>> {
        let verdict = |(position, row): (usize, &&VoiceProviderImportInput)| {
            self.names.contains(&fold(&row.name)).then(|| {
                let message = "The name has already been taken.".to_owned();
                Verdict { position, field: "name", message, is_duplicate: true }
            })
        };
        Ok(rows.iter().enumerate().filter_map(verdict).collect())
    }

    async fn write(&self, tx: &Tx, rows: Vec<VoiceProviderImportInput>, (): &mut ()) -> Result<Vec<Made>> {
        let mut ids = Vec::with_capacity(rows.len());
        for row in rows {
            ids.push(tx.insert(ActiveModel { name: Set(row.name), ..Default::default() }).await?.id);
        }
        tx.flush_audit().await?;
        Ok(Made::runs("voice_providers", &ids))
    }

    async fn undo(tx: &Tx, made: &[Made]) -> Result<()> {
        // Decks and calls refer to a provider by foreign keys.
        sql::delete(tx, made, "voice_providers", "id", "voice_providers").await
    }

    async fn export(connection: &DatabaseConnection, page: &Page) -> Result<Vec<Exported>> {
        const EXPORT: &str = "select id, name from voice_providers where id > $1 order by id limit $2";
        sql::texts(connection, EXPORT, page).await
    }
}
