use fairlead_kernel::{Error, Result};
use fairlead_store::classify;
use fairlead_web::{PathParams, Scope};
use sea_orm::{ConnectionTrait, Statement, Value};

/// What lies in one account: `/accounts/{account_id}/...` or `/accounts/{id}/...`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfAccount(
    /// The account's id.
    pub i64,
);

impl Scope for OfAccount {
    fn read(path: &PathParams) -> Result<Self> {
        let name = if path.text("account_id").is_empty() { "id" } else { "account_id" };
        path.id(name).map(Self)
    }

    async fn exists(&self, connection: &impl ConnectionTrait) -> Result<()> {
        let sql = "select 1 from accounts where id = $1 and deleted_at is null";
        let backend = connection.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, [Value::from(self.0)]);
        let found = connection.query_one_raw(statement).await.map_err(classify)?;
        found.map(drop).ok_or_else(Error::no_such_item)
    }
}
