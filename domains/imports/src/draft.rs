//! Drafts: begun, described, begun anew.

use fairlead_kernel::{Error, FieldErrors, Input, Result};
use fairlead_store::jobs::Enqueue;
use fairlead_store::{Tx, Who, check_lookups};
use fairlead_web::{Allowed, Answer, Ctx, Failure, JsonBody, PathParams};
use sea_orm::ActiveValue::Set;
use serde_json::{Map, Value, json};

use crate::importer::{Importer, Type};
use crate::permission::{self, Import, Use};
use crate::status::{Stage, Status};
use crate::table::{ActiveModel, Model, locked, save};
use crate::{blob, columns, jobs, rows, view};

/// Whose draft it is.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The user's id.
    pub user_id: i64,
    /// The user's name.
    pub username: String,
}

/// POST /data_imports/{type}
pub async fn create<I: Importer>(ctx: Allowed<Import<I>>, body: JsonBody) -> Result<Answer, Failure> {
    let kind = Type::of::<I>();
    permission::require(&ctx, &kind)?;
    let owner = &Owner { user_id: ctx.actor.user_id, username: ctx.actor.username.clone() };
    let body = &body.0;
    let stored = ctx.write(|tx| async move { begin::<I>(&tx, owner, body).await }).await?;
    Answer::created(&view::one(ctx.db().read(), stored).await?)
}

/// Stores a new draft.
///
/// # Errors
/// 422 for its options.
pub async fn begin<I: Importer>(tx: &Tx, owner: &Owner, options: &Map<String, Value>) -> Result<Model> {
    let options = read_options::<I::Options>(tx, options).await?;
    tx.insert(ActiveModel {
        r#type: Set(I::TYPE.to_owned()),
        status: Set(Status::Pending.word().to_owned()),
        stage: Set(Stage::Upload.word().to_owned()),
        progress: Set(None),
        user_id: Set(owner.user_id),
        username: Set(owner.username.clone()),
        size_in_bytes: Set(0),
        options: Set(options),
        choices: Set(json!({})),
        import_rows_above: Set(false),
        columns: Set(json!([])),
        revision: Set(1),
        rows_total: Set(0),
        rows_failed: Set(0),
        rows_duplicate: Set(0),
        rows_left_out: Set(0),
        rows_imported: Set(0),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        ..Default::default()
    })
    .await
}

async fn read_options<O: Input>(tx: &Tx, sent: &Map<String, Value>) -> Result<Value> {
    let reading = fairlead_kernel::read::<O>(sent);
    let mut errors = reading.findings.errors;
    check_lookups(tx, &reading.findings.lookups, None, &mut errors).await?;
    errors.into_result()?;
    let value = reading.value.ok_or_else(|| Error::Internal("options without a value".into()))?;
    Ok(Value::Object(value.to_map()))
}

/// The draft `id` of the actor, locked.
///
/// # Errors
/// 404, 403 when it is somebody else's, 409 when it is no draft any more.
pub async fn own(tx: &Tx, ctx: &Ctx, id: i64) -> Result<(Model, &'static Type)> {
    let import = locked(tx, id).await?;
    let kind = permission::own(ctx, &import)?;
    if !import.is(Status::Pending) {
        let message = format!("The import is {} and cannot be changed.", import.status.to_lowercase());
        return Err(Error::Conflict(message.into()));
    }
    Ok((import, kind))
}

/// 409 while there is no file or it is being read.
pub fn has_rows(import: &Model) -> Result<()> {
    match import.at(Stage::Upload) || import.at(Stage::Reading) {
        true => Err(Error::Conflict("There is no file yet, or it is still being read.".into())),
        false => Ok(()),
    }
}

