//! Decimal numbers with a fixed number of places, kept as integers: no float ever holds an amount.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

use crate::FieldValue;
use crate::input::{FieldSpec, Findings, Kind};

/// Rounds half away from zero: the one rounding of the project (domain rule "Proration").
///
/// Returns `None` when the result does not fit.
fn scaled(value: Decimal, places: u32) -> Option<i64> {
    let rounded = value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    i64::try_from(rounded.checked_mul(Decimal::from(10_i64.pow(places)))?).ok()
}

/// The number that a client sent: a JSON number, or [`plain`] text. What has more digits than any field takes stands as a number
/// that every field refuses in the same words.
fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let exact = Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text));
            exact.ok().or_else(|| {
                let number = number.as_f64()?;
                Some(if number.abs() < 1.0 { too_fine() } else { too_large(number < 0.0) })
            })
        }
        Value::String(text) => plain(text),
        _ => None,
    }
}

/// Reads digits with at most one point in or around them, a minus before them, and white space around it all: `12`, `-0.50`, `.5`.
/// No plus, no separators of thousands, no exponent, no digits of other scripts: where a spreadsheet or a person means something by
/// those, a guess would be money.
fn plain(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && decimals.is_empty()) || !is_plain(whole) || !is_plain(decimals) {
        return None;
    }
    let (whole, decimals) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
    if decimals.len() > MOST_DECIMALS {
        return Some(too_fine());
    }
    if whole.len() > MOST_DIGITS {
        return Some(too_large(negative));
    }
    let exact = Decimal::from_str_exact(&format!("0{whole}.{decimals}0")).ok()?;
    Some(if negative { -exact } else { exact })
}

/// More than any field has, and few enough that a decimal holds both together.
const MOST_DECIMALS: usize = 10;
const MOST_DIGITS: usize = 17;

fn too_fine() -> Decimal {
    Decimal::new(1, 11)
}

fn too_large(negative: bool) -> Decimal {
    Decimal::from(if negative { -1_000_000_000_000_000_000_i64 } else { 1_000_000_000_000_000_000 })
}

macro_rules! fixed {
    ($(#[$about:meta])* $name:ident, $places:literal, $limit:literal) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "storage", derive(sea_orm::DeriveValueType))]
        pub struct $name(i64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);
            /// Digits behind the point.
            pub const PLACES: u32 = $places;
            /// The largest value that a request may carry, either side of zero.
            pub const LIMIT: i64 = $limit;

            /// From the stored integer.
            pub const fn from_scaled(scaled: i64) -> Self {
                Self(scaled)
            }
            /// The stored integer.
            pub const fn scaled(self) -> i64 {
                self.0
            }
            /// The exact value, for arithmetic.
            pub fn decimal(self) -> Decimal {
                Decimal::new(self.0, Self::PLACES)
            }
            /// Rounds once, half away from zero; `None` when the result does not fit in 64 bits.
            pub fn round(value: Decimal) -> Option<Self> {
                scaled(value, Self::PLACES).map(Self)
            }
            /// The size without its sign.
            pub fn abs(self) -> Self {
                Self(self.0.abs())
            }
            /// Whether it is nothing.
            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }
        }

        /// Sums that do not fit stop the request: a wrapped amount would be a wrong one.
        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.checked_add(other.0).expect("an amount beyond 64 bits"))
            }
        }
        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0.checked_sub(other.0).expect("an amount beyond 64 bits"))
            }
        }
        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(self.0.checked_neg().expect("an amount beyond 64 bits"))
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }
        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                *self = *self - other;
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self::ZERO, Add::add)
            }
        }

        /// All places, as in `12.50`.
        impl fmt::Display for $name {
            fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.pad(&self.decimal().to_string())
            }
        }

        /// Takes the text that requests may carry, exactly: nothing is rounded. Sums may be larger than what a request may carry.
        impl FromStr for $name {
            type Err = &'static str;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let value = plain(text).ok_or("not a number")?;
                if value.normalize().scale() > Self::PLACES {
                    return Err("too many decimals");
                }
                Self::round(value).ok_or("too large")
            }
        }

        /// A JSON number with no more digits than it needs: `12.5`, `3`.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let unit = 10_i64.pow(Self::PLACES);
                match self.0 % unit {
                    0 => serializer.serialize_i64(self.0 / unit),
                    _ => serializer.serialize_f64(self.0 as f64 / unit as f64),
                }
            }
        }

        impl FieldValue for $name {
            const KIND: Kind = Kind::Number;

            fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
                let mut refuse = |message: String| {
                    findings.errors.add(path, message);
                    None
                };
                let Some(number) = decimal(value) else {
                    return refuse(format!("The {path} must be a number."));
                };
                if number.normalize().scale() > Self::PLACES {
                    return refuse(format!("The {path} may not have more than {} decimals.", Self::PLACES));
                }
                let (min, max) = (spec.min.unwrap_or(-Self::LIMIT), spec.max.unwrap_or(Self::LIMIT));
                if number < Decimal::from(min) {
                    return refuse(format!("The {path} must be at least {min}."));
                }
                if number > Decimal::from(max) {
                    return refuse(format!("The {path} may not be greater than {max}."));
                }
                Self::round(number)
            }
            fn is_blank(value: &Value) -> bool {
                i64::is_blank(value)
            }
            fn to_value(&self) -> Value {
                Value::Number(self.to_string().parse::<Number>().unwrap_or_else(|_| 0.into()))
            }
        }

        #[cfg(feature = "storage")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::Number).into()
            }
        }
        #[cfg(feature = "storage")]
        impl utoipa::ToSchema for $name {}
    };
}

