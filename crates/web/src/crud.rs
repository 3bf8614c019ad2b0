use axum::extract::FromRequestParts;
use axum::http::{header, request::Parts};
use axum::response::{IntoResponse, Response};
use fairlead_kernel::{Error, Input, Result, overlay, read, read_update};
use fairlead_store::{Found, Tx, check_lookups, classify, fetch};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ConnectionTrait, EntityTrait, IdenStatic, IntoActiveModel, Iterable,
    PrimaryKeyTrait, QueryFilter, QuerySelect,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::answer::etag_of_data;
use crate::csv_export::csv_list;
use crate::error_response::Failure;
use crate::resource::{Create, Delete, Deleted, Read, Resource, Scope, Update, Writing};
use crate::routes::Listing;
use crate::{Allowed, Answer, App, Ctx, Doc, JsonBody, ListQuery, PathParams, Routes};

type Key<R> = <<R as Resource>::Entity as EntityTrait>::PrimaryKey;

/// List, show, create, update and delete of a declared resource.
pub fn crud<R: Resource>() -> Routes
where
    <Key<R> as PrimaryKeyTrait>::ValueType: From<i64>,
{
    let doc = Doc::new(R::TAG, format!("Create {}", R::NAME)).mark_own(R::OWN_WRITES).status(201);
    without_create::<R>().post(R::PATH, create::<R>, sized::<R>(doc.body::<R::Input>().one::<R::View>()))
}

/// List, show, update and delete, for resources that come to be in a way of their own.
pub fn without_create<R: Resource>() -> Routes
where
    <Key<R> as PrimaryKeyTrait>::ValueType: From<i64>,
{
    let doc = |summary: String| Doc::new(R::TAG, summary).mark_own(R::OWN_WRITES);
    let updating =
        doc(format!("Update {}", R::NAME)).status(R::UPDATE_STATUS).body::<R::Input>().one::<R::View>();
    read_only::<R>().patch(&one::<R>(), update::<R>, sized::<R>(updating)).merge(delete_only::<R>())
}

fn sized<R: Resource>(doc: Doc) -> Doc {
    match R::BODY_LIMIT_IN_BYTES {
        Some(limit) => doc.body_limit_in_bytes(limit),
        None => doc,
    }
}

/// List and show only.
pub fn read_only<R: Resource>() -> Routes
where
    <Key<R> as PrimaryKeyTrait>::ValueType: From<i64>,
{
    let doc = Doc::new(R::TAG, format!("Show {}", R::NAME)).mark_own(R::OWN);
    list_only::<R>().get(&one::<R>(), show::<R>, doc.one::<R::View>())
}

/// List only, for a resource that shows a single object in another way.
pub fn list_only<R: Resource>() -> Routes {
    let page = R::page();
    let names = |columns: &[<R::Entity as EntityTrait>::Column]| {
        columns.iter().map(|column| column.as_str().to_owned()).collect()
    };
    let mut filters: Vec<String> = names(&page.filters);
    filters.extend(R::OWN_FILTERS.iter().map(|name| (*name).to_owned()));
    let listing = Listing::new(names(&page.sorts), filters, R::OWN_SEARCH || !page.searches.is_empty());
    let doc = Doc::new(R::TAG, format!("List: {}", R::NAME)).mark_own(R::OWN);
    Routes::new().get(R::PATH, list::<R>, doc.many::<R::View>().listing(listing.with_file()))
}

/// Delete only, for a resource that is written in another way.
pub fn delete_only<R: Resource>() -> Routes
where
    <Key<R> as PrimaryKeyTrait>::ValueType: From<i64>,
{
    let doc = Doc::new(R::TAG, format!("Delete {}", R::NAME)).mark_own(R::OWN_WRITES);
    Routes::new().delete(&one::<R>(), delete::<R>, doc)
}

fn one<R: Resource>() -> String {
    format!("{}/{{{}}}", R::PATH, R::ID)
}

