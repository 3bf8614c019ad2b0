//! Dates, numbers and amounts as the reader's language writes them. Integers in, text out: no float on the way.

use chrono::{Datelike, NaiveDate};
use fairlead_kernel::{Money, Rate};

use super::Locale;

const NO_BREAK_SPACE: char = '\u{a0}';
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';
const MINUS: char = '\u{2212}';

/// A currency, as ISO 4217 lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency {
    /// The three letters: `USD`.
    pub code: String,
    /// Digits behind the point in which it is paid: 2 for the dollar, 0 for the yen, 3 for the dinar. An amount that
    /// has more is shown with all of them.
    pub minor_units: u8,
}

impl Default for Currency {
    /// US dollars.
    fn default() -> Self {
        Self { code: "USD".into(), minor_units: 2 }
    }
}

impl Currency {
    fn symbol(&self) -> Option<&'static str> {
        Some(match self.code.as_str() {
            "USD" | "CAD" | "AUD" | "NZD" | "MXN" | "ARS" | "CLP" | "COP" | "SGD" | "HKD" | "BBD" | "BSD"
            | "BZD" | "JMD" | "TTD" | "XCD" | "FJD" | "DOP" | "UYU" => "$",
            "EUR" => "€",
            "GBP" | "GIP" | "FKP" => "£",
            "JPY" => "¥",
            "INR" => "₹",
            "KRW" => "₩",
            "NGN" => "₦",
            "PHP" => "₱",
            "VND" => "₫",
            "ILS" => "₪",
            "TRY" => "₺",
            "UAH" => "₴",
            "KZT" => "₸",
            "CRC" => "₡",
            "PYG" => "₲",
            "GHS" => "₵",
            _ => return None,
        })
    }

    /// Spanish is written with a decimal point from Mexico to Peru, with a comma elsewhere: the currency tells which.
    fn of_a_point_country(&self) -> bool {
        matches!(self.code.as_str(), "USD" | "MXN" | "GTQ" | "HNL" | "NIO" | "DOP" | "PEN" | "PAB")
    }
}

/// How one document writes what is not words.
pub struct Format<'a> {
    locale: Locale,
    currency: &'a Currency,
    group: char,
    point: char,
    /// Whether the currency stands before the digits.
    leads: bool,
}

impl<'a> Format<'a> {
    /// The way of a language with a currency.
    pub fn new(locale: Locale, currency: &'a Currency) -> Self {
        let (group, point, leads) = match locale {
            Locale::En => (',', '.', true),
            Locale::Es if currency.of_a_point_country() => (',', '.', true),
            Locale::Es => ('.', ',', false),
            Locale::Fr => (NARROW_NO_BREAK_SPACE, ',', false),
        };
        Self { locale, currency, group, point, leads }
    }

    /// `$1,234.50`, `1.234,50 €`, `−1 234,50 €`; the code stands for a currency without a sign of its own.
    pub fn money(&self, amount: Money) -> String {
        self.hundredths(amount.scaled().into())
    }

    /// An amount in billionths of the currency's hundredth, without its sign, to four decimals: `0.0087`. What a minute costs
    /// has more places than what is paid.
    pub fn fine(&self, nanos_of_hundredths: i128) -> String {
        const TEN_THOUSANDTH: i128 = 10_000_000;
        let rounded = (nanos_of_hundredths.abs() + TEN_THOUSANDTH / 2) / TEN_THOUSANDTH;
        let digits = self.grouped(rounded.unsigned_abs() / 10_000);
        let minus = if nanos_of_hundredths < 0 && rounded > 0 { String::from(MINUS) } else { String::new() };
        format!("{minus}{digits}{}{:04}", self.point, rounded % 10_000)
    }

