//! `Idempotency-Key`: the same key never writes twice. The key is claimed in the transaction of the write itself, so a
//! crash between the commit and the answer cannot lead to a second write.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fairlead_kernel::{Error, Result};
use sea_orm::{ConnectionTrait, Statement, Value};

use crate::{Db, Timestamp, Tx, Who, classify};

/// A key as one user sent it for one request.
#[derive(Debug, Clone)]
pub struct Key {
    /// The user's id (0: nobody).
    pub user_id: i64,
    /// What the client sent, 1 to 255 characters.
    pub key: String,
    /// Hash of method, path and body.
    pub request_hash: String,
    /// Set by the first transaction of the request that commits: later ones need not claim the key again.
    pub claimed: Arc<AtomicBool>,
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing: go on.
    New,
    /// Used for another request.
    OtherRequest,
    /// The request was carried out, but its answer was lost in a crash.
    AnswerLost,
    /// The request was carried out with this answer.
    Answer {
        /// HTTP status.
        status: u16,
        /// The JSON body.
        body: String,
    },
}

/// How long keys are remembered.
pub const KEPT_IN_HOURS: i64 = 48;

/// Looks the key up.
pub async fn find(db: &Db, key: &Key) -> Result<Known> {
    let sql = "select request_hash, status, body from idempotency_keys where user_id = $1 and key = $2";
    let values = [Value::from(key.user_id), Value::from(key.key.as_str())];
    let statement = Statement::from_sql_and_values(db.read().get_database_backend(), sql, values);
    let Some(row) = db.read().query_one_raw(statement).await.map_err(classify)? else {
        return Ok(Known::New);
    };
    let hash: String = row.try_get_by_index(0).map_err(classify)?;
    if hash != key.request_hash {
        return Ok(Known::OtherRequest);
    }
    let status: Option<i64> = row.try_get_by_index(1).map_err(classify)?;
    let body: Option<String> = row.try_get_by_index(2).map_err(classify)?;
    Ok(match (status.and_then(|status| u16::try_from(status).ok()), body) {
        (Some(status), Some(body)) => Known::Answer { status, body },
        _ => Known::AnswerLost,
    })
}

/// Claims the key inside the write. A request with several transactions claims it once.
pub(crate) async fn claim(connection: &impl ConnectionTrait, key: &Key, now: Timestamp) -> Result<()> {
    if key.claimed.load(Ordering::Acquire) {
        return Ok(());
    }
    let sql = "insert into idempotency_keys (user_id, key, request_hash, created_at) values ($1, $2, $3, $4) \
               on conflict (user_id, key) do nothing";
    let values = [
        Value::from(key.user_id),
        Value::from(key.key.as_str()),
        Value::from(key.request_hash.as_str()),
        Value::from(now.0),
    ];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    match connection.execute_raw(statement).await.map_err(classify)?.rows_affected() {
        1 => Ok(()),
        _ => Err(Error::Conflict("A request with this Idempotency-Key is being carried out.".into())),
    }
}

/// Keeps the answer, so that the next request with the key gets it again.
pub async fn keep_answer(db: &Db, key: &Key, status: u16, body: &str) -> Result<()> {
    db.write(&Who::platform("idempotency"), |tx: Tx| async move {
        let sql = "update idempotency_keys set status = $1, body = $2 where user_id = $3 and key = $4";
        let values = [
            Value::from(i64::from(status)),
            Value::from(body),
            Value::from(key.user_id),
            Value::from(key.key.as_str()),
        ];
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
        tx.execute_raw(statement).await.map(drop).map_err(classify)
    })
    .await
}

/// Forgets keys older than [`KEPT_IN_HOURS`].
pub async fn forget_old(tx: &Tx) -> Result<()> {
    let sql = "delete from idempotency_keys where created_at < $1";
    let values = [Value::from(tx.now().0 - KEPT_IN_HOURS * 3_600_000)];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    tx.execute_raw(statement).await.map(drop).map_err(classify)
}
