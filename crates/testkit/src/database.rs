use std::path::Path;

use fairlead_store::Backend;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, postgres::PgConnectOptions};

/// An empty database of a test's own: a file that goes with its folder, or a schema on the server that the test command
/// started.
pub struct TestDatabase {
    /// What [`fairlead_store::Db::connect`] takes.
    pub url: String,
    schema: Option<String>,
}

impl TestDatabase {
    /// Makes one.
    ///
    /// # Panics
    /// When there is no PostgreSQL: a test that does not run must not look like one that passed.
    pub async fn new(backend: Backend, folder: &Path) -> Self {
        match backend {
            Backend::Sqlite => {
                let url = format!("sqlite:{}", folder.join("fairlead.db").display());
                Self { url, schema: None }
            }
            Backend::Postgres => {
                let name = folder.file_name().expect("a folder has a name").to_string_lossy().to_lowercase();
                let schema = format!("t{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), ""));
                execute(&format!("create schema {schema}")).await;
                let base = server();
                let joint = if base.contains('?') { '&' } else { '?' };
                Self {
                    url: format!("{base}{joint}options=-c%20search_path%3D{schema}"),
                    schema: Some(schema),
                }
            }
        }
    }

    /// Removes it.
    pub async fn remove(&self) {
        if let Some(schema) = &self.schema {
            execute(&format!("drop schema {schema} cascade")).await;
        }
    }
}

fn server() -> String {
    std::env::var("FAIRLEAD_TEST_POSTGRES").expect("FAIRLEAD_TEST_POSTGRES: run the tests with ./dev test")
}

async fn execute(sql: &str) {
    let options: PgConnectOptions = server().parse().expect("FAIRLEAD_TEST_POSTGRES is a URL");
    let mut connection = options.connect().await.expect("PostgreSQL answers");
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect(sql);
    connection.close().await.expect("the connection closes");
}
