//! Rate decks as providers send them (reference, "Import a rate deck").

use rust_decimal::{Decimal, RoundingStrategy};
use rustc_hash::FxHashMap;

use crate::rate_nanos::{LARGEST_RATE_NANOS, NANOS};
use crate::{DeckRate, Digits};

/// What the operator puts on a provider's rates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    /// Percent.
    pub percentage_increase: Decimal,
    /// No minute is cheaper; in smallest currency units.
    pub minimum_rate: Decimal,
}

impl Markup {
    /// rate x (1 + percentage_increase / 100), at least the minimum, as `rate_nanos`: rounded once, half away from zero.
    /// `None` for a rate that is below zero or does not fit.
    pub fn apply(&self, rate: Decimal) -> Option<i64> {
        if rate.is_sign_negative() && !rate.is_zero() {
            return None;
        }
        let factor = self.percentage_increase.checked_add(Decimal::ONE_HUNDRED)?;
        let raised = rate.checked_mul(factor)?.checked_div(Decimal::ONE_HUNDRED)?;
        let nanos = raised.max(self.minimum_rate).checked_mul(NANOS.into())?;
        let nanos = nanos.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        i64::try_from(nanos).ok().filter(|nanos| *nanos <= LARGEST_RATE_NANOS)
    }
}

/// A line of a provider's deck, as it came.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// What the prefix is called.
    pub name: &'a str,
    /// Digits.
    pub prefix: &'a str,
    /// The price of a minute in smallest currency units; `None` for what is no number.
    pub rate: Option<Decimal>,
}

/// The rates of a deck, and a message for every line that was skipped, counted from 1. Of a prefix that comes twice the
/// first line counts: to use the other silently would be a guess.
pub fn read_deck<'a>(
    lines: impl IntoIterator<Item = Line<'a>>,
    markup: &Markup,
) -> (Vec<DeckRate<'a>>, Vec<String>) {
    let (mut rates, mut skipped) = (Vec::new(), Vec::new());
    let mut seen: FxHashMap<Digits, usize> = FxHashMap::default();
    for (line, number) in lines.into_iter().zip(1..) {
        match read(line, markup) {
            Err(why) => skipped.push(format!("Line {number} was skipped as {why}.")),
            Ok(rate) => match seen.insert(rate.prefix, number) {
                None => rates.push(rate),
                Some(first) => {
                    seen.insert(rate.prefix, first);
                    let prefix = rate.prefix;
                    skipped
                        .push(format!("Line {number} was skipped as line {first} has the prefix {prefix}."));
                }
            },
        }
    }
    (rates, skipped)
}

fn read<'a>(line: Line<'a>, markup: &Markup) -> Result<DeckRate<'a>, &'static str> {
    const NOT_NUMERIC: &str = "it had a rate or prefix that was not numeric";
    let (prefix, rate) = (line.prefix.trim(), line.rate.ok_or(NOT_NUMERIC)?);
    if prefix.is_empty() || !prefix.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(NOT_NUMERIC);
    }
    let prefix = Digits::parse(prefix).ok_or("its prefix has more than 18 digits")?;
    let rate_nanos = markup.apply(rate).ok_or("its rate is below zero or too large")?;
    Ok(DeckRate { prefix, name: line.name, rate_nanos })
}
