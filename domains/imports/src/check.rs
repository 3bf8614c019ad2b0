//! The check of all rows, the same before the review and before they are written.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher;

use fairlead_kernel::{Error, FieldErrors, Result};
use fairlead_store::{Tx, Who};
use fairlead_web::{Actor, App};
use sea_orm::DatabaseConnection;
use serde_json::{Map, Value};

use crate::ahead::Ahead;
use crate::field::Field;
use crate::importer::Importer;
use crate::rows::{self, Staged};
use crate::status::{Stage, Status};
use crate::table::{Model, find};
use crate::types::{self, with_type};
use crate::values::{Known, body};
use crate::{outcome, progress, words};

/// Checks rows of one import.
pub struct Checker<I> {
    pub(crate) importer: I,
    known: Known,
    places: Vec<(usize, &'static Field)>,
}

impl<I: Importer> Checker<I> {
    /// Loads what rows are checked against.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn open(app: &App, actor: &Actor, import: &Model) -> Result<Self> {
        let options = import.options.as_object().cloned().unwrap_or_default();
        let options = fairlead_kernel::read::<I::Options>(&options).value;
        let options = options.ok_or_else(|| Error::Refused("The extra fields are not complete.".into()))?;
        let fields = I::fields();
        let place = |(position, name): (usize, String)| {
            Some((position, fields.iter().find(|field| field.name() == name)?))
        };
        let named = import.columns().into_iter().enumerate();
        let places = named.filter_map(|(position, column)| place((position, column.field?))).collect();
        Ok(Self {
            importer: I::open(app, actor, options).await?,
            known: Known::load(app.db.read(), fields).await?,
            places,
        })
    }

    /// Reads a row by itself.
    ///
    /// # Errors
    /// Messages by field.
    pub fn read(&self, row: &Staged) -> Result<I::Row, FieldErrors> {
        let cell = |position: &usize| row.cells.get(*position).map_or("", String::as_str);
        let cells: Vec<(&Field, &str)> =
            self.places.iter().map(|(position, field)| (*field, cell(position))).collect();
        let (body, mut errors) = body(&cells, &self.known);
        match self.importer.read(body) {
            Ok(read) if errors.is_empty() => Ok(read),
            Ok(_) => Err(errors),
            Err(found) => {
                found.iter().for_each(|(path, message)| errors.add(name_of::<I>(path), message));
                Err(errors)
            }
        }
    }

    /// Checks rows against themselves, against those before them and against what is stored. Gives those that can be used;
    /// on the others it notes what is wrong.
    pub async fn check(
        &self,
        connection: &DatabaseConnection,
        staged: &mut [Staged],
        seen: &mut Seen,
    ) -> Result<Vec<I::Row>> {
        let mut good = Vec::with_capacity(staged.len());
        let mut positions = Vec::with_capacity(staged.len());
        for (position, row) in staged.iter_mut().enumerate() {
            (row.errors, row.is_duplicate) = (None, false);
            match self.read(row) {
                Err(errors) => row.errors = Some(noted(&errors)),
                Ok(read) => match seen.first(row.number, &self.importer.keys(&read)) {
                    Some((field, number)) => {
                        note(row, field, &rows::same_as(number), I::REPEATS_ARE_DUPLICATES);
                    }
                    None => {
                        good.push(Some(read));
                        positions.push(position);
                    }
                },
            }
        }
        let judged: Vec<&I::Row> = good.iter().flatten().collect();
        for verdict in self.importer.judge(connection, &judged).await? {
            let row = &mut staged[positions[verdict.position]];
            note(row, verdict.field, &verdict.message, verdict.is_duplicate);
            good[verdict.position] = None;
        }
        Ok(good.into_iter().flatten().collect())
    }
}

/// The field that stands at `path` of the body, or what holds it.
fn name_of<I: Importer>(path: &str) -> String {
    let field = I::fields().iter().find(|field| field.path == path);
    let first = path.split('.').next().unwrap_or(path);
    let field =
        field.or_else(|| I::fields().iter().find(|field| field.path.split('.').next() == Some(first)));
    field.map_or_else(|| first.to_owned(), |field| field.name().to_owned())
}

fn noted(errors: &FieldErrors) -> Map<String, Value> {
    errors.iter().map(|(field, message)| (field.to_owned(), Value::from(message))).collect()
}

fn note(row: &mut Staged, field: &str, message: &str, is_duplicate: bool) {
    let none = row.errors.is_none();
    row.errors.get_or_insert_with(Map::new).entry(field).or_insert_with(|| message.into());
    row.is_duplicate = is_duplicate && (none || row.is_duplicate);
}

/// What rows had before: 16 bytes a value, so that a million rows fit in some tens of megabytes.
#[derive(Default)]
pub struct Seen {
    values: HashMap<u128, i64>,
    hashers: [RandomState; 2],
}

