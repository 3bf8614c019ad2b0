//! An import from the command line: the same steps, over the same queue, so that a server beside it may do the work.

use std::io::Read;
use std::time::Duration;

use axum::body::Bytes;
use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::{Enqueue, Worker};
use fairlead_store::{Tx, Who};
use fairlead_web::{Actor, App};
use serde_json::{Map, Value, json};
use tokio::sync::watch;

use crate::draft::{self, DraftInput, Owner};
use crate::jobs;
use crate::rows::{self, Only, Window};
use crate::status::{Stage, Status};
use crate::table::{Model, find};
use crate::types::{self, with_type};
use crate::view::{self, View};
use crate::{LANE, act, blob, upload};

/// What is imported.
pub struct Order {
    /// `accounts`
    pub kind: String,
    /// Whose import it is.
    pub actor: Actor,
    /// The content.
    pub file: std::fs::File,
    /// Its name.
    pub filename: String,
    /// The extra fields of the type.
    pub options: Map<String, Value>,
    /// The body of `PATCH /data_imports/{id}` once the file is read.
    pub decisions: Map<String, Value>,
    /// Only check, and leave the draft for the review.
    pub only_check: bool,
}

/// A row that cannot be used: its number, and messages by field.
pub type FailedRow = (i64, Map<String, Value>);

/// How often progress is told.
const PAUSE: Duration = Duration::from_millis(250);
/// Failed rows that are shown.
const SHOWN: u64 = 20;

/// Carries it out; `tell` hears how far it is. Gives the import as it is then, and the first rows that failed.
///
/// # Errors
/// 403 for a type that the user may not import, 422 for decisions that cannot be.
pub async fn import(app: &App, order: Order, mut tell: impl FnMut(&View)) -> Result<(View, Vec<FailedRow>)> {
    let (stop, stopped) = watch::channel(false);
    let worker = Worker::new(app.db.clone(), app.clone(), jobs::jobs(), Vec::new());
    let worker = worker.in_lane(fairlead_store::jobs::Lane::Only(LANE));
    let working = tokio::spawn(async move { worker.run(stopped).await });
    let outcome = steps(app, order, &mut tell).await;
    // The worker ends after what it has begun.
    let _ = stop.send(true);
    working.await.map_err(Error::internal)??;
    let import = outcome?;
    let window = Window { after: 0, limit: SHOWN, only: Only::Failed };
    let failed = rows::data(app.db.read(), &import, &window).await?;
    let failed = failed.into_iter().map(|row| (row.number, row.errors.unwrap_or_default())).collect();
    Ok((view::one(app.db.read(), import).await?, failed))
}

async fn steps(app: &App, order: Order, tell: &mut impl FnMut(&View)) -> Result<Model> {
    let kind = types::named(&order.kind)
        .map_err(|_| Error::NotFound(format!("There is no type of import called {}.", order.kind).into()))?;
    if !kind.allows(&order.actor) {
        let message = format!("The user {} may not import {}.", order.actor.username, kind.name);
        return Err(Error::Forbidden(message.into()));
    }
    let owner = &Owner { user_id: order.actor.user_id, username: order.actor.username.clone() };
    let who = &Who {
        user_id: Some(owner.user_id),
        username: owner.username.clone(),
        request_id: "fairlead import".into(),
        ..Who::default()
    };
    let (options, filename) = (&order.options, &order.filename);
    let begun = with_type!(kind.name, I => {
        app.db.write(who, |tx: Tx| async move { draft::begin::<I>(&tx, owner, options).await }).await
    })?;
    let file = &blob::store(app, pieces(order.file)).await?;
    let begun = &begun;
    app.db
        .write(who, |tx: Tx| async move { upload::note(&tx, app, begun.clone(), filename, file).await })
        .await?;
    let mut import = until(app, begun.id, tell, |import| !import.at(Stage::Reading)).await?;
    for decisions in in_turn(&order.decisions) {
        if !import.is(Status::Pending) {
            return Ok(import);
        }
        import = decide(app, who, kind, import, &decisions).await?;
        import = until(app, import.id, tell, |import| !import.at(Stage::Reading)).await?;
    }
    if order.only_check || !import.is(Status::Pending) {
        return until(app, import.id, tell, |import| !import.at(Stage::Checking)).await;
    }
    let id = import.id;
    app.db
        .write(who, |tx: Tx| async move {
            act::queue(&tx, kind, find(&tx, id).await?).await?;
            tx.enqueue(Enqueue::now(jobs::RUN, json!({"id": id}))).await
        })
        .await?;
    until(app, id, tell, |import| import.finished_at.is_some()).await
}

/// How the file is read comes before its header, and that before its columns, which the check follows.
fn in_turn(decisions: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let of = |names: &[&str]| -> Map<String, Value> {
        let named = decisions.iter().filter(|(name, _)| names.contains(&name.as_str()));
        named.map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    let mut columns = of(&["columns"]);
    columns.entry("columns").or_insert_with(|| json!({}));
    let parts = [of(&["encoding", "delimiter", "sheet"]), of(&["header_row", "import_rows_above"]), columns];
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

async fn decide(
    app: &App,
    who: &Who,
    kind: &crate::importer::Type,
    import: Model,
    sent: &Map<String, Value>,
) -> Result<Model> {
    let reading = fairlead_kernel::read::<DraftInput>(sent);
    reading.findings.errors.into_result()?;
    let input = reading.value.ok_or_else(|| Error::Internal("decisions without a value".into()))?;
    let (input, import) = (&input, &import);
    app.db
        .write(who, |tx: Tx| async move { draft::change(&tx, kind, import.clone(), input, sent).await })
        .await
}

async fn until(
    app: &App,
    id: i64,
    tell: &mut impl FnMut(&View),
    done: impl Fn(&Model) -> bool,
) -> Result<Model> {
    loop {
        let import = find(app.db.read(), id).await?;
        tell(&view::one(app.db.read(), import.clone()).await?);
        if done(&import) {
            return Ok(import);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn pieces(file: std::fs::File) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> {
    futures_util::stream::unfold(file, |mut file| async move {
        let mut piece = vec![0; 1 << 18];
        match file.read(&mut piece) {
            Ok(0) => None,
            Ok(count) => {
                piece.truncate(count);
                Some((Ok(Bytes::from(piece)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    })
}
