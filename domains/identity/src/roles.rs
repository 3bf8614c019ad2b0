//! Roles: what a group of users may do, key by key.

use fairlead_kernel::{Error, FieldErrors, Input, Result};
use fairlead_store::{Page, classify};
use fairlead_web::{Actor, Deleted, Resource, Writing};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, PaginatorTrait, QueryFilter, QuerySelect, entity::prelude::*,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{permissions, users};

/// The role that holds everything.
pub const SUPER_ADMIN: i64 = 1;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "roles")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// A unique name.
    pub name: String,
    /// List of keys: `["accounts.read"]`.
    pub permissions: Json,
    /// Holds everything and cannot be changed.
    pub built_in: bool,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The keys it holds; a built-in role holds everything without naming it.
    pub fn keys(&self) -> Vec<String> {
        let keys = self.permissions.as_array().into_iter().flatten();
        keys.filter_map(|key| key.as_str().map(str::to_owned)).collect()
    }

    /// Whether the actor holds all that the role does: only then may the actor give it, or change who has it.
    pub(crate) fn is_within(&self, actor: &Actor) -> bool {
        actor.super_admin || (!self.built_in && permissions::holds_all(actor, &self.keys()))
    }
}

/// Body of create and update.
#[derive(Input)]
pub struct RoleInput {
    /// A unique name for the role.
    #[input(max = 255, unique = "roles.name")]
    pub name: String,
    /// Keys of `GET /permissions`.
    #[input(max = 2000)]
    pub permissions: Vec<String>,
}

/// What is shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Role)]
pub struct View {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Keys of `GET /permissions`.
    pub permissions: Vec<String>,
    /// Holds everything and cannot be changed.
    pub built_in: bool,
}

/// The declared resource.
pub struct Role;

impl Resource for Role {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = RoleInput;
    type View = View;
    type Scope = ();

    const PATH: &'static str = "/roles";
    const TAG: &'static str = "Roles";
    const NAME: &'static str = "role";
    const PERMISSION: &'static str = "roles";
    const DELETED: Deleted = Deleted::Success;
    const OWN_WRITES: bool = true;

    fn page() -> Page<Entity> {
        Page::named(Column::Id, Column::Name)
    }

    fn input(row: &Model) -> RoleInput {
        RoleInput { name: row.name.clone(), permissions: row.keys() }
    }

    fn apply(input: &RoleInput, row: &mut ActiveModel) {
        let mut keys = input.permissions.clone();
        keys.sort_unstable();
        keys.dedup();
        row.name = Set(input.name.clone());
        row.permissions = Set(keys.into());
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<View>> {
        let view =
            |row: Model| View { permissions: row.keys(), id: row.id, name: row.name, built_in: row.built_in };
        Ok(rows.into_iter().map(view).collect())
    }

    async fn check(writing: &Writing<'_, Self>, input: &RoleInput, errors: &mut FieldErrors) -> Result<()> {
        changeable(writing)?;
        let known = permissions::all(&writing.ctx.app);
        for (position, key) in input.permissions.iter().enumerate() {
            if !known.iter().any(|permission| permission.key() == key) {
                errors.add(format!("permissions.{position}"), "The selected permission is not valid.");
            }
        }
        if errors.is_empty() && !permissions::holds_all(&writing.ctx.actor, &input.permissions) {
            return Err(Error::Forbidden("You cannot give a role more permissions than your own.".into()));
        }
        Ok(())
    }

    async fn before_write(writing: &Writing<'_, Self>, _: &RoleInput, row: &mut ActiveModel) -> Result<()> {
        if writing.before.is_none() {
            row.built_in = Set(false);
        }
        writing.tx.touches_auth();
        Ok(())
    }

    async fn deletable(writing: &Writing<'_, Self>, row: &Model) -> Result<()> {
        changeable(writing)?;
        let holders = users::Entity::find().filter(users::Column::RoleId.eq(row.id)).count(writing.tx).await;
        if holders.map_err(classify)? > 0 {
            return Err(Error::Refused("The role is in use and cannot be deleted.".into()));
        }
        writing.tx.touches_auth();
        Ok(())
    }
}

fn changeable(writing: &Writing<'_, Role>) -> Result<()> {
    match writing.before {
        Some(role) if role.built_in => {
            Err(Error::Refused("A built-in role cannot be changed or deleted.".into()))
        }
        Some(role) if !role.is_within(&writing.ctx.actor) => {
            Err(Error::Forbidden("You cannot change a role with more permissions than your own.".into()))
        }
        _ => Ok(()),
    }
}

/// The role with this id.
///
/// # Errors
/// [`Error::Internal`] when there is none: a foreign key keeps the roles of users.
pub(crate) async fn find(connection: &impl ConnectionTrait, id: i64) -> Result<Model> {
    let role = Entity::find_by_id(id).one(connection).await.map_err(classify)?;
    role.ok_or_else(|| Error::Internal(format!("the role {id} is gone")))
}

/// Holds up every other transaction that counts super admins, until this one ends.
pub(crate) async fn lock_super_admins(tx: &fairlead_store::Tx) -> Result<()> {
    Entity::find_by_id(SUPER_ADMIN).lock_exclusive().one(tx).await.map(drop).map_err(classify)
}

#[cfg(test)]
#[path = "roles_tests.rs"]
mod tests;
