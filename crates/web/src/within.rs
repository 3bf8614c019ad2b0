use std::marker::PhantomData;

use fairlead_kernel::{Error, Result};
use fairlead_store::classify;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, PrimaryKeyTrait};

use crate::{PathParams, Scope};

/// What lies in a row of `E` that lies in nothing itself, whose id is the first parameter of the path.
pub struct Within<E>(
    /// The id of that row.
    pub i64,
    PhantomData<fn() -> E>,
);

impl<E> Scope for Within<E>
where
    E: EntityTrait<Model: Send + Sync>,
    <E::PrimaryKey as PrimaryKeyTrait>::ValueType: From<i64>,
{
    fn read(path: &PathParams) -> Result<Self> {
        path.first_id().map(|id| Self(id, PhantomData))
    }

    async fn exists(&self, connection: &impl ConnectionTrait) -> Result<()> {
        match E::find_by_id(self.0).count(connection).await.map_err(classify)? {
            0 => Err(Error::no_such_item()),
            _ => Ok(()),
        }
    }
}
