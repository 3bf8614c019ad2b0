use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use serde::Deserialize;

/// Fairlead: the platform an internet service provider runs on.
#[derive(Parser)]
#[command(name = "fairlead", version)]
pub struct Cli {
    /// TOML file with the same names as the options.
    #[arg(long, env = "FAIRLEAD_CONFIG", global = true)]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

/// Every option; each can also stand in the TOML file or in a FAIRLEAD_ variable. Flags win over variables, those over
/// the file.
#[derive(Args, Default, Deserialize, Clone)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Address and port to listen on [127.0.0.1:8080].
    #[arg(long, env = "FAIRLEAD_LISTEN", global = true)]
    pub listen: Option<String>,
    /// sqlite:FILE or postgres://... [sqlite:DATA_DIR/fairlead.db].
    #[arg(long, env = "FAIRLEAD_DATABASE", global = true, hide_env_values = true)]
    pub database: Option<String>,
    /// Folder for the database, the files and the key [data].
    #[arg(long, env = "FAIRLEAD_DATA_DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// Where uploaded files go: file:FOLDER or s3://BUCKET/PREFIX [file:DATA_DIR/files].
    #[arg(long, env = "FAIRLEAD_FILES", global = true)]
    pub files: Option<String>,
    /// File with the keys that seal stored secrets [DATA_DIR/fairlead.key].
    #[arg(long, env = "FAIRLEAD_KEY_FILE", global = true)]
    pub key_file: Option<PathBuf>,
    /// How people reach this server, for links in mails [http(s)://LISTEN].
    #[arg(long, env = "FAIRLEAD_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// PEM file with the TLS certificate chain.
    #[arg(long, env = "FAIRLEAD_TLS_CERTIFICATE", global = true)]
    pub tls_certificate: Option<PathBuf>,
    /// PEM file with the TLS private key.
    #[arg(long, env = "FAIRLEAD_TLS_KEY", global = true)]
    pub tls_key: Option<PathBuf>,
    /// Networks whose X-Forwarded-For is believed, separated by commas.
    #[arg(long, env = "FAIRLEAD_TRUSTED_PROXIES", global = true, value_delimiter = ',')]
    pub trusted_proxies: Option<Vec<ipnet::IpNet>>,
    /// Password of the user admin when it is created.
    #[arg(long, env = "FAIRLEAD_ADMIN_PASSWORD", global = true, hide_env_values = true)]
    pub admin_password: Option<String>,
    /// Readers of SQLite [4].
    #[arg(long, env = "FAIRLEAD_SQLITE_READERS", global = true)]
    pub sqlite_readers: Option<u32>,
    /// Connections to PostgreSQL [16].
    #[arg(long, env = "FAIRLEAD_POSTGRES_CONNECTIONS", global = true)]
    pub postgres_connections: Option<u32>,
    /// json or text [text].
    #[arg(long, env = "FAIRLEAD_LOG_FORMAT", global = true)]
    pub log_format: Option<String>,
    /// What is logged: info, warn, fairlead=debug, ... [info].
    #[arg(long, env = "FAIRLEAD_LOG", global = true)]
    pub log: Option<String>,
    /// serve without working off background jobs (other nodes do).
    #[arg(long, env = "FAIRLEAD_NO_WORKER", global = true, num_args = 0..=1, default_missing_value = "true")]
    pub no_worker: Option<bool>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Run the server: console, API, and the worker unless told not to.
    Serve {
        /// Fill an empty database with a demo provider first.
        #[arg(long)]
        demo: bool,
    },
    /// Work off background jobs only.
    Worker,
    /// Bring the database to this version.
    Migrate,
    /// Manage users from the command line.
    User {
        #[command(subcommand)]
        action: UserAction,
    },
    /// Print the OpenAPI document.
    Openapi,
    /// Fill an empty database with a demo provider.
    Demo {
        /// Accounts to make.
        #[arg(long, default_value_t = 300)]
        accounts: usize,
    },
    /// Bill every account that is due. An interrupted run goes on where it was.
    Bill {
        /// Everybody who is due until this date [today].
        #[arg(long)]
        date: Option<chrono::NaiveDate>,
        /// Say what would be billed, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Import a file: accounts, contacts, services, DIDs, voice providers, their rates or CDRs.
    Import(ImportOptions),
    /// Check configuration, database, key and files, and say what is wrong.
    Doctor,
    /// Copy database, files and key into a new folder while the server runs, or take such a copy in.
    Backup {
        /// The folder.
        folder: PathBuf,
        /// Restore from it; the database must be empty and the server stopped.
        #[arg(long)]
        restore: bool,
    },
}

#[derive(Args)]
pub struct ImportOptions {
    /// What is imported: accounts, contacts, services, dids, voice_providers, voice_provider_rates, cdrs.
    pub kind: String,
    /// CSV, XLSX, XLS, ODS or JSON, also in gzip or zip.
    pub file: PathBuf,
    /// The column of a field, by header or letter: FIELD=COLUMN. What is not mapped is found by itself.
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// A column that is not imported, by header or letter.
    #[arg(long, value_name = "COLUMN")]
    pub skip: Vec<String>,
    /// An extra field of the type: NAME=VALUE.
    #[arg(long, value_name = "NAME=VALUE")]
    pub option: Vec<String>,
    /// The row that names the columns [found by itself].
    #[arg(long)]
    pub header_row: Option<i64>,
    /// No row names the columns: they go by the letters A, B, C.
    #[arg(long, conflicts_with = "header_row")]
    pub no_header: bool,
    /// Rows above the header are imported, too.
    #[arg(long)]
    pub rows_above: bool,
    /// The sheet of a workbook [the first].
    #[arg(long)]
    pub sheet: Option<String>,
    /// The encoding of a text [found by itself].
    #[arg(long)]
    pub encoding: Option<String>,
    /// What stands between cells: one character, or tab [found by itself].
    #[arg(long)]
    pub delimiter: Option<String>,
    /// Only check the rows, and leave a draft for the review in the console.
    #[arg(long)]
    pub check: bool,
    /// On whose behalf.
    #[arg(long, default_value = "admin")]
    pub user: String,
}

#[derive(Subcommand)]
pub enum UserAction {
    /// Create a user; the password is read from FAIRLEAD_USER_PASSWORD, or made up and printed.
    Create {
        username: String,
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: Option<String>,
        /// 1 is the super admin.
        #[arg(long, default_value_t = 1)]
        role_id: i64,
    },
    /// Set a password (from FAIRLEAD_USER_PASSWORD, or made up and printed), and end the user's sessions.
    Password { username: String },
    /// Make a personal access token and print it.
    Token { username: String, name: String },
    /// Turn the second factor of a user off who lost the app and the recovery codes.
    ResetSecondFactor { username: String },
    /// Empty the list of allowed networks, for somebody who is locked out.
    AllowAllNetworks,
}
