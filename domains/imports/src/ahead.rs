//! Rows that are read while the ones before them are worked on: on two cores, reading a million rows costs next to no time.

use fairlead_kernel::{Error, Result};
use fairlead_store::Db;
use tokio::sync::mpsc;

use crate::rows::{self, Only, Staged, Window};
use crate::table::Model;

/// Rows that are read, checked and written at a time. There are at most four times as many in memory.
pub const ROWS_AT_ONCE: u64 = 5_000;

/// The rows that are imported, in windows.
pub struct Ahead(mpsc::Receiver<Result<Vec<Staged>>>);

impl Ahead {
    /// Begins to read them.
    pub fn of(db: &Db, import: &Model) -> Self {
        let (sender, receiver) = mpsc::channel(1);
        let (db, import) = (db.clone(), import.clone());
        tokio::spawn(async move {
            let mut after = 0;
            loop {
                let window = Window { after, limit: ROWS_AT_ONCE, only: Only::All };
                let found = rows::data(db.read(), &import, &window).await;
                let last = found.as_ref().ok().and_then(|rows| rows.last()).map(|row| row.number);
                if sender.send(found).await.is_err() {
                    return;
                }
                match last {
                    Some(number) => after = number,
                    None => return,
                }
            }
        });
        Self(receiver)
    }

    /// The next window; `None` at the end, which is an empty one: that nothing more comes may also mean that reading broke off.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn next(&mut self) -> Result<Option<Vec<Staged>>> {
        match self.0.recv().await {
            Some(found) => found.map(|rows| (!rows.is_empty()).then_some(rows)),
            None => Err(Error::Internal("reading the rows of an import broke off".into())),
        }
    }
}
