//! The journal as RFC 4180 has it, a day at a time, so that memory does not grow with the range.

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use fairlead_kernel::{Error, Result};
use fairlead_web::App;
use futures_util::StreamExt;
use futures_util::future::ready;
use futures_util::stream::{iter, once};
use serde::Serialize;

use super::codes::Codes;
use super::lines;
use super::range::Range;
use super::routes::JournalLine;

/// What a spreadsheet takes for a formula when a cell begins with it.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Text that a spreadsheet shows as it is.
pub(super) fn text(text: &str) -> String {
    match text.starts_with(FORMULA) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// Rows with their head, as the body of a file.
pub(super) fn file(name: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    (headers, body).into_response()
}

/// Rows; with `head`, their columns before them.
pub(super) fn rows<T: Serialize>(rows: &[T], head: bool) -> Result<Bytes> {
    let mut writer = ::csv::WriterBuilder::new()
        .has_headers(head)
        .terminator(::csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(Error::internal)?;
    }
    Ok(Bytes::from(writer.into_inner().map_err(Error::internal)?))
}

/// The line as it stands in a file.
fn cells(line: JournalLine) -> JournalLine {
    JournalLine {
        account_name: text(&line.account_name),
        general_ledger_code: text(&line.general_ledger_code),
        general_ledger_code_description: text(&line.general_ledger_code_description),
        description: text(&line.description),
        ..line
    }
}

/// The journal of the range. The first day is read before anything is sent, so that what fails at once is an error answer.
///
/// # Errors
/// Those of the database on the first day.
pub(super) async fn journal(app: App, range: Range) -> Result<Response> {
    let codes = std::sync::Arc::new(Codes::of(&app).await?);
    let first = day(&app, range, range.start, &codes).await?;
    let head = Bytes::from(JournalLine::COLUMNS.join(",") + "\r\n");
    let rest = iter(range.dates().skip(1)).then(move |date| {
        let (app, codes) = (app.clone(), codes.clone());
        async move {
            day(&app, range, date, &codes).await.map_err(|error| std::io::Error::other(error.to_string()))
        }
    });
    // The compressing layer asks once more after the end.
    let body = once(ready(Ok(head))).chain(once(ready(Ok(first)))).chain(rest).fuse();
    Ok(file(&format!("journal-{}-{}", range.start, range.end), Body::from_stream(body)))
}

async fn day(app: &App, range: Range, date: NaiveDate, codes: &Codes) -> Result<Bytes> {
    let found = lines::all(app.db.read(), &range.on(date)).await?;
    let shown: Vec<JournalLine> =
        found.into_iter().map(|row| JournalLine::of(row, codes)).collect::<Result<_>>()?;
    rows(&shown.into_iter().map(cells).collect::<Vec<_>>(), false)
}
