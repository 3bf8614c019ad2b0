//! What notes, files and tasks belong to: a kind of thing and its id, read from the path.

use fairlead_kernel::Result;
use fairlead_web::PathParams;
use sea_orm::ConnectionTrait;

use crate::entities::Entity;

/// One thing.
#[derive(Debug, Clone, Copy)]
pub struct Owner {
    entity: &'static Entity,
    /// Its id.
    pub id: i64,
}

impl Owner {
    /// The thing that the path names; `None` when it names a kind that there is not, or not in the plural.
    ///
    /// # Errors
    /// 404 when the id can be that of nothing.
    pub fn read(path: &PathParams, kind: &str) -> Result<Option<Self>> {
        let name = path.text(kind);
        let Some(entity) = Entity::named(name).filter(|entity| entity.name == name) else { return Ok(None) };
        Ok(Some(Self { entity, id: path.id("entity_id")? }))
    }

    /// What `entity_type` columns hold of it.
    pub fn kind(&self) -> &'static str {
        self.entity.name
    }

    /// Checks that it is there.
    ///
    /// # Errors
    /// 404 when it is not, or was deleted.
    pub async fn require(&self, connection: &impl ConnectionTrait) -> Result<()> {
        self.entity.require(connection, self.id).await
    }
}
