//! Many calls at once, for imports: the same rules, ratings and records as for those that are submitted.

use std::collections::HashSet;
use std::sync::Arc;

use chrono_tz::Tz;
use fairlead_customers::calendar;
use fairlead_kernel::{FieldErrors, Result};
use fairlead_rating::Deck;
use fairlead_store::{Timestamp, Tx, classify};
use fairlead_web::App;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use serde_json::{Map, Value};

use super::input::{self, Call};
use super::{intake, submit};
use crate::{decks, voice_providers};

/// What the calls of a provider are read and rated by.
pub struct Intake {
    zone: Tz,
    provider_id: i64,
    deck: Arc<Deck>,
    latest: Timestamp,
}

impl Call {
    /// What makes it the same call as another of its provider (domain rule "Voice").
    pub fn identity(&self) -> String {
        identity(self.start.0, &self.origination, &self.to.to_string(), self.duration_in_seconds.into())
    }
}

fn identity(start: i64, origination: &str, destination: &str, seconds: i64) -> String {
    format!("{start}\n{seconds}\n{destination}\n{origination}")
}

impl Intake {
    /// Loads it: the deck that is in force rates all calls.
    ///
    /// # Errors
    /// 404 for a provider that is gone; those of the database.
    pub async fn open(app: &App, provider_id: i64) -> Result<Self> {
        let provider = voice_providers::find(app.db.read(), provider_id).await?;
        Ok(Self {
            zone: calendar::time_zone(app).await?,
            provider_id,
            deck: decks::index::deck(app, provider_id, provider.rate_deck_id).await?,
            latest: submit::latest(app.db.clock().now().into()),
        })
    }

    /// Reads a call: origination, destination, call_start and duration.
    ///
    /// # Errors
    /// One message a field.
    pub fn read(&self, record: &Map<String, Value>) -> Result<Call, FieldErrors> {
        match input::read(record) {
            Some(call) if call.start > self.latest => {
                let mut errors = FieldErrors::new();
                errors.add("call_start", submit::IN_THE_FUTURE);
                Err(errors)
            }
            Some(call) => Ok(call),
            None => Err(input::explain(record)),
        }
    }

    /// The identities of those calls that are stored already: one query, however many they are.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn stored(
        &self,
        connection: &impl ConnectionTrait,
        calls: &[&Call],
    ) -> Result<HashSet<String>> {
        let mut starts: Vec<i64> = calls.iter().map(|call| call.start.0).collect();
        starts.sort_unstable();
        starts.dedup();
        let starts = serde_json::to_string(&starts).map_err(fairlead_kernel::Error::internal)?;
        let backend = connection.get_database_backend();
        let list = match backend {
            DbBackend::Postgres => "cast(jsonb_array_elements_text(cast($2 as jsonb)) as bigint)",
            _ => "value from json_each($2)",
        };
        let sql = format!(
            "select call_start, origination, destination, duration_in_seconds from call_records \
             where voice_provider_id = $1 and call_start in (select {list})"
        );
        let values = [self.provider_id.into(), starts.into()];
        let rows = connection.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await;
        let one = |row: &QueryResult| {
            let (origination, destination): (String, String) =
                (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            Ok(identity(row.try_get_by_index(0)?, &origination, &destination, row.try_get_by_index(3)?))
        };
        rows.map_err(classify)?.iter().map(|row| one(row).map_err(classify)).collect()
    }

    /// Rates calls and stores those that are new; gives their ids. Without audit: the caller says in one row what came.
    ///
    /// # Errors
    /// Those of the database; then nothing is stored.
    pub async fn insert(&self, tx: &Tx, mut calls: Vec<Call>) -> Result<Vec<i64>> {
        submit::sort(&mut calls);
        let (rows, _) = intake::rated(tx, self.zone, self.provider_id, &self.deck, &calls).await?;
        tx.insert_new_rows_for_ids(rows).await
    }
}
