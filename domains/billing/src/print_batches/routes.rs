use chrono::NaiveDate;
use fairlead_customers::calendar;
use fairlead_kernel::{Error, Input, Result};
use fairlead_store::{Page, Tx, classify};
use fairlead_web::{
    Allowed, Answer, Create, Delete, Doc, Failure, JsonBody, ListQuery, NoInput, PathParams, Read, Resource,
    Routes, Update, read_only,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Order;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, QuerySelect, Statement, Value};

use super::tables::batches::{ActiveModel, Column, DONE, Entity, Model, QUEUED};
use super::{files, make};

/// The resource, as far as it is read.
pub struct PrintBatch;

impl Resource for PrintBatch {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/financial/print_batches";
    const TAG: &'static str = "Financial";
    const NAME: &'static str = "print batch";
    const PERMISSION: &'static str = "print_batches";
    const OWN: bool = true;

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::DateTo],
            filters: vec![Column::State],
            searches: Vec::new(),
            order: (Column::Id, Order::Desc),
            key: Column::Id,
        }
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }
}

/// Body of create.
#[derive(Input)]
pub struct PrintBatchInput {
    /// The first date of its invoices.
    pub date_from: NaiveDate,
    /// The last one. Left out: today.
    pub date_to: Option<NaiveDate>,
}

/// The routes of print batches.
pub(crate) fn routes() -> Routes {
    let doc = |summary: &str| Doc::own(PrintBatch::TAG, summary);
    let one = format!("{}/{{id}}", PrintBatch::PATH);
    read_only::<PrintBatch>()
        .post(
            PrintBatch::PATH,
            create,
            doc("Print the invoices of a time").status(201).body::<PrintBatchInput>().one::<Model>(),
        )
        .get(&format!("{one}/file"), file, doc("A file of a print batch").bytes("application/pdf"))
        .post(
            &format!("{one}/mark_as_printed"),
            mark_as_printed,
            doc("Say that a batch was printed").one::<Model>(),
        )
        .delete(&one, delete, doc("Delete print batch"))
}

/// POST: takes every invoice of the dates that is to be printed and is in no batch: of accounts with `print_invoice`, not void,
/// and not part of a master's invoice. 422 when there is none.
async fn create(ctx: Allowed<Create<PrintBatch>>, body: JsonBody) -> Result<Answer, Failure> {
    let input: &PrintBatchInput = &body.read()?;
    let date_to = input.date_to.unwrap_or(calendar::today(&ctx.app).await?);
    if date_to < input.date_from {
        return Err(Error::field("date_to", "The last date must not be before the first one.").into());
    }
    let batch = ctx
        .write(|tx: Tx| async move {
            let row = ActiveModel {
                id: NotSet,
                date_from: Set(input.date_from),
                date_to: Set(date_to),
                state: Set(QUEUED.into()),
                invoices: Set(0),
                invoices_done: Set(0),
                pages: Set(0),
                files: Set(0),
                error: Set(None),
                printed_at: Set(None),
                created_at: Set(tx.now()),
                finished_at: Set(None),
            };
            let batch = tx.insert(row).await?;
            let invoices = take(&tx, &batch).await?;
            if invoices == 0 {
                return Err(Error::Refused("There is no invoice to print.".into()));
            }
            let mut counted = batch.clone().into_active_model();
            counted.invoices = Set(invoices);
            tx.enqueue(make::job(batch.id)).await?;
            tx.update(&batch, counted).await
        })
        .await?;
    Answer::created(&batch)
}

async fn take(tx: &Tx, batch: &Model) -> Result<i64> {
    let sql = "insert into invoice_prints (invoice_id, print_batch_id) \
         select i.id, $1 from invoices i join accounts a on a.id = i.account_id \
         where i.date >= $2 and i.date <= $3 and a.print_invoice and a.deleted_at is null and not i.void \
         and i.master_invoice_id is null and not exists (select 1 from invoice_prints p where p.invoice_id = i.id) \
         order by i.id";
    let values = [batch.id.into(), batch.date_from.into(), batch.date_to.into()];
    let taken = execute(tx, sql, values).await?;
    i64::try_from(taken).map_err(Error::internal)
}

async fn execute<const N: usize>(tx: &Tx, sql: &str, values: [Value; N]) -> Result<u64> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await.map_err(classify)?.rows_affected())
}

/// GET .../file?part=1: 404 until it is there.
async fn file(
    ctx: Allowed<Read<PrintBatch>>,
    path: PathParams,
    query: ListQuery,
) -> Result<axum::response::Response, Failure> {
    let part = query.text("part").map_or(Some(1), |part| part.parse().ok());
    Ok(files::download(&ctx.app, path.id("id")?, part.ok_or_else(Error::no_such_item)?).await?)
}

async fn held(tx: &Tx, id: i64) -> Result<Model> {
    let found = Entity::find_by_id(id).lock_exclusive().one(tx).await.map_err(classify)?;
    found.ok_or_else(Error::no_such_item)
}

/// POST .../mark_as_printed: again changes nothing. 409 until its files are there.
async fn mark_as_printed(ctx: Allowed<Update<PrintBatch>>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    let batch = ctx
        .write(|tx: Tx| async move {
            let before = held(&tx, id).await?;
            if before.state != DONE {
                return Err(Error::Conflict("The files of the batch are not there yet.".into()));
            }
            let mut row = before.clone().into_active_model();
            if before.printed_at.is_none() {
                row.printed_at = Set(Some(tx.now()));
            }
            tx.update(&before, row).await
        })
        .await?;
    Answer::ok(&batch)
}

/// DELETE: the files go. Invoices of a batch that was printed stay printed, those of another one can be printed by the next.
async fn delete(ctx: Allowed<Delete<PrintBatch>>, path: PathParams) -> Result<Answer, Failure> {
    let id = path.id("id")?;
    ctx.write(|tx: Tx| async move {
        let batch = held(&tx, id).await?;
        let sql = match batch.printed_at {
            Some(_) => "update invoice_prints set print_batch_id = null where print_batch_id = $1",
            None => "delete from invoice_prints where print_batch_id = $1",
        };
        execute(&tx, sql, [id.into()]).await?;
        files::remove(&tx, id).await?;
        tx.delete(batch).await
    })
    .await?;
    Answer::success()
}