fixed! {
    /// An amount in the operator's currency, kept in hundredths (rule 6 of ARCHITECTURE.md).
    Money, 2, 1_000_000_000
}

fixed! {
    /// A rate: percent of a tax, or a price per unit finer than the currency's smallest coin. Kept in millionths.
    Rate, 6, 1_000_000
}

/// An amount on the wire as text with all its places, where the contract shows it so: `"12.50"`.
pub fn as_text<S: Serializer>(amount: &impl fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// A JSON number as it stands on the wire.
    fn from_str(text: &str) -> Value {
        serde_json::from_str(text).expect("JSON")
    }

    fn read(value: Value) -> Result<Money, String> {
        let mut findings = Findings::default();
        Money::parse(&value, &FieldSpec::PLAIN, "amount", &mut findings)
            .ok_or_else(|| findings.errors.get("amount").unwrap_or_default().to_owned())
    }

    #[test]
    fn amounts_are_read_as_clients_send_them() {
        for (sent, hundredths) in [
            (json!(12.5), 1250),
            (json!("12.50"), 1250),
            (json!(3), 300),
            (json!("-0.01"), -1),
            (json!(0.1), 10),
            (json!("12.5000"), 1250),
            (json!(1e3), 100_000),
            (json!("1000000000"), 100_000_000_000),
            // Text: digits, a point, a minus, white space around them.
            (json!(" 12 "), 1200),
            (json!("\u{a0}12.5\n"), 1250),
            (json!(".5"), 50),
            (json!("5."), 500),
            (json!("-.05"), -5),
            (json!("-0.00"), 0),
            (json!("0".repeat(40) + "7." + "10" + &"0".repeat(40)), 710),
            // JSON numbers may have an exponent; what it comes to counts.
            (from_str("1e2"), 10_000),
            (from_str("1.25E1"), 1250),
            (from_str("1250e-2"), 1250),
            (from_str("-0.0"), 0),
            (from_str("0.10000000000000001"), 10),
        ] {
            assert_eq!(read(sent.clone()), Ok(Money::from_scaled(hundredths)), "{sent}");
        }
    }

    #[test]
    fn amounts_that_are_none_are_refused_by_name() {
        for (sent, message) in [
            (json!("12.345"), "The amount may not have more than 2 decimals."),
            (json!(0.001), "The amount may not have more than 2 decimals."),
            (json!("1000000000.01"), "The amount may not be greater than 1000000000."),
            (json!("-1000000000.01"), "The amount must be at least -1000000000."),
            (json!("9".repeat(40)), "The amount may not be greater than 1000000000."),
            (json!(format!("-{}", "9".repeat(40))), "The amount must be at least -1000000000."),
            (json!(format!("0.{}1", "0".repeat(40))), "The amount may not have more than 2 decimals."),
            (json!("0.0000000000001"), "The amount may not have more than 2 decimals."),
            (from_str(&"9".repeat(40)), "The amount may not be greater than 1000000000."),
            (json!(1e300), "The amount may not be greater than 1000000000."),
            (json!(-1e300), "The amount must be at least -1000000000."),
            (json!(1e-300), "The amount may not have more than 2 decimals."),
            (from_str("1e-3"), "The amount may not have more than 2 decimals."),
            (json!("NaN"), "The amount must be a number."),
            (json!("Infinity"), "The amount must be a number."),
            (json!("1e2"), "The amount must be a number."),
            (json!("1E-1"), "The amount must be a number."),
            (json!("+5"), "The amount must be a number."),
            (json!("--5"), "The amount must be a number."),
            (json!("- 5"), "The amount must be a number."),
            (json!("-"), "The amount must be a number."),
            (json!("."), "The amount must be a number."),
            (json!("1.2.3"), "The amount must be a number."),
            (json!("1_000"), "The amount must be a number."),
            (json!("1,000"), "The amount must be a number."),
            (json!("1 000"), "The amount must be a number."),
            (json!("12,50"), "The amount must be a number."),
            (json!("$5"), "The amount must be a number."),
            (json!("0x10"), "The amount must be a number."),
            (json!("\u{0663}"), "The amount must be a number."),
            (json!("\u{ff11}\u{ff12}"), "The amount must be a number."),
            (json!("\u{2212}5"), "The amount must be a number."),
            (json!("5\u{0}"), "The amount must be a number."),
            (json!([1]), "The amount must be a number."),
            (json!(true), "The amount must be a number."),
        ] {
            assert_eq!(read(sent.clone()), Err(message.to_owned()), "{sent}");
        }
    }

    #[test]
    fn rates_are_read_the_same_way_with_their_own_places() {
        for (text, read) in [
            ("0.000001", Ok(Rate::from_scaled(1))),
            ("0.0000001", Err("too many decimals")),
            ("1000000", Ok(Rate::from_scaled(1_000_000_000_000))),
            ("9223372036854.775807", Ok(Rate::from_scaled(i64::MAX))),
            ("9223372036854.775808", Err("too large")),
            ("1e-6", Err("not a number")),
        ] {
            assert_eq!(text.parse::<Rate>(), read, "{text}");
        }
    }

    #[test]
    fn half_a_cent_goes_away_from_zero() {
        for (exact, rounded) in
            [("0.005", 1), ("-0.005", -1), ("0.0049", 0), ("2.675", 268), ("-1.115", -112)]
        {
            assert_eq!(Money::round(exact.parse().unwrap()), Some(Money::from_scaled(rounded)), "{exact}");
        }
    }

    #[test]
    fn the_wire_shows_no_more_digits_than_needed_and_text_shows_all() {
        let amount = Money::from_scaled(1250);
        assert_eq!(serde_json::to_string(&amount).unwrap(), "12.5");
        assert_eq!(serde_json::to_string(&Money::from_scaled(300)).unwrap(), "3");
        assert_eq!(amount.to_string(), "12.50");
        assert_eq!(Money::ZERO.to_string(), "0.00");
        assert_eq!(Money::from_scaled(-5).to_string(), "-0.05");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(hundredths in -100_000_000_000_i64..=100_000_000_000) {
            let amount = Money::from_scaled(hundredths);
            prop_assert_eq!(amount.to_string().parse::<Money>(), Ok(amount));
            prop_assert_eq!(read(serde_json::to_value(amount).unwrap()), Ok(amount));
            prop_assert_eq!(read(amount.to_value()), Ok(amount));
            prop_assert_eq!(read(json!(amount.to_string())), Ok(amount));
        }

        #[test]
        fn text_is_an_amount_or_refused_and_never_something_else(
            sign in "[-+]{0,2}", whole in "[0-9]{0,4}", point in "[.,_e]?", decimals in "[0-9]{0,3}",
        ) {
            let expected = match (sign.as_str(), point.as_str(), whole.len() + decimals.len()) {
                (_, _, 0) => None,
                ("" | "-", "" | ".", _) => format!("{sign}0{whole}{point}{decimals}").parse::<Decimal>().ok(),
                _ => None,
            };
            let expected = expected.filter(|number| number.normalize().scale() <= 2);
            let sent = format!("{sign}{whole}{point}{decimals}");
            prop_assert_eq!(read(json!(sent.clone())).ok().map(Money::decimal), expected, "{:?}", sent);
        }
    }
}
