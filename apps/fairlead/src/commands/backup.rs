use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fairlead_kernel::{Error, Result};
use fairlead_store::Pools;
use sqlx::AssertSqlSafe;

use super::say;
use crate::config::Config;
use crate::platform;

const SQLITE_COPY: &str = "fairlead.db";
const POSTGRES_COPY: &str = "fairlead.pgdump";

/// Copies database, files and key into a new folder while the server runs. The database is copied first: a file that a
/// row of the copy names is in the copied folder, because files are written before their rows and kept for a while after
/// those are gone.
pub async fn backup(config: &Config, folder: &Path) -> Result<()> {
    if folder.exists() && fs::read_dir(folder).map_err(Error::internal)?.next().is_some() {
        return Err(Error::Internal(format!("{} is not empty", folder.display())));
    }
    make_private(folder)?;
    let app = platform::open(config).await?;
    match app.db.pools() {
        Pools::Sqlite { read, .. } => {
            let target = folder.join(SQLITE_COPY);
            let sql = format!("vacuum into '{}'", target.display().to_string().replace('\'', "''"));
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(read).await.map_err(Error::internal)?;
        }
        Pools::Postgres(_) => {
            run(Command::new("pg_dump")
                .args(["--format=custom", "--file"])
                .arg(folder.join(POSTGRES_COPY))
                .arg(&config.database))?;
        }
    }
    app.db.close().await;
    if let Some(files) = local_files(config).filter(|files| files.exists()) {
        copy_folder(&files, &folder.join("files"))?;
    }
    copy_private(&config.key_file, &folder.join("fairlead.key"))?;
    say(&format!(
        "The backup is in {}. It holds the key: keep it as safe as the data itself.",
        folder.display()
    ));
    Ok(())
}

/// Takes a backup into an empty database, an empty file store and no key.
pub async fn restore(config: &Config, folder: &Path) -> Result<()> {
    if config.key_file.exists() {
        return Err(Error::Internal(format!(
            "{} exists: restore into an empty place",
            config.key_file.display()
        )));
    }
    make_private(&config.data_dir)?;
    match config.database.strip_prefix("sqlite:") {
        Some(path) => {
            let path = PathBuf::from(path.split('?').next().unwrap_or(path).trim_start_matches("//"));
            if path.exists() {
                return Err(Error::Internal(format!(
                    "{} exists: restore into an empty place",
                    path.display()
                )));
            }
            copy_private(&folder.join(SQLITE_COPY), &path)?;
        }
        None => {
            run(Command::new("pg_restore")
                .args(["--no-owner", "--exit-on-error", "--single-transaction", "--dbname"])
                .arg(&config.database)
                .arg(folder.join(POSTGRES_COPY)))?;
        }
    }
    let copied = folder.join("files");
    if let Some(files) = local_files(config).filter(|_| copied.exists()) {
        copy_folder(&copied, &files)?;
    }
    copy_private(&folder.join("fairlead.key"), &config.key_file)?;
    say("The backup was restored");
    Ok(())
}

fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| Error::Internal(format!("cannot run {name}: {error}")))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(Error::Internal(format!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim()))),
    }
}

fn local_files(config: &Config) -> Option<PathBuf> {
    let path = config.files.strip_prefix("file:")?;
    Some(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
}

fn make_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| Error::Internal(format!("cannot make {}: {error}", folder.display())))
}

fn copy_private(from: &Path, to: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let failed = |error| Error::Internal(format!("cannot copy {}: {error}", from.display()));
    fs::copy(from, to).map_err(failed)?;
    fs::set_permissions(to, fs::Permissions::from_mode(0o600)).map_err(failed)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    make_private(to)?;
    for entry in fs::read_dir(from).map_err(Error::internal)? {
        let entry = entry.map_err(Error::internal)?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(Error::internal)?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            copy_private(&entry.path(), &target)?;
        }
    }
    Ok(())
}
