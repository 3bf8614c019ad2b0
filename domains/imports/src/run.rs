//! Carries an import out: all of it in one transaction, or nothing. Killed anywhere before the commit, it begins anew when
//! its job is taken over; killed after it, everything is there and the job finds nothing left to do.

use fairlead_kernel::{Error, Result};
use fairlead_store::{Rows, Tx, Who};
use fairlead_web::{Actor, App};

use crate::ahead::Ahead;
use crate::check::{self, Checker};
use crate::draft::who;
use crate::importer::{Importer, Made, Type};
use crate::outcome::{self, Outcome};
use crate::progress::Written;
use crate::status::{Stage, Status};
use crate::table::{Model, locked, save};
use crate::types::{self, with_type};
use crate::{blob, words};

/// Runs the import `id`, unless it is over, or another one of its type is running: that one will call it.
///
/// # Errors
/// When the database is busy or does not answer: to be tried again. Everything else ends the import.
pub async fn run(app: &App, id: i64) -> Result<()> {
    let Some(import) = begin(app, id).await? else { return Ok(()) };
    match attempt(app, &import).await {
        Ok(None) => Ok(()),
        Ok(Some(outcome)) => outcome::fail(app, &import, &outcome).await,
        Err(Error::Busy) => Err(Error::Busy),
        Err(Error::Conflict(_)) if over(app, id).await? => Ok(()),
        Err(error) => {
            tracing::error!(import = id, %error, "an import failed");
            outcome::fail(app, &import, &Outcome::nothing(status_of(&error), words(&error))).await
        }
    }
}

async fn over(app: &App, id: i64) -> Result<bool> {
    Ok(!crate::table::find(app.db.read(), id).await?.is(Status::InProgress))
}

/// Something that the check had not seen came to be while rows were written.
fn status_of(error: &Error) -> Status {
    match error {
        Error::Invalid(errors)
            if errors.iter().any(|(_, message)| message.contains("already been taken")) =>
        {
            Status::Duplicate
        }
        _ => Status::Failed,
    }
}

/// The import when it is this job's turn. One in progress was left by a worker that died.
async fn begin(app: &App, id: i64) -> Result<Option<Model>> {
    let begun = app
        .db
        .write(&Who::platform("imports"), |tx: Tx| async move {
            let before = match locked(&tx, id).await {
                Err(Error::NotFound(_)) => return Ok(None),
                found => found?,
            };
            if before.is(Status::InProgress) {
                return Ok(Some(before));
            }
            if !before.is(Status::Queued) {
                return Ok(None);
            }
            let after = Model {
                status: Status::InProgress.word().into(),
                stage: Stage::Done.word().into(),
                progress: Some(0),
                started_at: Some(tx.now()),
                updated_at: tx.now(),
                ..before.clone()
            };
            save(&tx, &before, after).await.map(Some)
        })
        .await;
    match begun {
        // The index that keeps two of one type from running.
        Err(Error::Invalid(_)) => Ok(None),
        other => other,
    }
}

/// Why nothing was imported; `None` when everything was.
async fn attempt(app: &App, import: &Model) -> Result<Option<Outcome>> {
    let kind = types::named(&import.r#type)?;
    let actor = fairlead_identity::find_actor(app, import.user_id).await?;
    let Some(actor) = actor.filter(|actor| is_authorized(app, kind, actor, import)) else {
        let message = "It cannot be told for certain that a user who may import this uploaded the file.";
        return Ok(Some(Outcome::nothing(Status::Unauthorized, message)));
    };
    with_type!(kind.name, I => import_all::<I>(app, &actor, import).await)
}

fn is_authorized(app: &App, kind: &Type, actor: &Actor, import: &Model) -> bool {
    kind.allows(actor) && blob::is_sealed(app, import)
}

async fn import_all<I: Importer>(app: &App, actor: &Actor, import: &Model) -> Result<Option<Outcome>> {
    let checker = &Checker::<I>::open(app, actor, import).await?;
    let Some(checked) = check::all(app, checker, import, 50).await? else { return Ok(None) };
    let import = &Model { rows_total: checked.total, ..import.clone() };
    if checked.total == 0 || checked.failed > 0 {
        return Ok(Some(refused(checked)));
    }
    app.db.write(&who(import), |tx: Tx| async move { write(app, &tx, checker, import).await }).await?;
    Ok(None)
}

fn refused(checked: check::Checked) -> Outcome {
    let check::Checked { total, failed, duplicates } = checked;
    let invalid = failed - duplicates;
    let (status, message) = match () {
        () if total == 0 => (Status::Invalid, "There are no rows to import.".to_owned()),
        () if invalid == total => (Status::Invalid, "Not one of the rows can be used.".to_owned()),
        () if invalid == 0 => (Status::Duplicate, format!("{duplicates} of {total} rows are duplicates.")),
        () => (Status::Failed, format!("{failed} of {total} rows cannot be used.")),
    };
    Outcome::nothing(status, format!("{message} Nothing was imported."))
}

async fn write<I: Importer>(app: &App, tx: &Tx, checker: &Checker<I>, import: &Model) -> Result<()> {
    let mut progress = Written::new(&app.db, import);
    let mut done = 0;
    let mut made: Vec<Made> = Vec::new();
    let mut written = I::Written::default();
    // Nobody changes the rows of an import in progress, so that they need not be read by the transaction that writes.
    let mut windows = Ahead::of(&app.db, import);
    while let Some(staged) = windows.next().await? {
        let count = staged.len() as i64;
        let read = staged.iter().map(|row| checker.read(row).map_err(Error::Invalid));
        let read = read.collect::<Result<Vec<I::Row>>>()?;
        extend(&mut made, checker.importer.write(tx, read, &mut written).await?);
        done += count;
        progress.tell(done).await?;
    }
    if done != import.rows_total {
        return Err(Error::Internal(format!("{done} rows are there of {}", import.rows_total)));
    }
    extend(&mut made, checker.importer.finish(tx, written).await?);
    remember(tx, import.id, &made).await?;
    let message = match import.rows_left_out {
        0 => format!("{done} rows were imported."),
        left_out => format!("{done} rows were imported, {left_out} were left out."),
    };
    outcome::close(tx, import, &Outcome { status: Status::Successful, message, imported: done }).await
}

/// Runs of ids go on from one batch to the next.
fn extend(made: &mut Vec<Made>, more: Vec<Made>) {
    for run in more {
        match made.iter_mut().find(|before| before.table == run.table && before.last + 1 == run.first) {
            Some(before) => before.last = run.last,
            None => made.push(run),
        }
    }
}

async fn remember(tx: &Tx, import_id: i64, made: &[Made]) -> Result<()> {
    let mut rows = Rows::of("data_import_made", &["data_import_id", "table_name", "first_id", "last_id"]);
    for run in made {
        rows.push([import_id.into(), run.table.clone().into(), run.first.into(), run.last.into()]);
    }
    tx.insert_rows(rows).await
}
