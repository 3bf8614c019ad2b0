//! The job: makes one file of a batch, and leaves the next to another job, so that a long batch keeps nobody waiting. What was
//! made stays when it is killed.

use fairlead_customers::accounts;
use fairlead_documents::{PrintFile, TemplateKind};
use fairlead_kernel::{Error, Result};
use fairlead_store::jobs::{Enqueue, Progress};
use fairlead_store::{Tx, Who, classify};
use fairlead_vault::blobs::BlobId;
use fairlead_web::App;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Statement};
use serde_json::{Value, json};

use super::tables::batches::{self, DONE, FAILED, MAKING};
use super::tables::files;
use crate::invoices::pdf::{Frame, House, invoice, statement};
use crate::ledger::invoices;

/// Makes the next file of a batch.
pub(crate) const JOB: &str = "print_batches.make";
/// Laid-out pages are kept in memory until their file is written, some 100 kB each: so many, and no more.
const PAGES_IN_A_FILE: usize = if cfg!(test) { 3 } else { 500 };
/// Invoices that are read at once.
const INVOICES_AT_ONCE: i64 = 100;

/// The job of a batch: it gives way to shorter ones.
pub(super) fn job(batch_id: i64) -> Enqueue {
    Enqueue { bulk: true, ..Enqueue::now(JOB, json!({"print_batch_id": batch_id})) }
}

/// Makes the next file.
///
/// # Errors
/// Those of the database and of the file store; then it is tried again.
pub(super) async fn make(app: &App, payload: &Value, progress: &Progress) -> Result<()> {
    let id = payload["print_batch_id"].as_i64().unwrap_or_default();
    let found = batches::Entity::find_by_id(id).one(app.db.read()).await.map_err(classify)?;
    // Deleted meanwhile, or this is the second try of what went well.
    let Some(batch) = found.filter(|batch| batch.state != DONE && batch.state != FAILED) else {
        return Ok(());
    };
    let files = super::files::of_batch(app.db.read(), id).await?;
    let after = files.iter().filter_map(|file| file.last_invoice_id).max().unwrap_or_default();
    let file = begin(app, &batch, &files).await?;
    let mut maker =
        Maker { app, house: House::of(app).await?, pages: PrintFile::default(), done: 0, last: after };
    match maker.fill(&batch, progress).await {
        Ok(()) => store(app, &batch, file, maker).await,
        Err(Error::Refused(why)) => fail(app, &batch, &why).await,
        Err(error) => Err(error),
    }
}

/// The row of the file to make: the one that was begun when an earlier try was killed, or a new one.
async fn begin(app: &App, batch: &batches::Model, files: &[files::Model]) -> Result<files::Model> {
    if let Some(open) = files.iter().find(|file| file.last_invoice_id.is_none()) {
        return Ok(open.clone());
    }
    let blob_id = &BlobId::random().map_err(Error::internal)?;
    let number = i64::try_from(files.len()).unwrap_or_default() + 1;
    let who = &Who::platform("print batches");
    let written = app.db.write(who, |tx: Tx| async move {
        let marked = batches::Entity::update_many()
            .col_expr(batches::Column::State, Expr::value(MAKING))
            .filter(batches::Column::Id.eq(batch.id));
        marked.exec(&tx).await.map_err(classify)?;
        let row = files::ActiveModel {
            id: NotSet,
            print_batch_id: Set(batch.id),
            number: Set(number),
            blob_id: Set(blob_id.as_str().to_owned()),
            last_invoice_id: Set(None),
            size_in_bytes: Set(0),
        };
        files::Entity::insert(row).exec_with_returning(&tx).await.map_err(classify)
    });
    written.await
}

struct Maker<'a> {
    app: &'a App,
    house: House,
    pages: PrintFile,
    /// Invoices in the file.
    done: i64,
    /// The last of them.
    last: i64,
}