/// What is decided of a draft.
#[derive(Input)]
pub struct DraftInput {
    /// A label of the Encoding Standard: `windows-1252`. The file is read again.
    #[input(max = 40)]
    pub encoding: Option<String>,
    /// What stands between the cells: one character, or `tab`. The file is read again.
    #[input(max = 9, raw)]
    pub delimiter: Option<String>,
    /// The sheet of a workbook. The file is read again.
    pub sheet: Option<String>,
    /// Number of the row that names the columns, which is not imported itself; null: none does, and columns go by letters.
    #[input(min = 1)]
    pub header_row: Option<i64>,
    /// Whether rows above the header are imported, too: for a header that was chosen among the data.
    pub import_rows_above: Option<bool>,
    /// `{"A": "name", "Phone": null}`: the field that a column holds, by letter or header; null: it is not imported.
    pub columns: Value,
    /// The extra fields of the type.
    pub options: Value,
}

/// PATCH /data_imports/{id}
pub async fn update(ctx: Allowed<Use>, path: PathParams, body: JsonBody) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let (ctx, body): (&Ctx, _) = (&ctx, &body);
    let stored = ctx
        .write(|tx| async move {
            let (before, kind) = own(&tx, ctx, id).await?;
            let input: DraftInput = body.read()?;
            change(&tx, kind, before, &input, &body.0).await
        })
        .await?;
    Answer::ok(&view::one(ctx.db().read(), stored).await?)
}

/// Carries decisions into a draft and starts what follows from them.
///
/// # Errors
/// 422 for each that cannot be, 409 while there is no file or it is being read.
pub async fn change(
    tx: &Tx,
    kind: &Type,
    before: Model,
    input: &DraftInput,
    sent: &Map<String, Value>,
) -> Result<Model> {
    if !sent.keys().all(|name| name == "options") {
        has_rows(&before)?;
    }
    let mut after = before.clone();
    after.revision += 1;
    if sent.contains_key("options") {
        after.options = options_of(tx, kind, &before, &input.options).await?;
    }
    let reread = ["encoding", "delimiter", "sheet"].iter().any(|name| sent.contains_key(*name));
    let header = sent.contains_key("header_row") || sent.contains_key("import_rows_above");
    let mapped = sent.contains_key("columns");
    if reread {
        after.choices = choices(&before, input, sent)?;
        after.stage = Stage::Reading.word().into();
    } else {
        if header {
            set_header(tx, kind, &mut after, input, sent).await?;
        }
        if mapped {
            let mut columns = after.columns();
            columns::choose(&mut columns, kind, object("columns", &input.columns)?)?;
            after.columns = serde_json::to_value(columns).map_err(Error::internal)?;
        }
        let recheck = mapped || sent.contains_key("options") && before.at(Stage::Review);
        if recheck {
            after.stage = Stage::Checking.word().into();
        }
    }
    after.updated_at = tx.now();
    follow(tx, before, after).await
}

/// Stores a changed draft and enqueues the job of its stage.
pub async fn follow(tx: &Tx, before: Model, mut after: Model) -> Result<Model> {
    let job = match after.stage.as_str() {
        stage if stage == Stage::Reading.word() => Some(jobs::READ),
        stage if stage == Stage::Checking.word() => Some(jobs::CHECK),
        _ => None,
    };
    after.progress = job.map(|_| 0);
    if let Some(job) = job {
        tx.enqueue(Enqueue::now(job, json!({"id": after.id, "revision": after.revision}))).await?;
    }
    save(tx, &before, after).await
}

async fn options_of(tx: &Tx, kind: &Type, before: &Model, sent: &Value) -> Result<Value> {
    let mut whole = before.options.as_object().cloned().unwrap_or_default();
    whole.extend(object("options", sent)?.clone());
    crate::types::with_type!(kind.name, I => read_options::<<I as Importer>::Options>(tx, &whole).await)
        .map_err(|error| prefixed("options", error))
}

