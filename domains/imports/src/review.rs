//! The review of staged rows: a window of them, the correction of one, the replacement of values in many.

use fairlead_kernel::{Error, FieldErrors, Input, Result};
use fairlead_store::{Paginator, Tx};
use fairlead_web::{Allowed, Answer, Ctx, Failure, JsonBody, ListQuery, PathParams};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::check::{Checker, Seen};
use crate::columns::Columns;
use crate::draft::{follow, has_rows, own};
use crate::importer::{Importer, Type};
use crate::permission::{self, See, Use};
use crate::rows::{self, Only, Staged, Window};
use crate::status::Stage;
use crate::table::{Model, find};
use crate::types::with_type;
use crate::view;

/// A staged row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DataImportRow)]
pub struct RowView {
    /// Its number in the file.
    number: i64,
    /// Its cells, from the left; those at the end that are empty may be missing.
    cells: Vec<String>,
    /// `header`, `above` (which is not imported) or `data`.
    role: &'static str,
    /// What is wrong with it, by field; null where nothing is known to be.
    errors: Option<Map<String, Value>>,
    /// What is wrong is that it exists already or comes twice.
    is_duplicate: bool,
    /// Somebody decided that it is not imported.
    left_out: bool,
}

fn shown(import: &Model, row: Staged) -> RowView {
    let role = role(import, row.number);
    let Staged { number, cells, errors, is_duplicate, left_out } = row;
    RowView { number, cells, role, errors, is_duplicate, left_out }
}

fn role(import: &Model, number: i64) -> &'static str {
    match import.header_row {
        Some(header) if number == header => "header",
        Some(header) if number < header && !import.import_rows_above => "above",
        _ => "data",
    }
}

/// GET /data_imports/{id}/rows
pub async fn list(ctx: Allowed<See>, path: PathParams, query: ListQuery) -> Result<Answer, Failure> {
    let (import, _) = readable(&ctx, path.id("id")?).await?;
    let connection = ctx.db().read();
    let wants = |name: &str| query.text(name).is_some_and(|text| matches!(text, "1" | "true"));
    let only = match (wants("errors"), wants("left_out")) {
        (true, _) => Only::Failed,
        (false, true) => Only::LeftOut,
        (false, false) => Only::All,
    };
    let (limit, page) = (query.query.limit, query.query.page);
    let from = match query.text("from") {
        None => None,
        Some(text) => {
            let number = text.parse::<i64>().ok().filter(|number| *number >= 1);
            Some(number.ok_or_else(|| Error::field("from", "The from must be an integer of at least 1."))?)
        }
    };
    let after = match from {
        Some(number) => number - 1,
        None => rows::start_of(connection, import.id, only, (page - 1).saturating_mul(limit)).await?,
    };
    let found = rows::all(connection, import.id, &Window { after, limit, only }).await?;
    let total_count = rows::count_staged(connection, import.id, only).await?.unsigned_abs();
    let total_pages = Ord::max(total_count.div_ceil(limit), 1);
    let shown: Vec<RowView> = found.into_iter().map(|row| shown(&import, row)).collect();
    Answer::list(&shown, Paginator { total_count, total_pages, current_page: page, limit })
}

/// Body of a correction.
#[derive(Input)]
pub struct RowInput {
    /// `{"B": "555-010-0100", "email_address": ""}`: new texts of cells, by letter, header or field.
    pub cells: Value,
    /// Whether the row is left out: not imported.
    pub left_out: Option<bool>,
}

/// PATCH /data_imports/{id}/rows/{number}
pub async fn edit(ctx: Allowed<Use>, path: PathParams, body: JsonBody) -> Result<Answer, Failure> {
    let (id, number) = (path.id("id")?, path.id("number")?);
    let (ctx, body): (&Ctx, _) = (&ctx, &body);
    let changed = ctx
        .write(|tx| async move {
            change(&tx, ctx, id, number, async |import, row| {
                let input: RowInput = body.read()?;
                if input.cells.is_null() && input.left_out.is_none() {
                    return Err(Error::field("cells", "The cells field is required."));
                }
                let mut row = match &input.cells {
                    Value::Null => row,
                    cells => corrected(row, &import.columns(), cells)?,
                };
                row.left_out = input.left_out.unwrap_or(row.left_out);
                Ok(row)
            })
            .await
        })
        .await?;
    Answer::ok(&changed)
}

