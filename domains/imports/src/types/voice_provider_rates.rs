//! Rates of a voice provider: one file is its whole deck, which takes the place of the one before it.

use fairlead_kernel::{FieldErrors, Input, Rate, Result};
use fairlead_rating::{DeckRate, Digits, Markup};
use fairlead_store::{Tx, classify};
use fairlead_voice::decks::many::{self, NewDeck};
use fairlead_web::{Actor, App};
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult, Statement};
use serde_json::{Map, Value};

use crate::field::{Field, Kind};
use crate::importer::{Exported, Importer, Made, Page, Verdict};

const FIELDS: [Field; 3] = [
    Field::new("prefix", "Prefix", Kind::Text)
        .required()
        .also(&["code", "dial code", "dialing code", "destination code", "country code", "npanxx"])
        .says("The first digits of the numbers: 1 and the area code, or a country code.", "3763"),
    Field::new("name", "Name", Kind::Text)
        .also(&["destination", "description", "country", "region"])
        .says("What the prefix is called.", "ANDORRA - MOBILE"),
    Field::new("rate", "Rate", Kind::Decimal)
        .required()
        .also(&["price", "price per minute", "rate per minute", "cost", "amount"])
        .says("The price of a minute, in smallest currency units, with any number of decimals.", "0.30786"),
];

/// Names of prefixes are cut here.
const NAME_LENGTH: usize = 255;
const DECK: &str = "rate_decks";
/// The deck that was in force before.
const DECK_BEFORE: &str = "rate_decks.before";

/// What holds for all rows.
#[derive(Input)]
pub struct VoiceProviderRatesImportInput {
    /// The voice provider whose rates they are.
    #[input(exists = "voice_providers")]
    pub voice_provider_id: i64,
    /// Charge percent: what is put on every rate, from 0 to 100.
    #[input(default = "0", min = 0, max = 100)]
    pub percentage_increase: Rate,
    /// No minute is cheaper than this, in smallest currency units.
    #[input(default = "0", min = 0)]
    pub minimum_rate: Rate,
}

/// The importer.
pub struct VoiceProviderRates {
    options: VoiceProviderRatesImportInput,
    markup: Markup,
}

/// A row with the operator's increase.
pub struct RateRow {
    prefix: Digits,
    name: String,
    rate_nanos: i64,
}

impl Importer for VoiceProviderRates {
    const TYPE: &'static str = "voice_provider_rates";
    const LABEL: &'static str = "Voice provider rates";
    const PERMISSION: &'static str = "voice_provider_rate_imports";
    const ALSO_NEEDS: Option<(&'static str, &'static str)> = Some(("voice_providers", "read"));
    const READS: (&'static str, &'static str) = ("rate_decks", "read");
    const REPEATS_ARE_DUPLICATES: bool = false;
    const EXPORT_OF: Option<(&'static str, &'static str)> = Some(("voice_provider_id", "voice_providers"));
    type Row = RateRow;
    type Written = Option<NewDeck>;
    type Options = VoiceProviderRatesImportInput;

    fn fields() -> &'static [Field] {
        &FIELDS
    }

    async fn open(_: &App, _: &Actor, options: VoiceProviderRatesImportInput) -> Result<Self> {
        let markup = Markup {
            percentage_increase: options.percentage_increase.decimal(),
            minimum_rate: options.minimum_rate.decimal(),
        };
        Ok(Self { options, markup })
    }

    fn read(&self, body: Map<String, Value>) -> Result<RateRow, FieldErrors> {
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().trim();
        let mut errors = FieldErrors::new();
        let prefix = prefix(text("prefix")).map_err(|message| errors.add("prefix", message));
        let rate = self.rate(text("rate")).map_err(|message| errors.add("rate", message));
        let (Ok(prefix), Ok(rate_nanos)) = (prefix, rate) else { return Err(errors) };
        let name = text("name").chars().filter(|character| *character != '\0').take(NAME_LENGTH).collect();
        Ok(RateRow { prefix, name, rate_nanos })
    }

    fn keys(&self, row: &RateRow) -> Vec<(&'static str, String)> {
        vec![("prefix", row.prefix.to_string())]
    }

    /// Nothing: they take the place of what is stored.
    async fn judge(&self, _: &DatabaseConnection, _: &[&RateRow]) -> Result<Vec<Verdict>> {
        Ok(Vec::new())
    }

    async fn write(&self, tx: &Tx, rows: Vec<RateRow>, deck: &mut Option<NewDeck>) -> Result<Vec<Made>> {
        if deck.is_none() {
            let VoiceProviderRatesImportInput { voice_provider_id, percentage_increase, minimum_rate } =
                &self.options;
            *deck = Some(NewDeck::begin(tx, *voice_provider_id, *percentage_increase, *minimum_rate).await?);
        }
        let rates: Vec<DeckRate<'_>> = rows
            .iter()
            .map(|row| DeckRate { prefix: row.prefix, name: &row.name, rate_nanos: row.rate_nanos })
            .collect();
        if let Some(deck) = deck {
            deck.add(tx, &rates).await?;
        }
        Ok(Vec::new())
    }

    async fn finish(&self, tx: &Tx, deck: Option<NewDeck>) -> Result<Vec<Made>> {
        let Some(deck) = deck else { return Ok(Vec::new()) };
        let (id, before) = deck.activate(tx).await?;
        let mut made = Made::runs(DECK, &[id]);
        made.extend(before.into_iter().flat_map(|before| Made::runs(DECK_BEFORE, &[before])));
        Ok(made)
    }

    /// The deck before it comes back. Calls that were rated meanwhile stay as they were rated.
    async fn undo(tx: &Tx, made: &[Made]) -> Result<()> {
        let of = |table: &str| made.iter().find(|run| run.table == table).map(|run| run.first);
        match of(DECK) {
            None => Ok(()),
            Some(deck) => many::take_back(tx, deck, of(DECK_BEFORE)).await,
        }
    }

    /// The deck that is in force, with the operator's increase in its rates.
    async fn export(connection: &DatabaseConnection, page: &Page) -> Result<Vec<Exported>> {
        const EXPORT: &str = "select r.prefix, r.name, r.rate_nanos from deck_rates r \
             where r.rate_deck_id = (select p.rate_deck_id from voice_providers p where p.id = $1) \
             and r.prefix > $2 order by r.prefix limit $3";
        let values = [page.of.into(), page.after.as_str().into(), (page.limit as i64).into()];
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), EXPORT, values);
        let rows = connection.query_all_raw(statement).await.map_err(classify)?;
        rows.iter().map(|row| exported(row).map_err(classify)).collect()
    }
}

fn exported(row: &QueryResult) -> Result<Exported, DbErr> {
    let prefix: String = row.try_get_by_index(0)?;
    let nanos: i64 = row.try_get_by_index(2)?;
    let rate = Decimal::from_i128_with_scale(nanos.into(), 9).normalize().to_string();
    Ok((prefix.clone(), vec![prefix, row.try_get_by_index(1)?, rate]))
}

fn prefix(text: &str) -> Result<Digits, &'static str> {
    match Digits::parse(text) {
        Some(digits) => Ok(digits),
        None if text.is_empty() => Err("The prefix field is required."),
        None => Err("The prefix must be 1 to 18 digits."),
    }
}

impl VoiceProviderRates {
    fn rate(&self, text: &str) -> Result<i64, &'static str> {
        if text.is_empty() {
            return Err("The rate field is required.");
        }
        let number = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text));
        let number = number.map_err(|_| "The rate must be a number.")?;
        self.markup.apply(number).ok_or("The rate is below zero or too large.")
    }
}
