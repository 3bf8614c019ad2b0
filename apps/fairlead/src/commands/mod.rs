//! One file a command.

mod backup;
mod bill;
mod demo;
mod doctor;
mod import;
mod serve;
mod user;

use fairlead_kernel::{Error, Result};
use fairlead_web::document;

use crate::cli::{Cli, Command};
use crate::config::Config;
use crate::{logging, platform};

/// Carries out one command.
///
/// # Errors
/// With a message for the person at the terminal.
pub async fn run(cli: Cli) -> Result<()> {
    let config = Config::load(&cli.options, cli.config.as_deref())?;
    logging::start(&config);
    match cli.command {
        Command::Serve { demo } => serve::serve(&config, demo).await,
        Command::Worker => serve::work(&config).await,
        Command::Migrate => migrate(&config).await,
        Command::User { action } => user::run(&config, action).await,
        Command::Openapi => openapi(),
        Command::Demo { accounts } => demo::run(&config, accounts).await,
        Command::Bill { date, dry_run } => bill::run(&config, date, dry_run).await,
        Command::Import(options) => import::run(&config, options).await,
        Command::Doctor => doctor::run(&config).await,
        Command::Backup { folder, restore: false } => backup::backup(&config, &folder).await,
        Command::Backup { folder, restore: true } => backup::restore(&config, &folder).await,
    }
}

async fn migrate(config: &Config) -> Result<()> {
    let app = platform::open(config).await?;
    let ran = fairlead_store::migrate(&app.db, platform::migrations()).await?;
    for step in &ran {
        say(step);
    }
    say(&format!("{} steps ran", ran.len()));
    Ok(())
}

fn openapi() -> Result<()> {
    let document = document(&platform::routes(), platform::VERSION);
    say(&serde_json::to_string_pretty(&document).map_err(Error::internal)?);
    Ok(())
}

/// Prints a line for the person at the terminal.
#[allow(clippy::print_stdout, reason = "the one place that prints")]
fn say(line: &str) {
    println!("{line}");
}