/// DELETE /data_imports/{id}/rows/{number}: leaves the row out.
pub async fn leave_out(ctx: Allowed<Use>, path: PathParams) -> Result<Answer, Failure> {
    let (id, number) = (path.id("id")?, path.id("number")?);
    let ctx: &Ctx = &ctx;
    let changed = ctx
        .write(|tx| async move {
            change(&tx, ctx, id, number, async |_, row| Ok(Staged { left_out: true, ..row })).await
        })
        .await?;
    Answer::ok(&changed)
}

/// Changes one row, checks it and those that were the same as it, and counts anew.
async fn change<F>(tx: &Tx, ctx: &Ctx, id: i64, number: i64, change: F) -> Result<RowView>
where
    F: AsyncFnOnce(&Model, Staged) -> Result<Staged>,
{
    let (before, kind) = own(tx, ctx, id).await?;
    has_rows(&before)?;
    let row = rows::one(tx, id, number).await?.ok_or_else(Error::no_such_item)?;
    let row = change(&before, row).await?;
    let is_data = role(&before, number) == "data";
    if row.left_out && !is_data {
        return Err(Error::field("left_out", "Only a row that would be imported can be left out."));
    }
    let (mut out, mut rows): (Vec<_>, Vec<_>) = [row].into_iter().partition(|row| row.left_out || !is_data);
    out.iter_mut().for_each(|row| (row.errors, row.is_duplicate) = (None, false));
    if before.at(Stage::Review) {
        rows.extend(
            rows::repeats_of(tx, &before, number).await?.into_iter().filter(|row| row.number != number),
        );
        with_type!(kind.name, I => recheck::<I>(ctx, &before, &mut rows).await)?;
    }
    rows.splice(0..0, out);
    rows::store(tx, id, &rows).await?;
    let import = recounted(tx, before).await?;
    let first = rows.into_iter().next().ok_or_else(|| Error::Internal("a change without its row".into()))?;
    Ok(shown(&import, first))
}

/// Stores how many rows failed and are left out.
async fn recounted(tx: &Tx, before: Model) -> Result<Model> {
    let (rows_failed, rows_duplicate) = rows::count_failed(tx, &before).await?;
    let rows_left_out = rows::count_left_out(tx, &before).await?;
    let after = Model {
        rows_total: before.rows_total + before.rows_left_out - rows_left_out,
        rows_failed,
        rows_duplicate,
        rows_left_out,
        revision: before.revision + 1,
        updated_at: tx.now(),
        ..before.clone()
    };
    follow(tx, before, after).await
}

/// Body of the request to leave out many.
#[derive(Input)]
pub struct LeaveOutInput {
    /// `failed`: all rows with errors; `duplicates`: those that exist already or come twice; `none`: all are taken in again.
    pub rows: String,
}

/// POST /data_imports/{id}/leave_out
pub async fn leave_out_many(ctx: Allowed<Use>, path: PathParams, body: JsonBody) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let (ctx, body): (&Ctx, _) = (&ctx, &body);
    let stored = ctx
        .write(|tx| async move {
            let (mut before, _) = own(&tx, ctx, id).await?;
            has_rows(&before)?;
            match body.read::<LeaveOutInput>()?.rows.as_str() {
                "failed" => rows::leave_out_failed(&tx, &before, false).await?,
                "duplicates" => rows::leave_out_failed(&tx, &before, true).await?,
                "none" => {
                    rows::take_in(&tx, &before).await?;
                    // They have not been checked.
                    if before.at(Stage::Review) {
                        before.stage = Stage::Checking.word().into();
                    }
                }
                _ => return Err(Error::field("rows", "The rows must be failed, duplicates or none.")),
            }
            recounted(&tx, before).await
        })
        .await?;
    Answer::ok(&view::one(ctx.db().read(), stored).await?)
}

fn corrected(mut row: Staged, columns: &Columns, cells: &Value) -> Result<Staged> {
    let Some(cells) = cells.as_object() else {
        return Err(Error::field("cells", "The cells must be an object."));
    };
    let mut errors = FieldErrors::new();
    for (name, text) in cells {
        let path = format!("cells.{name}");
        let text = match text {
            Value::Null => Some(String::new()),
            Value::String(text) => Some(text.trim().replace('\0', "")),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        };
        match (position(columns, name), text) {
            (None, _) => errors.add(path, format!("There is no column called {name}.")),
            (_, None) => errors.add(path, "A cell must be a text."),
            (Some(at), Some(text)) => {
                if row.cells.len() <= at {
                    row.cells.resize(at + 1, String::new());
                }
                row.cells[at] = text;
            }
        }
    }
    errors.into_result().map(|()| row)
}

