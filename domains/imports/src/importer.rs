//! What an import of one type is: its fields, the check of a row, how rows are written and taken back, and their export.

use std::future::Future;

use fairlead_kernel::{FieldErrors, FieldSpec, Input, Result};
use fairlead_store::Tx;
use fairlead_web::{Actor, App};
use sea_orm::DatabaseConnection;
use serde_json::{Map, Value};

use crate::field::Field;

/// Something that can be imported.
pub trait Importer: Sized + Send + Sync + 'static {
    /// What the API calls it: `accounts`.
    const TYPE: &'static str;
    /// What people call it: `Accounts`.
    const LABEL: &'static str;
    /// What the permission to import it is named after: `account_imports`.
    const PERMISSION: &'static str;
    /// A further permission that is needed: `voice_providers.read`.
    const ALSO_NEEDS: Option<(&'static str, &'static str)> = None;
    /// The permission to see what is exported: `accounts.read`.
    const READS: (&'static str, &'static str);
    /// Whether a row with a key of an earlier one is a duplicate, or merely wrong.
    const REPEATS_ARE_DUPLICATES: bool = true;
    /// The table whose row an export is of, where it is not of everything: its id is asked for by the name of the option.
    const EXPORT_OF: Option<(&'static str, &'static str)> = None;
    /// A row that can be written.
    type Row: Send + Sync;
    /// What writing remembers from one batch of rows to the next.
    type Written: Default + Send;
    /// What holds for all rows and is asked once.
    type Options: Input;

    /// What columns can hold.
    fn fields() -> &'static [Field];

    /// Loads what rows are checked against. `actor` is on whose behalf.
    fn open(app: &App, actor: &Actor, options: Self::Options) -> impl Future<Output = Result<Self>> + Send;

    /// Reads a row without asking the database.
    ///
    /// # Errors
    /// One message a path of the body.
    fn read(&self, body: Map<String, Value>) -> Result<Self::Row, FieldErrors>;

    /// What no two rows may have in common: the name of the field and the value. None for rows that may be equal.
    fn keys(&self, row: &Self::Row) -> Vec<(&'static str, String)>;

    /// What is wrong with rows in view of what is stored.
    fn judge(
        &self,
        connection: &DatabaseConnection,
        rows: &[&Self::Row],
    ) -> impl Future<Output = Result<Vec<Verdict>>> + Send;

    /// Writes a batch of rows that were read, in the order of the file; gives the ids of what came to be.
    fn write(
        &self,
        tx: &Tx,
        rows: Vec<Self::Row>,
        written: &mut Self::Written,
    ) -> impl Future<Output = Result<Vec<Made>>> + Send;

    /// What follows when all rows are written; gives the ids of what came to be by it.
    fn finish(&self, _tx: &Tx, _written: Self::Written) -> impl Future<Output = Result<Vec<Made>>> + Send {
        async { Ok(Vec::new()) }
    }

    /// Takes back what an import made.
    ///
    /// # Errors
    /// 422 when something depends on it.
    fn undo(tx: &Tx, made: &[Made]) -> impl Future<Output = Result<()>> + Send;

    /// A page of what is stored, in the order of the fields.
    fn export(
        connection: &DatabaseConnection,
        page: &Page,
    ) -> impl Future<Output = Result<Vec<Exported>>> + Send;
}

/// Which part of an export is wanted.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The row of [`Importer::EXPORT_OF`] that it is of.
    pub of: i64,
    /// Beyond what has this key; empty at the beginning.
    pub after: String,
    /// At most so many.
    pub limit: u64,
}

impl Page {
    /// The key where that is an id.
    pub fn after_id(&self) -> i64 {
        self.after.parse().unwrap_or_default()
    }
}

/// The key of a stored thing, by which exports are ordered, and its cells in the order of the fields.
pub type Exported = (String, Vec<String>);

/// Something wrong with one of some rows.
#[derive(Debug)]
pub struct Verdict {
    /// Its position among them.
    pub position: usize,
    /// The field.
    pub field: &'static str,
    /// What is wrong.
    pub message: String,
    /// It exists already.
    pub is_duplicate: bool,
}

/// Ids that came to be, `first` to `last`, in one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The table.
    pub table: String,
    /// The smallest.
    pub first: i64,
    /// The largest; all between them are meant.
    pub last: i64,
}

impl Made {
    /// Runs of consecutive ids.
    pub fn runs(table: &str, ids: &[i64]) -> Vec<Self> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        let mut runs: Vec<Self> = Vec::new();
        for id in ids {
            match runs.last_mut() {
                Some(run) if run.last + 1 == id => run.last = id,
                _ => runs.push(Self { table: table.to_owned(), first: id, last: id }),
            }
        }
        runs
    }
}

/// A type as data.
pub struct Type {
    /// [`Importer::TYPE`]
    pub name: &'static str,
    /// [`Importer::LABEL`]
    pub label: &'static str,
    /// [`Importer::PERMISSION`]
    pub permission: &'static str,
    /// [`Importer::ALSO_NEEDS`]
    pub also_needs: Option<(&'static str, &'static str)>,
    /// [`Importer::fields`]
    pub fields: fn() -> &'static [Field],
    /// The fields of [`Importer::Options`].
    pub options: fn() -> &'static [FieldSpec],
}

impl Type {
    /// That of an importer.
    pub const fn of<I: Importer>() -> Self {
        Self {
            name: I::TYPE,
            label: I::LABEL,
            permission: I::PERMISSION,
            also_needs: I::ALSO_NEEDS,
            fields: I::fields,
            options: <I::Options as Input>::fields,
        }
    }

    /// Whether somebody may import it.
    pub fn allows(&self, actor: &Actor) -> bool {
        let also = self.also_needs.is_none_or(|(resource, action)| actor.may(resource, action));
        also && actor.may(self.permission, "create")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_kept_as_runs() {
        let runs = Made::runs("dids", &[7, 3, 4, 5, 9, 10]);
        let shown: Vec<(i64, i64)> = runs.iter().map(|run| (run.first, run.last)).collect();
        assert_eq!(shown, [(3, 5), (7, 7), (9, 10)]);
    }
}
