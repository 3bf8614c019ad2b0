//! Call detail records: the calls that a voice provider carried. Those whose numbers no account has are kept, and rated when
//! somebody has them.

use chrono::{DateTime, NaiveDateTime, Utc};
use fairlead_kernel::{DATETIME_FORMAT, FieldErrors, Input, Result};
use fairlead_store::{AuditRow, Tx};
use fairlead_tabular::Content;
use fairlead_voice::call_records::Call;
use fairlead_voice::call_records::many::Intake;
use fairlead_web::{Actor, App};
use sea_orm::{DatabaseConnection, QueryResult};
use serde_json::{Map, Value, json};

use super::sql;
use crate::field::{Field, Kind};
use crate::importer::{Exported, Importer, Made, Page, Verdict};

const FIELDS: [Field; 4] = [
    Field::new("origination", "Origination", Kind::Text)
        .required()
        .also(&[
            "from",
            "caller",
            "calling number",
            "source",
            "src",
            "ani",
            "caller id",
            "originating number",
        ])
        .says(
            "Who called: ten digits, or eleven with a leading 1; anything for an inbound call.",
            "4145550100",
        ),
    Field::new("destination", "Destination", Kind::Text)
        .required()
        .also(&["to", "called", "called number", "dialed number", "dst", "dnis", "terminating number"])
        .says(
            "Who was called: at least ten digits; with 011, or longer, international.",
            "011376312341231234",
        ),
    Field::new("call_start", "Call start", Kind::Text)
        .required()
        .looks(Content::Date)
        .also(&["start", "start time", "call date", "date", "datetime", "timestamp", "calldate", "begin"])
        .says("When it began: in UTC, unless it says its distance from it.", "2026-03-10 16:09:46"),
    Field::new("duration", "Duration", Kind::Text)
        .required()
        .looks(Content::Integer)
        .also(&["seconds", "duration in seconds", "billsec", "length", "call duration", "duration seconds"])
        .says("How long it lasted, in seconds or as hours:minutes:seconds.", "154"),
];

/// What holds for all rows.
#[derive(Input)]
pub struct CdrsImportInput {
    /// The voice provider that carried the calls, whose deck they are rated by.
    #[input(exists = "voice_providers")]
    pub voice_provider_id: i64,
}

/// The importer.
pub struct Cdrs {
    intake: Intake,
    provider_id: i64,
}

impl Importer for Cdrs {
    const TYPE: &'static str = "cdrs";
    const LABEL: &'static str = "CDRs";
    const PERMISSION: &'static str = "cdr_imports";
    const ALSO_NEEDS: Option<(&'static str, &'static str)> = Some(("voice_providers", "read"));
    const READS: (&'static str, &'static str) = ("cdrs", "read");
    const EXPORT_OF: Option<(&'static str, &'static str)> = Some(("voice_provider_id", "voice_providers"));
    type Row = Call;
    type Written = usize;
    type Options = CdrsImportInput;