async fn list<R: Resource>(
    ctx: Allowed<Read<R>>,
    path: PathParams,
    query: ListQuery,
) -> Result<Response, Failure> {
    let scope = R::Scope::read(&path)?;
    scope.exists(ctx.db().read()).await?;
    let mut query = query.query;
    let select = R::narrow(R::Entity::find().filter(R::within(&scope)), &query)?;
    query.filters.retain(|(name, _)| !R::OWN_FILTERS.contains(&name.as_str()));
    if query.csv {
        return Ok(csv_list::<R>(ctx.app.clone(), select, query).await?);
    }
    let Found { rows, paginator } = fetch(ctx.db(), select, &query, &R::page()).await?;
    let views = R::views(ctx.db().read(), rows).await?;
    Ok(Answer::list(&views, paginator)?.into_response())
}

async fn show<R: Resource>(ctx: Allowed<Read<R>>, path: PathParams) -> Result<Answer, Failure>
where
    <Key<R> as PrimaryKeyTrait>::ValueType: From<i64>,
{
    let scope = R::Scope::read(&path)?;
    let id = path.id(R::ID)?;
    scope.exists(ctx.db().read()).await?;
    let view = R::one(ctx.db().read(), &scope, id).await?;
    Answer::single(&view.ok_or_else(|| missing(R::MISSING))?)
}

async fn create<R: Resource>(
    ctx: Allowed<Create<R>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let scope = &R::Scope::read(&path)?;
    let (ctx, body): (&Ctx, _) = (&ctx, &body);
    let prepared = R::prepare(ctx, &body.0).await?;
    let prepared = prepared.as_deref();
    let stored = ctx
        .write(|tx: Tx| async move {
            scope.exists(&tx).await?;
            let writing = Writing { tx: &tx, ctx, scope, before: None, prepared };
            let input = validate::<R>(&writing, &body.0).await?;
            let mut row = <R::Change as ActiveModelTrait>::default();
            R::place(scope, &mut row);
            R::apply(&input, &mut row);
            R::before_write(&writing, &input, &mut row).await?;
            let stored = tx.insert(row).await?;
            R::after_write(&writing, &input, &stored).await?;
            view::<R>(&tx, stored).await
        })
        .await?;
    Answer::created(&stored)
}