/// The column of this letter, header or field.
fn position(columns: &Columns, name: &str) -> Option<usize> {
    let find = |test: &dyn Fn(usize) -> bool| (0..columns.len()).find(|at| test(*at));
    find(&|at| columns[at].letter == name)
        .or_else(|| find(&|at| columns[at].field.as_deref() == Some(name)))
        .or_else(|| find(&|at| columns[at].header == name && !name.is_empty()))
}

/// What a row by itself and what is stored say; whether it comes twice is found when all rows are checked.
async fn recheck<I: Importer>(ctx: &Ctx, import: &Model, row: &mut [Staged]) -> Result<()> {
    let checker = Checker::<I>::open(&ctx.app, &ctx.actor, import).await?;
    checker.check(ctx.db().read(), row, &mut Seen::default()).await.map(drop)
}

/// Body of a replacement.
#[derive(Input)]
pub struct ReplaceInput {
    /// Letter, header or field; all columns when it is left out.
    #[input(max = 255)]
    pub column: Option<String>,
    /// What is looked for; nothing: empty cells.
    #[input(max = 1_000, raw)]
    pub search: Option<String>,
    /// What stands there afterwards.
    #[input(max = 1_000, raw)]
    pub replacement: Option<String>,
    /// Only cells that are nothing but what is looked for.
    #[input(default = "true")]
    pub whole_cell: bool,
    /// Only rows with errors.
    #[input(default = "false")]
    pub only_failed: bool,
}

/// POST /data_imports/{id}/replace
pub async fn replace(ctx: Allowed<Use>, path: PathParams, body: JsonBody) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let (ctx, body): (&Ctx, _) = (&ctx, &body);
    let count = ctx
        .write(|tx| async move {
            let (before, _) = own(&tx, ctx, id).await?;
            has_rows(&before)?;
            let input: ReplaceInput = body.read()?;
            let columns = before.columns();
            let chosen =
                match &input.column {
                    None => (0..columns.len()).collect(),
                    Some(name) => vec![position(&columns, name).ok_or_else(|| {
                        Error::field("column", format!("There is no column called {name}."))
                    })?],
                };
            let count = replace_all(&tx, &before, &input, &chosen).await?;
            let stage =
                if before.at(Stage::Review) { Stage::Checking.word().into() } else { before.stage.clone() };
            let revision = before.revision + 1;
            let after = Model { stage, revision, updated_at: tx.now(), ..before.clone() };
            follow(&tx, before, after).await.map(|_| count)
        })
        .await?;
    Answer::ok(&json!({"cells_replaced": count}))
}

async fn replace_all(tx: &Tx, import: &Model, input: &ReplaceInput, columns: &[usize]) -> Result<i64> {
    let (mut after, mut count) = (0, 0);
    loop {
        let only = if input.only_failed { Only::Failed } else { Only::All };
        let window = Window { after, limit: 5_000, only };
        let mut staged = rows::data(tx, import, &window).await?;
        let Some(last) = staged.last() else { return Ok(count) };
        after = last.number;
        staged.retain_mut(|row| {
            let replaced = columns.iter().filter(|at| replace_cell(row, **at, input)).count() as i64;
            count += replaced;
            replaced > 0
        });
        rows::store(tx, import.id, &staged).await?;
    }
}

fn replace_cell(row: &mut Staged, at: usize, input: &ReplaceInput) -> bool {
    let search = input.search.as_deref().unwrap_or_default();
    let replacement = input.replacement.as_deref().unwrap_or_default();
    let present = row.cells.get(at).map_or("", String::as_str);
    let new = match input.whole_cell || search.is_empty() {
        true if present == search => replacement.to_owned(),
        true => return false,
        false if present.contains(search) => present.replace(search, replacement),
        false => return false,
    };
    if new == present {
        return false;
    }
    if row.cells.len() <= at {
        row.cells.resize(at + 1, String::new());
    }
    row.cells[at] = new;
    true
}

/// The type of an import and itself, for readers of its rows.
pub async fn readable(ctx: &Ctx, id: i64) -> Result<(Model, &'static Type)> {
    let import = find(ctx.db().read(), id).await?;
    let kind = permission::of_import(ctx, &import)?;
    Ok((import, kind))
}
