use std::fs::File;

use fairlead_imports::{FailedRow, Order, View};
use fairlead_kernel::{Error, Result};
use serde_json::{Map, Value, json};

use super::say;
use crate::cli::ImportOptions;
use crate::config::Config;
use crate::platform;

/// Imports a file on behalf of a user, showing how far it is.
pub async fn run(config: &Config, options: ImportOptions) -> Result<()> {
    let app = platform::open(config).await?;
    fairlead_store::migrate(&app.db, platform::migrations()).await?;
    let actor = fairlead_identity::find_actor_named(&app, &options.user).await?;
    let actor = actor
        .ok_or_else(|| Error::Internal(format!("there is no user {} who could do anything", options.user)))?;
    let file = File::open(&options.file)
        .map_err(|error| Error::Internal(format!("cannot read {}: {error}", options.file.display())))?;
    let filename = options.file.file_name().map(|name| name.to_string_lossy().into_owned());
    let order = Order {
        kind: options.kind.clone(),
        actor,
        file,
        filename: filename.unwrap_or_else(|| "file".into()),
        options: pairs("--option", &options.option)?
            .into_iter()
            .map(|(name, value)| (name, json!(value)))
            .collect(),
        decisions: decisions(&options)?,
        only_check: options.check,
    };
    let mut bar = Bar::default();
    let (import, failed) = fairlead_imports::import(&app, order, |view| bar.show(view)).await?;
    app.db.close().await;
    finish(&import, &failed, options.check)
}

fn pairs(flag: &str, texts: &[String]) -> Result<Vec<(String, String)>> {
    let pair = |text: &String| {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| Error::Internal(format!("{flag} takes NAME=VALUE, and not {text}")))?;
        Ok((name.trim().to_owned(), value.trim().to_owned()))
    };
    texts.iter().map(pair).collect()
}

fn decisions(options: &ImportOptions) -> Result<Map<String, Value>> {
    let mut decisions = Map::new();
    for (name, value) in
        [("encoding", &options.encoding), ("delimiter", &options.delimiter), ("sheet", &options.sheet)]
    {
        if let Some(value) = value {
            decisions.insert(name.into(), json!(value));
        }
    }
    if options.no_header || options.header_row.is_some() {
        decisions.insert("header_row".into(), json!(options.header_row));
    }
    if options.rows_above {
        decisions.insert("import_rows_above".into(), json!(true));
    }
    let skipped = options.skip.iter().map(|column| (column.clone(), Value::Null));
    let mapped = pairs("--map", &options.map)?.into_iter().map(|(field, column)| (column, json!(field)));
    decisions.insert("columns".into(), Value::Object(skipped.chain(mapped).collect()));
    Ok(decisions)
}

fn finish(import: &View, failed: &[FailedRow], only_check: bool) -> Result<()> {
    for (number, errors) in failed {
        let message = |(field, message): (&String, &Value)| {
            format!("{field}: {}", message.as_str().unwrap_or_default())
        };
        let messages: Vec<String> = errors.iter().map(message).collect();
        say(&format!("  row {number}: {}", messages.join(" ")));
    }
    let id = import.id;
    if import.status == "Successful" {
        say(&format!("Import {id}: {} rows were imported", import.rows_imported));
        return Ok(());
    }
    if only_check && import.status == "Pending" {
        say(&format!(
            "Import {id} is a draft: {} of {} rows cannot be used",
            import.rows_failed, import.rows_total
        ));
        return Ok(());
    }
    let message = import.message.as_deref().unwrap_or_default();
    Err(Error::Internal(format!("import {id} is {}: {message}", import.status)))
}

/// A line whenever a stage or a tenth of it is done.
#[derive(Default)]
struct Bar {
    shown: Option<(String, i64)>,
}

impl Bar {
    const WIDTH: i64 = 30;

    fn show(&mut self, view: &View) {
        let what = if view.stage == "done" { view.status.as_str() } else { view.stage.as_str() };
        let Some(percent) = view.progress else { return };
        let now = (what.to_owned(), percent / 10);
        if self.shown.as_ref() == Some(&now) {
            return;
        }
        let done = (percent * Self::WIDTH / 100).clamp(0, Self::WIDTH) as usize;
        let bar = format!("{}{}", "#".repeat(done), ".".repeat(Self::WIDTH as usize - done));
        say(&format!("{what:>12} [{bar}] {percent:>3} %"));
        self.shown = Some(now);
    }
}
