use std::path::{Path, PathBuf};

use fairlead_kernel::{Error, Result};
use fairlead_store::DbOptions;
use ipnet::IpNet;

use crate::cli::Options;

/// The configuration in force.
#[derive(Clone)]
pub struct Config {
    /// Address and port.
    pub listen: String,
    /// URL of the database.
    pub database: String,
    /// Folder for everything that has no place of its own.
    pub data_dir: PathBuf,
    /// URL of the file store.
    pub files: String,
    /// Keys that seal stored secrets.
    pub key_file: PathBuf,
    /// How people reach the server, without a trailing slash.
    pub public_url: String,
    /// Certificate chain and private key.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Proxies that are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Password of the user admin when it is created.
    pub admin_password: Option<String>,
    /// Sizes of the pools.
    pub db_options: DbOptions,
    /// Whether logs are JSON.
    pub json_logs: bool,
    /// What is logged.
    pub log: String,
    /// Whether serve works off jobs.
    pub worker: bool,
}

impl Config {
    /// Flags and variables over the file over the defaults.
    ///
    /// # Errors
    /// When the file cannot be read or names an unknown option, or the options contradict each other.
    pub fn load(flags: &Options, file: Option<&Path>) -> Result<Self> {
        let file = file.map_or_else(|| Ok(Options::default()), read)?;
        let data_dir = pick(&flags.data_dir, &file.data_dir).unwrap_or_else(|| "data".into());
        let listen = pick(&flags.listen, &file.listen).unwrap_or_else(|| "127.0.0.1:8080".into());
        let certificate = pick(&flags.tls_certificate, &file.tls_certificate);
        let tls = match (certificate, pick(&flags.tls_key, &file.tls_key)) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => return Err(Error::Internal("TLS needs both a certificate and a key".into())),
        };
        let scheme = if tls.is_some() { "https" } else { "http" };
        let public_url =
            pick(&flags.public_url, &file.public_url).unwrap_or_else(|| format!("{scheme}://{listen}"));
        let mut db_options = DbOptions::default();
        db_options.sqlite_readers =
            pick(&flags.sqlite_readers, &file.sqlite_readers).unwrap_or(db_options.sqlite_readers);
        db_options.postgres_connections = pick(&flags.postgres_connections, &file.postgres_connections)
            .unwrap_or(db_options.postgres_connections);
        Ok(Self {
            database: pick(&flags.database, &file.database)
                .unwrap_or_else(|| format!("sqlite:{}", data_dir.join("fairlead.db").display())),
            files: pick(&flags.files, &file.files)
                .unwrap_or_else(|| format!("file:{}", data_dir.join("files").display())),
            key_file: pick(&flags.key_file, &file.key_file).unwrap_or_else(|| data_dir.join("fairlead.key")),
            public_url: public_url.trim_end_matches('/').to_owned(),
            tls,
            trusted_proxies: pick(&flags.trusted_proxies, &file.trusted_proxies).unwrap_or_default(),
            admin_password: pick(&flags.admin_password, &file.admin_password),
            db_options,
            json_logs: pick(&flags.log_format, &file.log_format).is_some_and(|format| format == "json"),
            log: pick(&flags.log, &file.log).unwrap_or_else(|| "info".into()),
            worker: !pick(&flags.no_worker, &file.no_worker).unwrap_or(false),
            data_dir,
            listen,
        })
    }

    /// Whether cookies may only travel over TLS.
    pub fn secure_cookies(&self) -> bool {
        self.public_url.starts_with("https:")
    }
}

fn pick<T: Clone>(flag: &Option<T>, file: &Option<T>) -> Option<T> {
    flag.clone().or_else(|| file.clone())
}

fn read(path: &Path) -> Result<Options> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::Internal(format!("cannot read {}: {error}", path.display())))?;
    toml::from_str(&text).map_err(|error| Error::Internal(format!("{}: {}", path.display(), error.message())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_win_and_everything_has_a_default() {
        let flags = Options { listen: Some("0.0.0.0:9".into()), ..Options::default() };
        let config = Config::load(&flags, None).unwrap();
        assert_eq!(config.listen, "0.0.0.0:9");
        assert_eq!(config.database, "sqlite:data/fairlead.db");
        assert_eq!(config.public_url, "http://0.0.0.0:9");
        assert!(config.worker && config.tls.is_none());
    }

    #[test]
    fn a_certificate_without_a_key_is_refused() {
        let flags = Options { tls_certificate: Some("cert.pem".into()), ..Options::default() };
        assert!(Config::load(&flags, None).is_err());
    }
}
