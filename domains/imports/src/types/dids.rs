//! DIDs: the telephone numbers that the provider holds.

use fairlead_kernel::{FieldErrors, Input, Result};
use fairlead_rating::Number;
use fairlead_store::{AuditRow, Tx, classify};
use fairlead_tabular::Content;
use fairlead_voice::dids::many::{self, NewDid};
use fairlead_voice::rate_centers;
use fairlead_web::{Actor, App, NoInput};
use sea_orm::{DatabaseConnection, EntityTrait};
use serde_json::{Map, Value, json};

use super::sql;
use crate::field::{Field, Kind};
use crate::importer::{Exported, Importer, Made, Page, Verdict};
use crate::reading;

/// The rate center that every provider begins with.
const DEFAULT_RATE_CENTER: i64 = 1;

const FIELDS: [Field; 2] = [
    Field::new("did", "DID", Kind::Text)
        .required()
        .looks(Content::Phone)
        .also(&["number", "phone number", "telephone number", "tn", "phone", "dids"])
        .says("Ten digits, or eleven with a leading 1.", "8005550100"),
    Field::new("rate_center_id", "Rate center", Kind::One("rate_centers", "name"))
        .also(&["ratecenter", "rate centre"])
        .says("Where it is from, by name or id; the default one when it is left out.", "Default"),
];

/// A row as it is sent.
#[derive(Input)]
pub struct DidImportInput {
    /// The number.
    pub did: String,
    /// Where it is from.
    pub rate_center_id: Option<i64>,
}

/// The importer.
pub struct Dids {
    has_default_center: bool,
}

impl Importer for Dids {
    const TYPE: &'static str = "dids";
    const LABEL: &'static str = "DIDs";
    const PERMISSION: &'static str = "did_imports";
    const ALSO_NEEDS: Option<(&'static str, &'static str)> = Some(("voice_providers", "read"));
    const READS: (&'static str, &'static str) = ("dids", "read");
    type Row = NewDid;
    type Written = i64;
    type Options = NoInput;

    fn fields() -> &'static [Field] {
        &FIELDS
    }

    async fn open(app: &App, _: &Actor, _: NoInput) -> Result<Self> {
        let center = rate_centers::Entity::find_by_id(DEFAULT_RATE_CENTER).one(app.db.read()).await;
        Ok(Self { has_default_center: center.map_err(classify)?.is_some() })
    }

    fn read(&self, body: Map<String, Value>) -> Result<NewDid, FieldErrors> {
        let input: DidImportInput = reading(&body)?;
        let mut errors = FieldErrors::new();
        let digits = Some(&input.did).filter(|did| did.bytes().all(is_of_a_number));
        let digits = digits.and_then(|did| Number::parse(did)).and_then(Number::national);
        if digits.is_none() {
            errors.add("did", "The DID must be ten digits.");
        }
        let center = input.rate_center_id.or(self.has_default_center.then_some(DEFAULT_RATE_CENTER));
        if center.is_none() {
            errors.add("rate_center_id", "The rate center id field is required.");
        }
        match (digits, center) {
            (Some(did), Some(rate_center_id)) => Ok(NewDid { did, rate_center_id }),
            _ => Err(errors),
        }
    }

    fn keys(&self, row: &NewDid) -> Vec<(&'static str, String)> {
        vec![("did", row.did.to_string())]
    }

    async fn judge(&self, connection: &DatabaseConnection, rows: &[&NewDid]) -> Result<Vec<Verdict>> {
        let taken = many::taken(connection, rows.iter().map(|row| row.did)).await?;
        let verdict = |(position, row): (usize, &&NewDid)| {
            taken.contains(&row.did).then(|| {
                let message = format!("The DID {} already exists.", row.did);
                Verdict { position, field: "did", message, is_duplicate: true }
            })
        };
        Ok(rows.iter().enumerate().filter_map(verdict).collect())
    }

    async fn write(&self, tx: &Tx, rows: Vec<NewDid>, added: &mut i64) -> Result<Vec<Made>> {
        *added += rows.len() as i64;
        Ok(Made::runs("dids", &many::insert(tx, &rows).await?))
    }

    /// One row in the audit log, as for numbers that are added in bulk.
    async fn finish(&self, tx: &Tx, added: i64) -> Result<Vec<Made>> {
        tx.audit(AuditRow::created("dids", &json!({"added": added})));
        Ok(Vec::new())
    }

    async fn undo(tx: &Tx, made: &[Made]) -> Result<()> {
        sql::refuse_if(tx, made, "accounts", "dids", "account_id is not null").await?;
        sql::delete(tx, made, "dids", "id", "dids").await
    }

    async fn export(connection: &DatabaseConnection, page: &Page) -> Result<Vec<Exported>> {
        const EXPORT: &str = "select d.id, d.did, r.name from dids d join rate_centers r on r.id = d.rate_center_id \
             where d.id > $1 order by d.id limit $2";
        sql::texts(connection, EXPORT, page).await
    }
}

/// What people put between the digits of a number, or digits.
fn is_of_a_number(byte: u8) -> bool {
    byte.is_ascii_digit() || b" ()-./+".contains(&byte)
}
