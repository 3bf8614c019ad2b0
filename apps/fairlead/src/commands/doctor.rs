use fairlead_kernel::{Error, Result};
use fairlead_store::{Backend, classify};
use fairlead_web::App;
use sea_orm::ConnectionTrait;

use super::say;
use crate::config::Config;
use crate::platform;

/// Checks one thing after the other and says what is wrong.
pub async fn run(config: &Config) -> Result<()> {
    let app = platform::open(config).await?;
    say("ok   database, key file and file store open");
    let mut bad = 0;
    bad += report("database is sound", sound(&app).await);
    bad += report("schema is current", current(&app).await);
    bad += report("files can be written and read", files(&app).await);
    bad += report("TLS", tls(config));
    match bad {
        0 => Ok(()),
        _ => Err(Error::Internal(format!("{bad} problems were found"))),
    }
}

fn report(what: &str, outcome: Result<()>) -> usize {
    match outcome {
        Ok(()) => {
            say(&format!("ok   {what}"));
            0
        }
        Err(error) => {
            say(&format!("BAD  {what}: {error}"));
            1
        }
    }
}

async fn sound(app: &App) -> Result<()> {
    if app.db.backend() == Backend::Postgres {
        return app.db.read().execute_unprepared("select 1").await.map(drop).map_err(classify);
    }
    let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, "pragma integrity_check");
    let row = app.db.read().query_one_raw(statement).await.map_err(classify)?;
    let verdict: String = match row {
        Some(row) => row.try_get_by_index(0).map_err(classify)?,
        None => "no answer".into(),
    };
    if verdict == "ok" { Ok(()) } else { Err(Error::Internal(verdict)) }
}

async fn current(app: &App) -> Result<()> {
    let statement = sea_orm::Statement::from_string(
        app.db.read().get_database_backend(),
        "select name from schema_migrations",
    );
    let rows = app.db.read().query_all_raw(statement).await.map_err(classify)?;
    let ran: Vec<String> =
        rows.iter().map(|row| row.try_get_by_index(0).map_err(classify)).collect::<Result<_>>()?;
    let missing: Vec<&str> = platform::migrations()
        .iter()
        .map(|step| step.name)
        .filter(|name| !ran.iter().any(|r| r == name))
        .collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(Error::Internal(format!("run `fairlead migrate`; missing: {}", missing.join(", ")))),
    }
}

async fn files(app: &App) -> Result<()> {
    let id = app.blobs.put(b"doctor").await.map_err(Error::internal)?;
    let read = app.blobs.get(&id).await.map_err(Error::internal)?;
    app.blobs.delete(&id).await.map_err(Error::internal)?;
    if read == b"doctor" { Ok(()) } else { Err(Error::Internal("what was written was not read".into())) }
}

fn tls(config: &Config) -> Result<()> {
    let Some((certificate, key)) = &config.tls else { return Ok(()) };
    for path in [certificate, key] {
        std::fs::File::open(path).map_err(|error| Error::Internal(format!("{}: {error}", path.display())))?;
    }
    Ok(())
}
