use std::future::{Future, ready};
use std::marker::PhantomData;

use fairlead_kernel::{FieldErrors, FieldSpec, Input, Reader, Result};
use fairlead_store::{Page, Query, Tx, classify};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait,
    FromQueryResult, IntoActiveModel, Iterable, ModelTrait, PrimaryKeyToColumn, PrimaryKeyTrait, QueryFilter,
    Select,
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{Ctx, PathParams, Permission};

/// What a nested resource lies in, read from the path: an account, an entity with files.
pub trait Scope: Sized + Send + Sync + 'static {
    /// Reads it.
    ///
    /// # Errors
    /// 404 for what cannot exist.
    fn read(path: &PathParams) -> Result<Self>;

    /// Checks that it exists.
    ///
    /// # Errors
    /// 404 when it does not.
    fn exists(&self, connection: &impl ConnectionTrait) -> impl Future<Output = Result<()>> + Send;
}

/// Top level: always there.
impl Scope for () {
    fn read(_: &PathParams) -> Result<Self> {
        Ok(())
    }
    fn exists(&self, _: &impl ConnectionTrait) -> impl Future<Output = Result<()>> + Send {
        ready(Ok(()))
    }
}

/// How a successful delete answers.
#[derive(Debug, Clone, Copy)]
pub enum Deleted {
    /// `{"success": true}`
    Success,
    /// `{"message": "..."}`
    Message(&'static str),
}

/// A plain resource: declare it, and [`crate::crud`] gives list, show, create, update, delete, paging, permissions, audit
/// and OpenAPI. Whoever needs to override more than a hook writes ordinary handlers instead (rule 2).
pub trait Resource: Sized + Send + Sync + 'static {
    /// The table.
    type Entity: EntityTrait<Model = Self::Row, ActiveModel = Self::Change, Column: Send>;
    /// A row of it.
    type Row: ModelTrait<Entity = Self::Entity>
        + FromQueryResult
        + IntoActiveModel<Self::Change>
        + Serialize
        + Clone
        + Send
        + Sync;
    /// A row being written.
    type Change: ActiveModelTrait<Entity = Self::Entity> + ActiveModelBehavior + Default + Send + Sync;
    /// The body of create and update.
    type Input: Input;
    /// What is shown.
    type View: Serialize + ToSchema + Send + Sync;
    /// What it lies in.
    type Scope: Scope;