    fn fields() -> &'static [Field] {
        &FIELDS
    }

    async fn open(app: &App, _: &Actor, options: CdrsImportInput) -> Result<Self> {
        let provider_id = options.voice_provider_id;
        Ok(Self { intake: Intake::open(app, provider_id).await?, provider_id })
    }

    fn read(&self, mut body: Map<String, Value>) -> Result<Call, FieldErrors> {
        for (name, plain) in [("call_start", instant as fn(&str) -> Option<String>), ("duration", clock_time)]
        {
            if let Some(found) = body.get(name).and_then(Value::as_str).and_then(plain) {
                body.insert(name.to_owned(), found.into());
            }
        }
        self.intake.read(&body)
    }

    fn keys(&self, row: &Call) -> Vec<(&'static str, String)> {
        vec![("call_start", row.identity())]
    }

    async fn judge(&self, connection: &DatabaseConnection, rows: &[&Call]) -> Result<Vec<Verdict>> {
        let stored = self.intake.stored(connection, rows).await?;
        let verdict = |(position, row): (usize, &&Call)| {
            stored.contains(&row.identity()).then(|| {
                let message = "This call was taken before.".to_owned();
                Verdict { position, field: "call_start", message, is_duplicate: true }
            })
        };
        Ok(rows.iter().enumerate().filter_map(verdict).collect())
    }

    async fn write(&self, tx: &Tx, rows: Vec<Call>, taken: &mut usize) -> Result<Vec<Made>> {
        let ids = self.intake.insert(tx, rows).await?;
        *taken += ids.len();
        Ok(Made::runs("call_records", &ids))
    }

    async fn finish(&self, tx: &Tx, taken: usize) -> Result<Vec<Made>> {
        let shown = json!({"voice_provider_id": self.provider_id, "added": taken});
        tx.audit(AuditRow::created("call_records", &shown));
        Ok(Vec::new())
    }

    async fn undo(tx: &Tx, made: &[Made]) -> Result<()> {
        sql::refuse_if(tx, made, "bills", "call_records", "billed_on is not null").await?;
        sql::delete(tx, made, "call_records", "id", "call_records").await
    }

    async fn export(connection: &DatabaseConnection, page: &Page) -> Result<Vec<Exported>> {
        let text = format!(
            "select id, origination, destination, call_start, duration_in_seconds from call_records \
             where voice_provider_id = {} and id > $1 order by id limit $2",
            page.of
        );
        let rows = sql::page(connection, &text, page.after_id(), page.limit).await?;
        rows.iter().map(|row| exported(row).map_err(fairlead_store::classify)).collect()
    }
}

fn exported(row: &QueryResult) -> Result<Exported, sea_orm::DbErr> {
    let id: i64 = row.try_get_by_index(0)?;
    let start: i64 = row.try_get_by_index(3)?;
    let start = DateTime::<Utc>::from_timestamp_millis(start).unwrap_or_default();
    let seconds: i64 = row.try_get_by_index(4)?;
    let cells = vec![
        row.try_get_by_index(1)?,
        row.try_get_by_index(2)?,
        start.format(DATETIME_FORMAT).to_string(),
        seconds.to_string(),
    ];
    Ok((id.to_string(), cells))
}

/// An instant in another form than the API's, as the API has it.
fn instant(text: &str) -> Option<String> {
    const FORMS: [&str; 6] = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%m/%d/%Y %H:%M:%S",
        "%m/%d/%Y %H:%M",
        "%m/%d/%Y %I:%M:%S %p",
    ];
    let text = text.trim();
    let aware = DateTime::parse_from_rfc3339(text).map(|start| start.naive_utc()).ok();
    let naive = || FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    aware.or_else(naive).map(|start| start.format(DATETIME_FORMAT).to_string())
}

/// `1:02:03` in seconds.
fn clock_time(text: &str) -> Option<String> {
    let parts: Option<Vec<u32>> = text.trim().split(':').map(|part| part.parse().ok()).collect();
    match parts?[..] {
        [hours, minutes @ 0..60, seconds @ 0..60] => {
            let minutes = hours.checked_mul(60)?.checked_add(minutes)?;
            Some(minutes.checked_mul(60)?.checked_add(seconds)?.to_string())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_and_durations_are_read_as_switches_write_them() {
        let table = "
            2026-03-10 16:09:46       | 2026-03-10 16:09:46
            2026-03-10T16:09:46.123   | 2026-03-10 16:09:46
            2026-03-10T16:09:46Z      | 2026-03-10 16:09:46
            2026-03-10T16:09:46-05:00 | 2026-03-10 21:09:46
            2026-03-10 16:09          | 2026-03-10 16:09:00
            3/10/2026 16:09:46        | 2026-03-10 16:09:46
            3/10/2026 4:09:46 PM      | 2026-03-10 16:09:46
            10.03.2026                | -
            1:02:03                   | 3723
            0:00:59                   | 59
            0:60:00                   | -
            2:03                      | -";
        for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (text, expected) = line.split_once('|').expect("two columns");
            let found = instant(text.trim()).or_else(|| clock_time(text.trim()));
            assert_eq!(found.as_deref().unwrap_or("-"), expected.trim(), "{line}");
        }
    }
}
