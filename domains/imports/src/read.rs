//! Reads the uploaded file into staged rows: a thread parses, this task stores, and only a few thousand rows are between.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use fairlead_kernel::spreadsheet::unguarded;
use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, Who};
use fairlead_tabular::{Choices, HeaderFinder, Layout, Limits, Problem, Row, Visit, read};
use fairlead_web::App;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::importer::Type;
use crate::status::{Stage, Status};
use crate::table::{Model, find};
use crate::{blob, columns, outcome, progress, rows, types};

/// Rows in a transaction, and at most three times as many in memory.
const ROWS_AT_ONCE: usize = 10_000;

/// What became of a file.
type Parsed = Result<(Layout, Option<u64>), Problem>;

/// Reads the file of the draft `id`, unless it has changed since `revision`.
///
/// # Errors
/// Those of the database and of the file store; a file that is no table makes the import invalid instead.
pub async fn run(app: &App, id: i64, revision: i64) -> Result<()> {
    let Ok(import) = find(app.db.read(), id).await else { return Ok(()) };
    if !import.at(Stage::Reading) || import.revision != revision {
        return Ok(());
    }
    let kind = types::named(&import.r#type)?;
    let Some(blob_id) = &import.blob_id else { return Ok(()) };
    let file = blob::spool(app, blob_id).await?;
    let parsed = stage(app, &import, kind, file).await?;
    if find(app.db.read(), id).await?.revision != revision {
        return Ok(());
    }
    match parsed {
        Ok((layout, header)) => matched(app, kind, import, layout, header).await,
        Err(Problem::Unreadable(error)) => Err(Error::internal(error)),
        Err(problem) => outcome::spoil(app, &import, &problem.to_string()).await,
    }
}

async fn stage(app: &App, import: &Model, kind: &'static Type, file: File) -> Result<Parsed> {
    let who = Who::platform("imports");
    app.db.write(&who, |tx: Tx| async move { rows::clear(&tx, import.id).await }).await?;
    let at = Arc::new(AtomicU64::new(0));
    let source = Counted { file, read: at.clone() };
    let choices = choices(&import.choices);
    let (sender, mut receiver) = mpsc::channel::<Vec<Row>>(1);
    let mut told = 0;
    let parsing = tokio::task::spawn_blocking(move || parse(source, &choices, kind, &sender));
    while let Some(batch) = receiver.recv().await {
        let batch = &batch;
        app.db
            .write(&who, |tx: Tx| async move {
                let mut waiting = rows::batch();
                for row in batch {
                    rows::push(&mut waiting, import.id, row.number as i64, &row.cells)?;
                }
                tx.insert_rows(waiting).await
            })
            .await?;
        // Every text is read twice: once for its encoding.
        let percent = at.load(Ordering::Relaxed) * 50 / (import.size_in_bytes.max(1) as u64);
        let now = Ord::min(percent, 99) as i64;
        if now > told && !progress::report(&app.db, import, now).await? {
            break;
        }
        told = now;
    }
    drop(receiver);
    parsing.await.map_err(Error::internal)
}

fn choices(stored: &Value) -> Choices {
    let text = |name: &str| stored[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    Choices {
        encoding: text("encoding"),
        delimiter: text("delimiter").and_then(|one| one.chars().next()),
        sheet: text("sheet"),
    }
}

fn parse(source: Counted, choices: &Choices, kind: &Type, sender: &mpsc::Sender<Vec<Row>>) -> Parsed {
    let fields: Vec<_> = (kind.fields)().iter().map(|field| field.column).collect();
    let mut finder = HeaderFinder::new(&fields);
    let mut batch = Vec::new();
    let layout = read(source, choices, &Limits::default(), |mut row| {
        row.cells.iter_mut().for_each(take_guard_off);
        finder.see(&row);
        batch.push(row);
        match batch.len() < ROWS_AT_ONCE || sender.blocking_send(std::mem::take(&mut batch)).is_ok() {
            true => Visit::Next,
            false => Visit::Stop,
        }
    })?;
    // Whoever has stopped listening does not want the rest either.
    let _ = sender.blocking_send(batch);
    let header = layout.header_row.or_else(|| finder.found());
    Ok((layout, header))
}

/// What left this or another program as text for spreadsheets comes back as it was.
fn take_guard_off(cell: &mut String) {
    if unguarded(cell).len() < cell.len() {
        cell.remove(0);
    }
}

async fn matched(app: &App, kind: &Type, before: Model, layout: Layout, header: Option<u64>) -> Result<()> {
    let (before, layout) = (&before, &layout);
    let who = Who::platform("imports");
    let total = app
        .db
        .write(&who, |tx: Tx| async move {
            let mut after = Model {
                layout: Some(shown(layout)),
                header_row: header.map(|number| number as i64),
                header_row_found: header.map(|number| number as i64),
                stage: Stage::Header.word().into(),
                progress: None,
                updated_at: tx.now(),
                ..before.clone()
            };
            after.rows_total = rows::count(&tx, &after).await?;
            let guessed = columns::guess(&tx, kind, &after).await?;
            after.columns = serde_json::to_value(guessed).map_err(Error::internal)?;
            let total = after.rows_total;
            outcome::store(&tx, before, after, Status::Pending).await?;
            Ok(total)
        })
        .await?;
    match total {
        0 => outcome::spoil(app, &find(app.db.read(), before.id).await?, "The file has no rows.").await,
        _ => Ok(()),
    }
}

fn shown(layout: &Layout) -> Value {
    json!({
        "format": layout.format.name(),
        "compression": layout.compression.map(|packed| packed.name()),
        "encoding": layout.encoding,
        "delimiter": layout.delimiter.map(String::from),
        "sheets": layout.sheets,
        "sheet": layout.sheet,
        "has_unreadable_characters": layout.has_unreadable_characters,
    })
}

/// Says how much of the file was read.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