fn prefixed(prefix: &str, error: Error) -> Error {
    let Error::Invalid(errors) = error else { return error };
    let mut named = FieldErrors::new();
    errors.iter().for_each(|(path, message)| named.add(format!("{prefix}.{path}"), message));
    Error::Invalid(named)
}

fn object<'a>(name: &str, value: &'a Value) -> Result<&'a Map<String, Value>> {
    value.as_object().ok_or_else(|| Error::field(name, format!("The {name} must be an object.")))
}

fn choices(before: &Model, input: &DraftInput, sent: &Map<String, Value>) -> Result<Value> {
    let mut choices = before.choices.as_object().cloned().unwrap_or_default();
    if sent.contains_key("encoding") {
        choices.insert("encoding".into(), json!(input.encoding));
    }
    if sent.contains_key("sheet") {
        choices.insert("sheet".into(), json!(input.sheet));
    }
    // A tab alone is a blank to the reader of inputs.
    let delimiter = sent.get("delimiter").and_then(Value::as_str);
    if sent.contains_key("delimiter") {
        let one = match delimiter {
            None | Some("") => None,
            Some("tab") => Some('\t'),
            Some(text) if text.len() == 1 => text.chars().next(),
            Some(_) => return Err(Error::field("delimiter", "The delimiter must be one character, or tab.")),
        };
        choices.insert("delimiter".into(), json!(one.map(String::from)));
    }
    Ok(Value::Object(choices))
}

async fn set_header(
    tx: &Tx,
    kind: &Type,
    after: &mut Model,
    input: &DraftInput,
    sent: &Map<String, Value>,
) -> Result<()> {
    if let Some(above) = input.import_rows_above {
        after.import_rows_above = above;
    }
    if sent.contains_key("header_row") {
        after.header_row = input.header_row;
        if let Some(number) = input.header_row
            && rows::one(tx, after.id, number).await?.is_none()
        {
            return Err(Error::field("header_row", format!("There is no row {number}.")));
        }
    }
    let guessed = columns::guess(tx, kind, after).await?;
    after.columns = serde_json::to_value(guessed).map_err(Error::internal)?;
    after.rows_total = rows::count(tx, after).await?;
    rows::forgive(tx, after.id).await?;
    (after.rows_failed, after.rows_duplicate) = (0, 0);
    after.rows_left_out = rows::count_left_out(tx, after).await?;
    after.stage = Stage::Columns.word().into();
    Ok(())
}

/// POST /data_imports/{id}/restart: begins anew, without the file and everything that was decided.
pub async fn restart(ctx: Allowed<Use>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let ctx: &Ctx = &ctx;
    let stored = ctx
        .write(|tx| async move {
            let (before, _) = own(&tx, ctx, id).await?;
            let after = Model { stage: Stage::Upload.word().into(), ..without_file(&tx, &before).await? };
            follow(&tx, before, after).await
        })
        .await?;
    Answer::ok(&view::one(ctx.db().read(), stored).await?)
}

/// The import as it is without its file, whose rows and content go.
pub async fn without_file(tx: &Tx, before: &Model) -> Result<Model> {
    rows::clear(tx, before.id).await?;
    if let Some(blob_id) = &before.blob_id {
        tx.enqueue(blob::discard(blob_id)).await?;
    }
    Ok(Model {
        filename: None,
        size_in_bytes: 0,
        blob_id: None,
        seal: None,
        choices: json!({}),
        layout: None,
        header_row: None,
        header_row_found: None,
        import_rows_above: false,
        columns: json!([]),
        revision: before.revision + 1,
        rows_total: 0,
        rows_failed: 0,
        rows_duplicate: 0,
        rows_left_out: 0,
        message: None,
        updated_at: tx.now(),
        ..before.clone()
    })
}

/// On whose behalf the platform acts for an import.
pub fn who(import: &Model) -> Who {
    Who {
        user_id: Some(import.user_id),
        username: import.username.clone(),
        request_id: format!("data import {}", import.id),
        ..Who::default()
    }
}
