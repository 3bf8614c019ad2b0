//! Files that people take with them: templates, exports, and the rows that failed.

use axum::body::{Body, Bytes};
use axum::response::Response;
use fairlead_kernel::{Error, FieldErrors, Lookup, Result};
use fairlead_store::check_lookups;
use fairlead_web::{Allowed, Answer, App, Failure, ListQuery, PathParams, SignedIn, csv};
use futures_util::StreamExt;
use futures_util::stream::unfold;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::field::FieldView;
use crate::importer::{Importer, Page, Type};
use crate::permission::{self, Import, See};
use crate::review::readable;
use crate::rows::{self, Only, Staged, Window};
use crate::table::Model;
use crate::types::{self, TYPES};

/// A type of import as it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DataImportType)]
pub struct TypeView {
    /// Its name in paths: `accounts`.
    name: &'static str,
    /// What people call it.
    label: &'static str,
    /// What columns can hold.
    fields: Vec<FieldView>,
    /// What is asked once for all rows, as the body of `POST /data_imports/{type}` takes it.
    options: Vec<OptionView>,
}

/// An extra field.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DataImportOption)]
pub struct OptionView {
    /// Its name.
    name: &'static str,
    /// Whether it must be given.
    required: bool,
    /// What it says.
    description: &'static str,
    /// What it is when it is left out, as JSON.
    default: Option<&'static str>,
}

/// GET /data_imports/types: those that the actor may import.
pub async fn list_types(ctx: Allowed<SignedIn>) -> Result<Answer, Failure> {
    let allowed = TYPES.iter().filter(|kind| kind.allows(&ctx.actor));
    Answer::whole(&allowed.map(shown).collect::<Vec<_>>())
}

fn shown(kind: &Type) -> TypeView {
    let option = |spec: &fairlead_kernel::FieldSpec| OptionView {
        name: spec.name,
        required: spec.required,
        description: spec.doc,
        default: spec.default,
    };
    TypeView {
        name: kind.name,
        label: kind.label,
        fields: (kind.fields)().iter().map(FieldView::from).collect(),
        options: (kind.options)().iter().map(option).collect(),
    }
}

/// GET /data_imports/types/{type}/template: the header, and with `example=1` a row.
pub async fn template(
    ctx: Allowed<SignedIn>,
    path: PathParams,
    query: ListQuery,
) -> Result<Response, Failure> {
    let kind = types::named(path.text("type"))?;
    permission::require(&ctx, kind)?;
    let fields = (kind.fields)();
    let mut records: Vec<Vec<String>> = vec![fields.iter().map(|field| field.name().to_owned()).collect()];
    if query.text("example").is_some_and(|text| text == "1") {
        records.push(fields.iter().map(|field| field.example.to_owned()).collect());
    }
    Ok(csv::file(kind.name, Body::from(csv::lines(records)?)))
}

/// GET /data_imports/{type}/export: everything that there is, as it can be imported elsewhere. Of types whose things belong to
/// one row for a whole file, like the rates of a voice provider, everything of the one that is named.
pub async fn export<I: Importer>(ctx: Allowed<Import<I>>, query: ListQuery) -> Result<Response, Failure> {
    let (resource, action) = I::READS;
    permission::require(&ctx, &Type::of::<I>())?;
    if !ctx.actor.may(resource, action) {
        let message = format!("This requires the permission {resource}.{action}.");
        return Err(Error::Forbidden(message.into()).into());
    }
    const ROWS: u64 = 1_000;
    let of = export_of::<I>(&ctx.app, &query).await?;
    let header = csv::lines([I::fields().iter().map(|field| field.name())])?;
    let page = move |app: App, after: String| async move {
        let rows = I::export(app.db.read(), &Page { of, after, limit: ROWS }).await?;
        let next = (rows.len() as u64 == ROWS).then(|| rows.last().map(|(key, _)| key.clone())).flatten();
        Ok::<_, Error>((csv::lines(rows.into_iter().map(|(_, cells)| cells))?, next))
    };
    Ok(streamed(I::TYPE, ctx.app.clone(), header, page).await?)
}

async fn export_of<I: Importer>(app: &App, query: &ListQuery) -> Result<i64> {
    let Some((name, table)) = I::EXPORT_OF else { return Ok(0) };
    let words = name.replace('_', " ");
    let text = query.text(name).unwrap_or_default();
    if text.is_empty() {
        return Err(Error::field(name, format!("The {words} field is required.")));
    }
    let lookup = Lookup::Exists { path: name.to_owned(), table, id: text.parse().unwrap_or_default() };
    let mut errors = FieldErrors::new();
    check_lookups(app.db.read(), &[lookup], None, &mut errors).await?;
    errors.into_result().map(|()| text.parse().unwrap_or_default())
}

/// GET /data_imports/{id}/failed_rows: the rows that failed as they are, and why, to be corrected and sent again.
pub async fn failed_rows(ctx: Allowed<See>, path: PathParams) -> Result<Response, Failure> {
    let (import, _) = readable(&ctx, path.id("id")?).await?;
    let columns = import.columns();
    let name = |column: &crate::columns::OneColumn| match column.header.as_str() {
        "" => column.field.clone().unwrap_or_else(|| column.letter.clone()),
        header => header.to_owned(),
    };
    let mut names: Vec<String> = columns.iter().map(name).collect();
    names.extend(["Row".to_owned(), "Errors".to_owned()]);
    let width = columns.len();
    let header = csv::lines([names])?;
    let file = format!("import-{}-failed", import.id);
    let page = move |app: App, after: i64| failed_page(app, import.clone(), after, width);
    Ok(streamed(&file, ctx.app.clone(), header, page).await?)
}

async fn failed_page(app: App, import: Model, after: i64, width: usize) -> Result<(Bytes, Option<i64>)> {
    const ROWS: u64 = 1_000;
    let window = Window { after, limit: ROWS, only: Only::Failed };
    let staged = rows::data(app.db.read(), &import, &window).await?;
    let next = (staged.len() as u64 == ROWS).then(|| staged.last().map(|row| row.number)).flatten();
    Ok((csv::lines(staged.into_iter().map(|row| with_errors(row, width)))?, next))
}

fn with_errors(row: Staged, width: usize) -> Vec<String> {
    let mut cells = row.cells;
    cells.resize(width, String::new());
    let message =
        |(field, message): (&String, &Value)| format!("{field}: {}", message.as_str().unwrap_or_default());
    let errors: Vec<String> = row.errors.iter().flatten().map(message).collect();
    cells.extend([row.number.to_string(), errors.join(" ")]);
    cells
}

/// The header and then page after page, so that memory does not grow with the table.
async fn streamed<K, F, Fut>(name: &str, app: App, header: Bytes, page: F) -> Result<Response>
where
    K: Default + Send + 'static,
    F: Fn(App, K) -> Fut + Send + 'static,
    Fut: Future<Output = Result<(Bytes, Option<K>)>> + Send + 'static,
{
    let (first, next) = page(app.clone(), K::default()).await?;
    let rest = unfold((app, page, next), |(app, page, next)| async move {
        let after = next?;
        let found = page(app.clone(), after).await;
        let (bytes, next) = match found {
            Ok((bytes, next)) => (Ok(bytes), next),
            Err(error) => (Err(std::io::Error::other(error.to_string())), None),
        };
        Some((bytes, (app, page, next)))
    });
    let start = futures_util::stream::iter([Ok(header), Ok(first)]);
    // The compressing layer asks once more after the end.
    Ok(csv::file(name, Body::from_stream(start.chain(rest).fuse())))
}