impl Seen {
    /// The field and the row that had the same, if one had.
    fn first(&mut self, number: i64, keys: &[(&'static str, String)]) -> Option<(&'static str, i64)> {
        let hash = |key: &(&'static str, String)| {
            let [one, other] = &self.hashers;
            u128::from(one.hash_one(key)) << 64 | u128::from(other.hash_one(key))
        };
        let hashes: Vec<u128> = keys.iter().map(hash).collect();
        let mut found = None;
        for (key, hash) in keys.iter().zip(hashes) {
            match self.values.entry(hash) {
                Entry::Occupied(before) => found = found.or(Some((key.0, *before.get()))),
                Entry::Vacant(free) => drop(free.insert(number)),
            }
        }
        found
    }
}

/// Checks all rows of an import and stores what is wrong with them. Its progress is `percent` of the whole. `None` when the
/// import has changed meanwhile.
///
/// # Errors
/// Those of the database.
pub async fn all<I: Importer>(
    app: &App,
    checker: &Checker<I>,
    import: &Model,
    percent: i64,
) -> Result<Option<Checked>> {
    let who = Who::platform("imports");
    app.db.write(&who, |tx: Tx| async move { rows::forgive(&tx, import.id).await }).await?;
    let mut checked = Checked::default();
    let (mut seen, mut told) = (Seen::default(), 0);
    let mut windows = Ahead::of(&app.db, import);
    while let Some(mut staged) = windows.next().await? {
        checker.check(app.db.read(), &mut staged, &mut seen).await?;
        checked.total += staged.len() as i64;
        staged.retain(|row| row.errors.is_some());
        checked.failed += staged.len() as i64;
        checked.duplicates += staged.iter().filter(|row| row.is_duplicate).count() as i64;
        let failed = &staged;
        if !failed.is_empty() && !mark(app, import, failed).await? {
            return Ok(None);
        }
        let now = checked.total * percent / import.rows_total.max(1);
        if now > told && !progress::report(&app.db, import, now).await? {
            return Ok(None);
        }
        told = now;
    }
    Ok(Some(checked))
}

/// Stores what is wrong with rows, unless the import has changed meanwhile.
async fn mark(app: &App, import: &Model, failed: &[Staged]) -> Result<bool> {
    app.db
        .write(&Who::platform("imports"), |tx: Tx| async move {
            if find(&tx, import.id).await?.revision != import.revision {
                return Ok(false);
            }
            rows::mark(&tx, import.id, failed).await.map(|()| true)
        })
        .await
}

/// What a check found.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// Rows.
    pub total: i64,
    /// That cannot be used.
    pub failed: i64,
    /// Because they exist already or come twice.
    pub duplicates: i64,
}

/// The job: checks the rows of the draft `id` for the review, unless it has changed since `revision`.
///
/// # Errors
/// Those of the database.
pub async fn run(app: &App, id: i64, revision: i64) -> Result<()> {
    let Ok(import) = find(app.db.read(), id).await else { return Ok(()) };
    if !import.at(Stage::Checking) || import.revision != revision {
        return Ok(());
    }
    let Some(actor) = fairlead_identity::find_actor(app, import.user_id).await? else { return Ok(()) };
    types::named(&import.r#type)?;
    let checked = with_type!(import.r#type.as_str(), I => {
        match Checker::<I>::open(app, &actor, &import).await {
            Ok(checker) => all(app, &checker, &import, 100).await,
            Err(error) => Err(error),
        }
    });
    let import = &import;
    let checked = match checked {
        Ok(Some(checked)) => checked,
        Ok(None) => return Ok(()),
        // What its extra fields name is gone.
        Err(error @ (Error::NotFound(_) | Error::Refused(_) | Error::Invalid(_))) => {
            return back(app, import, &error).await;
        }
        Err(error) => return Err(error),
    };
    let stored = app
        .db
        .write(&Who::platform("imports"), |tx: Tx| async move {
            let after = Model {
                stage: Stage::Review.word().into(),
                progress: None,
                message: None,
                rows_total: checked.total,
                rows_failed: checked.failed,
                rows_duplicate: checked.duplicates,
                updated_at: tx.now(),
                ..import.clone()
            };
            outcome::store(&tx, import, after, Status::Pending).await
        })
        .await;
    unless_changed(stored)
}

/// Back to where columns and extra fields are decided.
async fn back(app: &App, import: &Model, why: &Error) -> Result<()> {
    let stored = app
        .db
        .write(&Who::platform("imports"), |tx: Tx| async move {
            let after = Model {
                stage: Stage::Columns.word().into(),
                progress: None,
                message: Some(words(why)),
                updated_at: tx.now(),
                ..import.clone()
            };
            outcome::store(&tx, import, after, Status::Pending).await
        })
        .await;
    unless_changed(stored)
}

fn unless_changed(stored: Result<()>) -> Result<()> {
    match stored {
        Err(Error::Conflict(_)) => Ok(()),
        other => other,
    }
}
