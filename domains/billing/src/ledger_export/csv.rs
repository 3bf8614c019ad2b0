//! The journal as a file, a day at a time, so that memory does not grow with the range.

use axum::body::{Body, Bytes};
use axum::response::Response;
use chrono::NaiveDate;
use fairlead_kernel::Result;
use fairlead_web::{App, csv};
use futures_util::StreamExt;
use futures_util::future::ready;
use futures_util::stream::{iter, once};

use super::codes::Codes;
use super::lines;
use super::range::Range;
use super::routes::JournalLine;

/// The journal of the range. The first day is read before anything is sent, so that what fails at once is an error answer.
///
/// # Errors
/// Those of the database on the first day.
pub(super) async fn journal(app: App, range: Range) -> Result<Response> {
    let codes = std::sync::Arc::new(Codes::of(&app).await?);
    let first = day(&app, range, range.start, &codes).await?;
    let head = csv::lines([JournalLine::COLUMNS])?;
    let rest = iter(range.dates().skip(1)).then(move |date| {
        let (app, codes) = (app.clone(), codes.clone());
        async move {
            day(&app, range, date, &codes).await.map_err(|error| std::io::Error::other(error.to_string()))
        }
    });
    // The compressing layer asks once more after the end.
    let body = once(ready(Ok(head))).chain(once(ready(Ok(first)))).chain(rest).fuse();
    Ok(csv::file(&format!("journal-{}-{}", range.start, range.end), Body::from_stream(body)))
}

async fn day(app: &App, range: Range, date: NaiveDate, codes: &Codes) -> Result<Bytes> {
    let found = lines::all(app.db.read(), &range.on(date)).await?;
    let shown: Vec<JournalLine> =
        found.into_iter().map(|row| JournalLine::of(row, codes)).collect::<Result<_>>()?;
    csv::views(&shown, false)
}