    /// Collection path below `/api/v1`: `/system/account_groups`.
    const PATH: &'static str;
    /// Name of the id in the path: `id`.
    const ID: &'static str = "id";
    /// Group of the contract.
    const TAG: &'static str;
    /// One of them: `account group`.
    const NAME: &'static str;
    /// What permissions are named after: `account_groups`.
    const PERMISSION: &'static str;
    /// Status of a successful update.
    const UPDATE_STATUS: u16 = 200;
    /// How delete answers.
    const DELETED: Deleted = Deleted::Success;
    /// Message for an unknown id.
    const MISSING: &'static str = "No item with that ID found.";
    /// Message for an unknown id on delete.
    const MISSING_ON_DELETE: &'static str = Self::MISSING;
    /// Not in the reference.
    const OWN: bool = false;
    /// Create, update and delete are not in the reference, list and show are.
    const OWN_WRITES: bool = Self::OWN;
    /// Larger bodies are allowed.
    const BODY_LIMIT_IN_BYTES: Option<usize> = None;
    /// Filters that [`Self::narrow`] understands, besides those of [`Self::page`].
    const OWN_FILTERS: &'static [&'static str] = &[];
    /// Whether [`Self::narrow`] understands `search`.
    const OWN_SEARCH: bool = false;

    /// What lists can be sorted, filtered and searched by.
    fn page() -> Page<Self::Entity>;

    /// The id of a row: its primary key.
    fn id(row: &Self::Row) -> i64 {
        let key = <<Self::Entity as EntityTrait>::PrimaryKey as Iterable>::iter().next();
        match key.map(|key| row.get(key.into_column())) {
            Some(sea_orm::Value::BigInt(Some(id))) => id,
            _ => panic!("the key of {} is no id: override Resource::id", Self::NAME),
        }
    }

    /// The stored row as it would be sent: what an update is laid over.
    fn input(row: &Self::Row) -> Self::Input;

    /// Carries the input into the row.
    fn apply(input: &Self::Input, row: &mut Self::Change);

    /// One of them as it is shown; to be overridden where one SQL text answers it.
    fn one(
        connection: &DatabaseConnection,
        scope: &Self::Scope,
        id: i64,
    ) -> impl Future<Output = Result<Option<Self::View>>> + Send
    where
        <<Self::Entity as EntityTrait>::PrimaryKey as PrimaryKeyTrait>::ValueType: From<i64>,
    {
        async move {
            let found = Self::Entity::find_by_id(id).filter(Self::within(scope)).one(connection).await;
            let Some(row) = found.map_err(classify)? else { return Ok(None) };
            Ok(Self::views(connection, vec![row]).await?.pop())
        }
    }

    /// What is shown, for a whole page at once, so that a list never asks row by row.
    fn views(
        connection: &impl ConnectionTrait,
        rows: Vec<Self::Row>,
    ) -> impl Future<Output = Result<Vec<Self::View>>> + Send;

    /// The rows in a scope; also the place to leave out what is deleted.
    fn within(_scope: &Self::Scope) -> Condition {
        Condition::all()
    }

    /// Writes the scope into a new row.
    fn place(_scope: &Self::Scope, _row: &mut Self::Change) {}

    /// Further filters of a list: those of [`Self::OWN_FILTERS`], and `search` with [`Self::OWN_SEARCH`].
    ///
    /// # Errors
    /// 422 for a parameter that is not understood.
    fn narrow(select: Select<Self::Entity>, _query: &Query) -> Result<Select<Self::Entity>> {
        Ok(select)
    }

    /// Slow work for a create or update that must not hold the database up, such as hashing the password in the body.
    /// It runs before the transaction, on the body as sent; the hooks find what it gives in [`Writing::prepared`].
    fn prepare(
        _ctx: &Ctx,
        _body: &Map<String, Value>,
    ) -> impl Future<Output = Result<Option<String>>> + Send {
        ready(Ok(None))
    }

    /// Rules beyond the input's own; adds to `errors`.
    ///
    /// # Errors
    /// For refusals that concern no field (403, 409).
    fn check(
        _writing: &Writing<'_, Self>,
        _input: &Self::Input,
        _errors: &mut FieldErrors,
    ) -> impl Future<Output = Result<()>> + Send {
        ready(Ok(()))
    }

    /// Last changes to the row: stamps, derived columns, secrets.
    fn before_write(
        _writing: &Writing<'_, Self>,
        _input: &Self::Input,
        _row: &mut Self::Change,
    ) -> impl Future<Output = Result<()>> + Send {
        ready(Ok(()))
    }

    /// Side effects in the same transaction.
    fn after_write(
        _writing: &Writing<'_, Self>,
        _input: &Self::Input,
        _row: &Self::Row,
    ) -> impl Future<Output = Result<()>> + Send {
        ready(Ok(()))
    }

    /// Whether a row may go; also the place to remove what belongs to it.
    ///
    /// # Errors
    /// 422 or 409 when it may not.
    fn deletable(_writing: &Writing<'_, Self>, _row: &Self::Row) -> impl Future<Output = Result<()>> + Send {
        ready(Ok(()))
    }
}

/// The body of a resource that is only read through this API.
pub struct NoInput;

impl Input for NoInput {
    const NAME: &'static str = "NoInput";

    fn fields() -> &'static [FieldSpec] {
        &[]
    }
    fn read(_: &mut Reader<'_>) -> Option<Self> {
        Some(Self)
    }
    fn to_map(&self) -> Map<String, Value> {
        Map::new()
    }
}

/// A write of an `R` under way, as its hooks see it.
pub struct Writing<'a, R: Resource> {
    /// The transaction.
    pub tx: &'a Tx,
    /// Who asks.
    pub ctx: &'a Ctx,
    /// What it lies in.
    pub scope: &'a R::Scope,
    /// The stored row on update and delete.
    pub before: Option<&'a R::Row>,
    /// What [`Resource::prepare`] gave.
    pub prepared: Option<&'a str>,
}

macro_rules! crud_permission {
    ($($name:ident $action:literal $doc:literal),*) => {
        $(
            #[doc = $doc]
            pub struct $name<R>(PhantomData<R>);

            impl<R: Resource> Permission for $name<R> {
                const RESOURCE: &'static str = R::PERMISSION;
                const ACTION: &'static str = $action;
            }
        )*
    };
}

crud_permission!(
    Read "read" "May see them.",
    Create "create" "May add one.",
    Update "update" "May change one.",
    Delete "delete" "May remove one."
);
