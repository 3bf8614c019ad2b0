//! Search terms: one b-tree of folded words that both databases answer prefix queries from, in time that does not grow
//! with the number of accounts.

use fairlead_kernel::{Result, words};
use sea_orm::sea_query::{Expr, ExprTrait, Query as SeaQuery, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::{Rows, Tx, classify};

/// `search_terms`
pub mod entity {
    use sea_orm::entity::prelude::*;

    /// One word of one row.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_terms")]
    pub struct Model {
        /// The folded word.
        #[sea_orm(primary_key, auto_increment = false)]
        pub term: String,
        /// `accounts`, `contacts`, ...
        #[sea_orm(primary_key, auto_increment = false)]
        pub entity: String,
        /// The row's id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub entity_id: i64,
        /// The account that a hit leads to.
        pub account_id: i64,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Words longer than this are cut: nobody types more.
const TERM_MAX: usize = 40;
/// Words remembered of one row.
const TERMS_MAX: usize = 60;

fn terms(texts: &[&str]) -> Vec<String> {
    let mut terms: Vec<String> =
        texts.iter().flat_map(|text| words(text)).map(|word| word.chars().take(TERM_MAX).collect()).collect();
    terms.sort_unstable();
    terms.dedup();
    terms.truncate(TERMS_MAX);
    terms
}

/// A new row whose words are remembered: entity, id, texts.
pub type Searchable<'a> = (&'a str, i64, &'a [&'a str]);

/// Remembers the words of `texts` for a new row.
pub async fn add(tx: &Tx, entity: &str, entity_id: i64, account_id: i64, texts: &[&str]) -> Result<()> {
    add_all(tx, account_id, &[(entity, entity_id, texts)]).await
}

/// Remembers the words of several new rows of one account in one statement.
pub async fn add_all(tx: &Tx, account_id: i64, rows: &[Searchable<'_>]) -> Result<()> {
    let rows = rows.iter().flat_map(|(entity, entity_id, texts)| {
        terms(texts).into_iter().map(|term| entity::ActiveModel {
            term: Set(term),
            entity: Set((*entity).to_owned()),
            entity_id: Set(*entity_id),
            account_id: Set(account_id),
        })
    });
    tx.insert_all(rows.collect()).await
}

/// Remembers the words of many new rows of many accounts: entity, id, account id, texts.
pub async fn add_many<'a>(
    tx: &Tx,
    rows: impl Iterator<Item = (&'static str, i64, i64, Vec<&'a str>)>,
) -> Result<()> {
    let mut inserted = Rows::of("search_terms", &["term", "entity", "entity_id", "account_id"]);
    for (entity, entity_id, account_id, texts) in rows {
        for term in terms(&texts) {
            inserted.push([term.into(), entity.into(), entity_id.into(), account_id.into()]);
        }
    }
    tx.insert_rows(inserted).await
}

/// Forgets a row.
pub async fn remove(tx: &Tx, entity: &str, entity_id: i64) -> Result<()> {
    entity::Entity::delete_many()
        .filter(entity::Column::Entity.eq(entity))
        .filter(entity::Column::EntityId.eq(entity_id))
        .exec(tx)
        .await
        .map(drop)
        .map_err(classify)
}

/// Forgets and remembers anew.
pub async fn replace(tx: &Tx, entity: &str, entity_id: i64, account_id: i64, texts: &[&str]) -> Result<()> {
    remove(tx, entity, entity_id).await?;
    add(tx, entity, entity_id, account_id, texts).await
}

/// Forgets everything that leads to an account.
pub async fn remove_account(tx: &Tx, account_id: i64) -> Result<()> {
    entity::Entity::delete_many()
        .filter(entity::Column::AccountId.eq(account_id))
        .exec(tx)
        .await
        .map(drop)
        .map_err(classify)
}

/// One subquery a word: the ids in `column` of all rows that have a word starting with it. All of them must hold.
pub fn matching(text: &str, column: entity::Column) -> Vec<SelectStatement> {
    words(text).into_iter().take(8).map(|word| rows_with(&word, column)).collect()
}

fn rows_with(word: &str, column: entity::Column) -> SelectStatement {
    let word: String = word.chars().take(TERM_MAX).collect();
    let end = format!("{word}\u{10ffff}");
    SeaQuery::select()
        .column(column)
        .from(entity::Entity)
        .and_where(Expr::col(entity::Column::Term).gte(word))
        .and_where(Expr::col(entity::Column::Term).lt(end))
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_folded_once_each() {
        assert_eq!(terms(&["Ada Ångström", "ada@example.com"]), ["ada", "angstrom", "com", "example"]);
    }
}
