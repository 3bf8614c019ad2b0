//! The large parts of documents: the logo and the operator's templates. They are rows, so that every backup and every node has
//! them; what is made of them is kept in memory for as long as they stay the same.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fairlead_documents::{Logo, Template, TemplateKind};
use fairlead_kernel::{Error, Result};
use fairlead_store::{Timestamp, Tx, classify};
use fairlead_vault::token::token_hash;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, IntoActiveModel, QuerySelect};
use serde::Serialize;

/// A row of `document_parts`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "document_parts")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `logo`, `invoice` or `statement`.
    pub name: String,
    /// A PNG, or the text of a template.
    #[serde(skip)]
    pub content: Vec<u8>,
    /// A hash of the content.
    pub digest: String,
    /// When it was set.
    pub updated_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The name of the logo's row.
pub(super) const LOGO: &str = "logo";

/// The name of a template's row, and of the template in paths.
pub(super) fn name_of(kind: TemplateKind) -> &'static str {
    match kind {
        TemplateKind::Invoice => "invoice",
        TemplateKind::Statement => "statement",
    }
}

/// A part, if it was set.
///
/// # Errors
/// Those of the database.
pub(super) async fn find(connection: &impl ConnectionTrait, name: &str) -> Result<Option<Model>> {
    Entity::find().filter(Column::Name.eq(name)).one(connection).await.map_err(classify)
}

/// Sets a part.
///
/// # Errors
/// Those of the database.
pub(super) async fn put(tx: &Tx, name: &str, content: &[u8]) -> Result<Model> {
    let before = Entity::find().filter(Column::Name.eq(name)).lock_exclusive().one(tx).await;
    let before = before.map_err(classify)?;
    let mut row = before.clone().map(Model::into_active_model).unwrap_or_default();
    row.name = Set(name.to_owned());
    row.content = Set(content.to_vec());
    row.digest = Set(token_hash(&format!("{name} {}", STANDARD.encode(content))));
    row.updated_at = Set(tx.now());
    match before {
        Some(before) => tx.update(&before, row).await,
        None => tx.insert(row).await,
    }
}

/// Removes a part; whether it was set.
///
/// # Errors
/// Those of the database.
pub(super) async fn remove(tx: &Tx, name: &str) -> Result<bool> {
    match find(tx, name).await? {
        Some(row) => tx.delete(row).await.map(|()| true),
        None => Ok(false),
    }
}

/// What documents are made of beside their data.
#[derive(Clone, Default)]
pub(crate) struct Parts {
    pub logo: Option<Logo>,
    pub invoice: Option<Template>,
    pub statement: Option<Template>,
}

#[derive(Clone)]
enum Made {
    Logo(Option<Logo>),
    Template(Template),
}

/// By digest: at most so many, because a test or a provider that tries out templates must not fill the memory.
static MADE: LazyLock<Mutex<HashMap<String, Made>>> = LazyLock::new(Mutex::default);
const MADE_MAX: usize = 16;

/// The parts as they are now. A logo that cannot be read any more is left out.
///
/// # Errors
/// Those of the database.
pub(crate) async fn load(connection: &impl ConnectionTrait) -> Result<Parts> {
    let columns = Entity::find().select_only().column(Column::Name).column(Column::Digest);
    let names: Vec<(String, String)> = columns.into_tuple().all(connection).await.map_err(classify)?;
    let mut parts = Parts::default();
    for (name, digest) in names {
        let made = match known(&digest) {
            Some(made) => made,
            None => make(connection, &name, digest).await?,
        };
        match (name.as_str(), made) {
            (LOGO, Made::Logo(logo)) => parts.logo = logo,
            ("invoice", Made::Template(template)) => parts.invoice = Some(template),
            ("statement", Made::Template(template)) => parts.statement = Some(template),
            _ => {}
        }
    }
    Ok(parts)
}

fn known(digest: &str) -> Option<Made> {
    MADE.lock().unwrap_or_else(PoisonError::into_inner).get(digest).cloned()
}

async fn make(connection: &impl ConnectionTrait, name: &str, digest: String) -> Result<Made> {
    let content = find(connection, name).await?.map(|row| row.content).unwrap_or_default();
    let made = match name {
        LOGO => {
            let logo = tokio::task::spawn_blocking(|| Logo::new(content)).await;
            Made::Logo(logo.map_err(Error::internal)?.ok())
        }
        _ => Made::Template(Template::new(String::from_utf8_lossy(&content).into_owned())),
    };
    let mut all = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= MADE_MAX {
        all.clear();
    }
    all.insert(digest, made.clone());
    Ok(made)
}