    /// The same as [`money`](Self::money) for a sum that may be wider than an amount.
    pub(crate) fn hundredths(&self, amount: i128) -> String {
        let (whole, cents) = (amount.unsigned_abs() / 100, amount.unsigned_abs() % 100);
        let mut digits = self.grouped(whole);
        let places = usize::from(self.currency.minor_units);
        if places > 0 || cents > 0 {
            digits.push(self.point);
            digits.push_str(&format!("{cents:02}"));
            digits.extend(std::iter::repeat_n('0', places.saturating_sub(2)));
        }
        let minus = if amount < 0 { String::from(MINUS) } else { String::new() };
        match (self.leads, self.currency.symbol()) {
            (true, Some(symbol)) => format!("{minus}{symbol}{digits}"),
            (true, None) => format!("{}{NO_BREAK_SPACE}{minus}{digits}", self.currency.code),
            (false, symbol) => {
                format!("{minus}{digits}{NO_BREAK_SPACE}{}", symbol.unwrap_or(&self.currency.code))
            }
        }
    }

    /// A whole number: `1,234`.
    pub(crate) fn count(&self, number: i64) -> String {
        let minus = if number < 0 { String::from(MINUS) } else { String::new() };
        format!("{minus}{}", self.grouped(number.unsigned_abs().into()))
    }

    /// A rate in percent, all its places and no more: `8.25%`.
    pub(crate) fn percent(&self, rate: Rate) -> String {
        let digits = rate.decimal().normalize().to_string().replace('.', &self.point.to_string());
        let digits = digits.replace('-', &MINUS.to_string());
        match self.locale {
            Locale::En => format!("{digits}%"),
            _ => format!("{digits}{NO_BREAK_SPACE}%"),
        }
    }

    /// Bytes in GB of 1000^3 (as caps are counted, domain rule "Usage"), to the tenth below: `812.4 GB`.
    pub fn gigabytes(&self, bytes: u64) -> String {
        let tenths = bytes / 100_000_000;
        let whole = self.grouped((tenths / 10).into());
        let unit = if self.locale == Locale::Fr { "Go" } else { "GB" };
        match tenths % 10 {
            0 => format!("{whole}{NO_BREAK_SPACE}{unit}"),
            tenth => format!("{whole}{}{tenth}{NO_BREAK_SPACE}{unit}", self.point),
        }
    }

    /// The same without its unit for the foot of a bar, to the tenth only below 10 GB.
    pub(crate) fn short_gigabytes(&self, bytes: u64) -> String {
        match bytes / 100_000_000 {
            tenths if tenths < 100 && tenths % 10 > 0 => {
                format!("{}{}{}", tenths / 10, self.point, tenths % 10)
            }
            tenths => self.grouped((tenths / 10).into()),
        }
    }

    /// `Nov 1, 2026`, `1 nov 2026`, `1 nov. 2026`.
    pub fn date(&self, date: NaiveDate) -> String {
        match self.locale {
            Locale::En => format!("{}, {}", self.day(date), date.year()),
            _ => format!("{} {}", self.day(date), date.year()),
        }
    }

    /// First and last day; the year once when it is the same.
    pub(crate) fn period(&self, from: NaiveDate, through: NaiveDate) -> String {
        if from == through {
            self.date(from)
        } else if from.year() == through.year() {
            format!("{} – {}", self.day(from), self.date(through))
        } else {
            format!("{} – {}", self.date(from), self.date(through))
        }
    }

    /// `Nov`.
    pub(crate) fn month(&self, date: NaiveDate) -> &'static str {
        let names = match self.locale {
            Locale::En => {
                ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            }
            Locale::Es => {
                ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"]
            }
            Locale::Fr => [
                "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
                "déc.",
            ],
        };
        names[date.month0() as usize]
    }

    fn day(&self, date: NaiveDate) -> String {
        match self.locale {
            Locale::En => format!("{} {}", self.month(date), date.day()),
            Locale::Fr if date.day() == 1 => format!("1er {}", self.month(date)),
            _ => format!("{} {}", date.day(), self.month(date)),
        }
    }

    fn grouped(&self, number: u128) -> String {
        let digits = number.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 * self.group.len_utf8());
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(self.group);
            }
            grouped.push(digit);
        }
        grouped
    }
}

#[cfg(test)]
mod tests;
