//! Resources whose rows carry lists of ids that link tables hold: the taxes of a service, the services of a package.
//!
//! They are declared as any [`Resource`]; create and update are here, because an update has to lay what was sent over the
//! lists too, and every write replaces them.

mod lists;

use fairlead_kernel::{Error, Result, overlay};
use fairlead_store::{Tx, classify};
use fairlead_web::{
    Allowed, Answer, Create, Ctx, Doc, Failure, IfMatch, JsonBody, PathParams, Resource, Routes, Update,
    Writing, delete_only, keep_unchanged, read_only, validate,
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityName, EntityTrait, IntoActiveModel, PrimaryKeyTrait, QuerySelect,
};
use serde_json::{Map, Value};

pub(crate) use lists::{List, Lists, distinct};

/// A resource with lists.
pub(crate) trait Linked: Resource<Scope = ()> {
    /// Its lists.
    const LISTS: &'static [List];

    /// Those of an input, in the same order.
    fn lists(input: &Self::Input) -> Vec<&[i64]>;

    /// The id that a create asks for.
    fn given_id(_: &Self::Input) -> Option<i64> {
        None
    }
}

type Key<R> = <<R as Resource>::Entity as EntityTrait>::PrimaryKey;

/// List, show, create, update and delete.
pub(crate) fn crud<R: Linked>() -> Routes
where
    <Key<R> as PrimaryKeyTrait>::ValueType: From<i64>,
{
    let creating = Doc::new(R::TAG, format!("Create {}", R::NAME)).status(201);
    let updating = Doc::new(R::TAG, format!("Update {}", R::NAME)).status(R::UPDATE_STATUS);
    read_only::<R>()
        .post(R::PATH, create::<R>, creating.body::<R::Input>().one::<R::View>())
        .patch(
            &format!("{}/{{{}}}", R::PATH, R::ID),
            update::<R>,
            updating.body::<R::Input>().one::<R::View>(),
        )
        .merge(delete_only::<R>())
}

async fn create<R: Linked>(ctx: Allowed<Create<R>>, body: JsonBody) -> Result<Answer, Failure> {
    let (ctx, body): (&Ctx, _) = (&ctx, &body.0);
    let stored = ctx
        .write(|tx: Tx| async move {
            let writing = Writing { tx: &tx, ctx, scope: &(), before: None, prepared: None };
            let input = validate::<R>(&writing, body).await?;
            let mut row = <R::Change as ActiveModelTrait>::default();
            R::apply(&input, &mut row);
            R::before_write(&writing, &input, &mut row).await?;
            let stored = insert::<R>(&tx, row, R::given_id(&input)).await?;
            finish(&writing, &Lists::default(), &input, stored).await
        })
        .await?;
    Answer::created(&stored)
}

async fn insert<R: Linked>(tx: &Tx, row: R::Change, given_id: Option<i64>) -> Result<R::Row> {
    match (tx.insert(row).await, given_id) {
        (Ok(stored), Some(_)) => {
            tx.restart_identity(R::Entity::default().table_name()).await?;
            Ok(stored)
        }
        // Somebody with an id of their own was faster than the identity of PostgreSQL: the next try gets another one.
        (Err(Error::Invalid(errors)), None) if errors.get("id").is_some() => Err(Error::Busy),
        (outcome, _) => outcome,
    }
}

async fn update<R: Linked>(
    ctx: Allowed<Update<R>>,
    path: PathParams,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<Answer, Failure>
where
    <Key<R> as PrimaryKeyTrait>::ValueType: From<i64>,
{
    let id = path.id(R::ID)?;
    let (ctx, body, if_match): (&Ctx, _, _) = (&ctx, &body.0, &if_match);
    let stored = ctx
        .write(|tx: Tx| async move {
            let found = R::Entity::find_by_id(id).lock_exclusive().one(&tx).await.map_err(classify)?;
            let before = found.ok_or(Error::NotFound(R::MISSING.into()))?;
            change::<R>(&tx, ctx, &before, if_match, body).await
        })
        .await?;
    Answer::with_status(R::UPDATE_STATUS, &stored)
}

/// The stored row with its lists, overlaid with what was sent, validated whole.
async fn change<R: Linked>(
    tx: &Tx,
    ctx: &Ctx,
    before: &R::Row,
    if_match: &IfMatch,
    body: &Map<String, Value>,
) -> Result<R::View> {
    if if_match.is_given() {
        if_match.check(&view::<R>(tx, before.clone()).await?)?;
    }
    let id = R::id(before);
    let lists = Lists::of(tx, R::LISTS, &[id]).await?;
    let mut whole = overlay(&R::input(before), &lists.sent(R::LISTS, id));
    whole.extend(body.clone());
    let writing = Writing { tx, ctx, scope: &(), before: Some(before), prepared: None };
    let input = validate::<R>(&writing, &whole).await?;
    let mut row: R::Change = before.clone().into_active_model();
    R::apply(&input, &mut row);
    keep_unchanged(&before.clone().into_active_model(), &mut row);
    R::before_write(&writing, &input, &mut row).await?;
    let stored = tx.update(before, row).await?;
    finish(&writing, &lists, &input, stored).await
}

/// The lists, what follows from them, and the row as it is shown.
async fn finish<R: Linked>(
    writing: &Writing<'_, R>,
    lists: &Lists,
    input: &R::Input,
    row: R::Row,
) -> Result<R::View> {
    let owners = R::Entity::default();
    lists.replace(writing.tx, R::LISTS, owners.table_name(), R::id(&row), &R::lists(input)).await?;
    R::after_write(writing, input, &row).await?;
    view::<R>(writing.tx, row).await
}

async fn view<R: Linked>(connection: &impl ConnectionTrait, row: R::Row) -> Result<R::View> {
    let mut views = R::views(connection, vec![row]).await?;
    views.pop().ok_or_else(|| Error::Internal(format!("no view of {}", R::NAME)))
}
