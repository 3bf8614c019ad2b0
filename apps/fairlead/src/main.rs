use std::process::ExitCode;

use clap::Parser;
use fairlead_app::{cli::Cli, commands};

#[tokio::main]
async fn main() -> ExitCode {
    // Whatever is made here (database, key, files) is for this user alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    match commands::run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fairlead: {error}");
            ExitCode::FAILURE
        }
    }
}