async fn update<R: Resource>(
    ctx: Allowed<Update<R>>,
    path: PathParams,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<Answer, Failure>
where
    <Key<R> as PrimaryKeyTrait>::ValueType: From<i64>,
{
    let scope = &R::Scope::read(&path)?;
    let id = path.id(R::ID)?;
    let (ctx, body, if_match): (&Ctx, _, _) = (&ctx, &body, &if_match);
    let prepared = R::prepare(ctx, &body.0).await?;
    let prepared = prepared.as_deref();
    let stored = ctx
        .write(|tx: Tx| async move {
            scope.exists(&tx).await?;
            let before = find_locked::<R>(&tx, scope, id).await?.ok_or_else(|| missing(R::MISSING))?;
            if if_match.is_given() {
                if_match.check(&view::<R>(&tx, before.clone()).await?)?;
            }
            let writing = Writing { tx: &tx, ctx, scope, before: Some(&before), prepared };
            let input = validate::<R>(&writing, &overlay(&R::input(&before), &body.0)).await?;
            let mut row: R::Change = before.clone().into_active_model();
            apply_changed::<R>(&input, &mut row);
            R::before_write(&writing, &input, &mut row).await?;
            let stored = tx.update(&before, row).await?;
            R::after_write(&writing, &input, &stored).await?;
            view::<R>(&tx, stored).await
        })
        .await?;
    Answer::with_status(R::UPDATE_STATUS, &stored)
}

/// Applies the input, then takes back what it set to the value that is stored already, so that an unchanged row is not
/// written.
fn apply_changed<R: Resource>(input: &R::Input, row: &mut R::Change) {
    let before = row.clone();
    R::apply(input, row);
    keep_unchanged(&before, row);
}

/// Takes back what `row` sets to the value that `before`, the stored row, holds already.
pub fn keep_unchanged<A: ActiveModelTrait>(before: &A, row: &mut A) {
    for column in <A::Entity as EntityTrait>::Column::iter() {
        if let (ActiveValue::Set(new), ActiveValue::Unchanged(old)) = (row.get(column), before.get(column))
            && new == old
        {
            row.not_set(column);
        }
    }
}

async fn delete<R: Resource>(ctx: Allowed<Delete<R>>, path: PathParams) -> Result<Answer, Failure>
where
    <Key<R> as PrimaryKeyTrait>::ValueType: From<i64>,
{
    let scope = &R::Scope::read(&path)?;
    let id = path.id(R::ID).map_err(|_| missing(R::MISSING_ON_DELETE))?;
    let ctx: &Ctx = &ctx;
    ctx.write(|tx: Tx| async move {
        scope.exists(&tx).await?;
        let row = find_locked::<R>(&tx, scope, id).await?.ok_or_else(|| missing(R::MISSING_ON_DELETE))?;
        let writing = Writing { tx: &tx, ctx, scope, before: Some(&row), prepared: None };
        R::deletable(&writing, &row).await?;
        tx.delete(row).await
    })
    .await?;
    match R::DELETED {
        Deleted::Success => Answer::success(),
        Deleted::Message(message) => Answer::ok(&json!({"message": message})),
    }
}

/// Reads and checks an input: type errors, rule errors, unknown ids, taken names and the resource's own rules, all at once.
///
/// # Errors
/// 422 with one message a field.
pub async fn validate<R: Resource>(
    writing: &Writing<'_, R>,
    object: &Map<String, Value>,
) -> Result<R::Input> {
    let reading = match writing.before {
        Some(_) => read_update::<R::Input>(object),
        None => read::<R::Input>(object),
    };
    let mut errors = reading.findings.errors;
    let own_id = writing.before.map(R::id);
    check_lookups(writing.tx, &reading.findings.lookups, own_id, &mut errors).await?;
    if let Some(input) = &reading.value {
        R::check(writing, input, &mut errors).await?;
    }
    errors.into_result()?;
    reading.value.ok_or_else(|| Error::Internal(format!("{} without errors has a value", R::Input::NAME)))
}

fn missing(message: &'static str) -> Error {
    Error::NotFound(message.into())
}

/// With a row lock on PostgreSQL; SQLite has one writer.
async fn find_locked<R: Resource>(tx: &Tx, scope: &R::Scope, id: i64) -> Result<Option<R::Row>>
where
    <Key<R> as PrimaryKeyTrait>::ValueType: From<i64>,
{
    R::Entity::find_by_id(id).filter(R::within(scope)).lock_exclusive().one(tx).await.map_err(classify)
}

async fn view<R: Resource>(connection: &impl ConnectionTrait, row: R::Row) -> Result<R::View> {
    let mut views = R::views(connection, vec![row]).await?;
    views.pop().ok_or_else(|| Error::Internal(format!("no view of {}", R::NAME)))
}

/// The `If-Match` header; by default there is none.
#[derive(Default)]
pub struct IfMatch(Option<String>);

impl IfMatch {
    /// Whether the request has one.
    pub fn is_given(&self) -> bool {
        self.0.is_some()
    }

    /// Compares it with the object as it is shown now.
    ///
    /// # Errors
    /// 412 when it names another state of the object.
    pub fn check(&self, present: &impl Serialize) -> Result<()> {
        let Some(expected) = self.0.as_deref().filter(|expected| *expected != "*") else { return Ok(()) };
        let present = etag_of_data(present)?;
        if expected.split(',').any(|tag| tag.trim() == present) { Ok(()) } else { Err(Error::Stale) }
    }
}

impl FromRequestParts<App> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let value = parts.headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
        Ok(Self(value.map(str::to_owned)))
    }
}