impl Maker<'_> {
    /// Lays out invoices until the file is full or there are no more.
    async fn fill(&mut self, batch: &batches::Model, progress: &Progress) -> Result<()> {
        while self.pages.len() < PAGES_IN_A_FILE {
            let next = next(self.app, batch.id, self.last).await?;
            if next.is_empty() {
                return Ok(());
            }
            for row in next {
                self.add(&row).await?;
                if self.pages.len() >= PAGES_IN_A_FILE {
                    break;
                }
            }
            progress.report(batch.invoices_done + self.done, batch.invoices).await?;
        }
        Ok(())
    }

    async fn add(&mut self, row: &invoices::Model) -> Result<()> {
        let read = self.app.db.read();
        let account = accounts::Entity::find_by_id(row.account_id).one(read).await.map_err(classify)?;
        let account = account.ok_or_else(|| Error::Internal("an account is gone".into()))?;
        let frame = Frame::of(self.app, self.house.clone(), &account).await?;
        let mut pages = std::mem::take(&mut self.pages);
        let laid_out = if account.bill_mode == "statement" {
            let look = frame.house.look(TemplateKind::Statement);
            let document = statement::document(read, &frame, &account, row).await?;
            tokio::task::spawn_blocking(move || pages.add_statement(&document, &look).map(|()| pages)).await
        } else {
            let look = frame.house.look(TemplateKind::Invoice);
            let document = invoice::document(read, &frame, &account, row).await?;
            tokio::task::spawn_blocking(move || pages.add_invoice(&document, &look).map(|()| pages)).await
        };
        let laid_out = laid_out.map_err(Error::internal)?;
        self.pages =
            laid_out.map_err(|error| Error::Refused(format!("Invoice {}: {error}", row.id).into()))?;
        self.last = row.id;
        self.done += 1;
        Ok(())
    }
}

/// The next invoices of a batch. What became void since it was made is left out.
async fn next(app: &App, batch_id: i64, after: i64) -> Result<Vec<invoices::Model>> {
    let sql = "select i.* from invoice_prints p join invoices i on i.id = p.invoice_id \
         where p.print_batch_id = $1 and p.invoice_id > $2 and not i.void order by p.invoice_id limit $3";
    let db = app.db.read();
    let values = [batch_id.into(), after.into(), INVOICES_AT_ONCE.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    invoices::Entity::find().from_raw_sql(statement).all(db).await.map_err(classify)
}

async fn store(app: &App, batch: &batches::Model, file: files::Model, maker: Maker<'_>) -> Result<()> {
    let (pages, done, last) = (maker.pages, maker.done, maker.last);
    let page_count = i64::try_from(pages.len()).unwrap_or_default();
    if pages.is_empty() {
        return finish(app, batch, None, (0, 0, 0)).await;
    }
    let bytes = tokio::task::spawn_blocking(move || pages.into_pdf()).await.map_err(Error::internal)?;
    let bytes = bytes.map_err(Error::internal)?;
    let id: BlobId = file.blob_id.parse().map_err(Error::internal)?;
    app.blobs.put_as(&id, &bytes).await.map_err(Error::internal)?;
    let size = i64::try_from(bytes.len()).map_err(Error::internal)?;
    finish(app, batch, Some((file, size)), (page_count, done, last)).await
}

/// Notes a file that is stored, and what comes next. Without a file the batch is done.
async fn finish(
    app: &App,
    batch: &batches::Model,
    stored: Option<(files::Model, i64)>,
    (pages, done, last): (i64, i64, i64),
) -> Result<()> {
    let (who, stored) = (&Who::platform("print batches"), &stored);
    let more = stored.is_some() && !next(app, batch.id, last).await?.is_empty();
    let written = app.db.write(who, |tx: Tx| async move {
        let mut row = batch.clone().into_active_model();
        if let Some((file, size)) = stored {
            let mut made = file.clone().into_active_model();
            made.last_invoice_id = Set(Some(last));
            made.size_in_bytes = Set(*size);
            match files::Entity::update(made).exec(&tx).await {
                // The batch was deleted while its file was made: its content goes too.
                Err(sea_orm::DbErr::RecordNotUpdated) => {
                    let ids = json!({"blob_ids": [file.blob_id]});
                    return tx.enqueue(Enqueue::now(super::files::DISCARD, ids)).await.map(drop);
                }
                outcome => outcome.map_err(classify)?,
            };
            row.files = Set(file.number);
            row.pages = Set(batch.pages + pages);
            row.invoices_done = Set(batch.invoices_done + done);
        }
        row.state = Set(if more { MAKING } else { DONE }.into());
        if !more {
            row.finished_at = Set(Some(tx.now()));
        }
        batches::Entity::update(row).exec(&tx).await.map_err(classify)?;
        match more {
            true => tx.enqueue(job(batch.id)).await.map(drop),
            false => Ok(()),
        }
    });
    written.await
}

async fn fail(app: &App, batch: &batches::Model, why: &str) -> Result<()> {
    let who = &Who::platform("print batches");
    let written = app.db.write(who, |tx: Tx| async move {
        let mut row = batch.clone().into_active_model();
        row.state = Set(FAILED.into());
        row.error = Set(Some(why.to_owned()));
        batches::Entity::update(row).exec(&tx).await.map(drop).map_err(classify)
    });
    written.await
}
