//! Takes back what an import made, while nothing depends on it.

use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::{Allowed, Answer, Ctx, Failure, PathParams};
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use crate::importer::{Importer, Made};
use crate::permission::{self, Undo};
use crate::status::Status;
use crate::table::{Model, locked, save};
use crate::types::with_type;
use crate::view;

/// POST /data_imports/{id}/undo
pub async fn undo(ctx: Allowed<Undo>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let ctx: &Ctx = &ctx;
    let stored = ctx
        .write(|tx| async move {
            let before = locked(&tx, id).await?;
            permission::of_import(ctx, &before)?;
            if !before.is(Status::Successful) || before.undone_at.is_some() {
                let message = "Only an import that was successful can be undone, and only once.";
                return Err(Error::Conflict(message.into()));
            }
            let made = made(&tx, id).await?;
            with_type!(before.r#type.as_str(), I => <I as Importer>::undo(&tx, &made).await)?;
            let after =
                Model { undone_at: Some(tx.now()), updated_at: tx.now(), progress: None, ..before.clone() };
            save(&tx, &before, after).await
        })
        .await?;
    Answer::ok(&view::one(ctx.db().read(), stored).await?)
}

async fn made(tx: &Tx, id: i64) -> Result<Vec<Made>> {
    let sql = "select table_name, first_id, last_id from data_import_made where data_import_id = $1";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()]);
    let rows = tx.query_all_raw(statement).await.map_err(classify)?;
    let one = |row: &QueryResult| {
        Ok(Made {
            table: row.try_get_by_index(0)?,
            first: row.try_get_by_index(1)?,
            last: row.try_get_by_index(2)?,
        })
    };
    rows.iter().map(|row| one(row).map_err(classify)).collect()
}
