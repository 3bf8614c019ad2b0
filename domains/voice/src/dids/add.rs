use std::collections::HashSet;

use fairlead_kernel::{Error, FieldErrors, Input, Result, read};
use fairlead_rating::{Digits, Number};
use fairlead_store::{AuditRow, Rows, Tx, check_lookups};
use fairlead_web::{Allowed, Answer, Create, Failure, JsonBody};
use serde_json::json;

use super::resource::{Did, stored};

/// When this many numbers are wrong the rest is not named.
const WRONG_NUMBERS_TOLD: usize = 100;

/// Body of the mass addition of DIDs.
#[derive(Input)]
pub struct DidsInput {
    /// Ten digit numbers, at most 5,000 (reference, DIDs).
    #[input(min = 1, max = 5000, required)]
    pub dids: Vec<String>,
    /// The rate center to add them to.
    #[input(exists = "rate_centers")]
    pub rate_center_id: i64,
}

/// POST /system/voice/dids: all of them or none.
pub(super) async fn create(ctx: Allowed<Create<Did>>, body: JsonBody) -> Result<Answer, Failure> {
    let body = &body.0;
    ctx.write(|tx| async move {
        let reading = read::<DidsInput>(body);
        let mut errors = reading.findings.errors;
        check_lookups(&tx, &reading.findings.lookups, None, &mut errors).await?;
        if let Some(input) = &reading.value {
            note_wrong_numbers(&input.dids, &mut errors);
        }
        errors.into_result()?;
        match reading.value {
            Some(input) => add(&tx, &input).await,
            None => Err(Error::Internal("an input without errors has a value".into())),
        }
    })
    .await?;
    Answer::with_status(201, &json!({"success": true}))
}

fn note_wrong_numbers(dids: &[String], errors: &mut FieldErrors) {
    let wrong = dids.iter().enumerate().filter(|(_, did)| !is_did(did));
    for (place, _) in wrong.take(WRONG_NUMBERS_TOLD) {
        errors.add(format!("dids.{place}"), "The DID must be ten digits.");
    }
}

fn is_did(text: &str) -> bool {
    Digits::parse(text).is_some_and(|digits| digits.length() == 10)
        && Number::parse(text).is_some_and(|number| number.national().is_some())
}

async fn add(tx: &Tx, input: &DidsInput) -> Result<()> {
    let distinct: HashSet<&str> = input.dids.iter().map(String::as_str).collect();
    if distinct.len() < input.dids.len() {
        let message = "Your submission contains duplicate DIDs. All DIDs must be unique.";
        return Err(Error::Refused(message.into()));
    }
    let taken: HashSet<String> = stored(tx, &input.dids).await?.into_iter().map(|row| row.did).collect();
    let mut errors = FieldErrors::new();
    let places = input.dids.iter().enumerate().filter(|(_, did)| taken.contains(*did));
    for (place, did) in places.take(WRONG_NUMBERS_TOLD) {
        errors.add(format!("dids.{place}"), format!("The DID {did} already exists."));
    }
    errors.into_result()?;
    let mut rows = Rows::of("dids", &["did", "rate_center_id"]);
    for did in &input.dids {
        rows.push([did.as_str().into(), input.rate_center_id.into()]);
    }
    tx.insert_rows(rows).await?;
    tx.audit(AuditRow::created(
        "dids",
        &json!({"rate_center_id": input.rate_center_id, "added": input.dids.len()}),
    ));
    Ok(())
}
