use proptest::prelude::*;

use super::*;
use crate::locale::BillWords;

fn currency(code: &str, minor_units: u8) -> Currency {
    Currency { code: code.into(), minor_units }
}

#[test]
fn amounts_are_written_as_the_language_and_the_currency_ask() {
    for (locale, code, minor_units, hundredths, text) in [
        (Locale::En, "USD", 2, 123_456_789, "$1,234,567.89"),
        (Locale::En, "USD", 2, -5, "−$0.05"),
        (Locale::En, "USD", 2, 0, "$0.00"),
        (Locale::En, "USD", 2, 100_000, "$1,000.00"),
        (Locale::En, "CHF", 2, -123_450, "CHF −1,234.50"),
        (Locale::En, "JPY", 0, 123_400, "¥1,234"),
        (Locale::En, "JPY", 0, 123_450, "¥1,234.50"),
        (Locale::En, "KWD", 3, 123_450, "KWD 1,234.500"),
        (Locale::Es, "EUR", 2, -123_450, "−1.234,50 €"),
        (Locale::Es, "MXN", 2, 123_450, "$1,234.50"),
        (Locale::Es, "COP", 2, 123_450, "1.234,50 $"),
        (Locale::Fr, "EUR", 2, 123_450, "1 234,50 €"),
        (Locale::Fr, "XOF", 0, 123_400, "1 234 XOF"),
        (Locale::En, "USD", 2, i64::MIN, "−$92,233,720,368,547,758.08"),
    ] {
        let currency = currency(code, minor_units);
        let shown = Format::new(locale, &currency).money(Money::from_scaled(hundredths));
        assert_eq!(shown.replace([NO_BREAK_SPACE, NARROW_NO_BREAK_SPACE], " "), text);
    }
}

#[test]
fn dates_and_periods() {
    let dollars = Currency::default();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    for (locale, from, through, text) in [
        (Locale::En, "2026-11-01", "2026-11-30", "Nov 1 – Nov 30, 2026"),
        (Locale::En, "2026-12-15", "2027-01-14", "Dec 15, 2026 – Jan 14, 2027"),
        (Locale::En, "2026-02-28", "2026-02-28", "Feb 28, 2026"),
        (Locale::Es, "2026-01-01", "2026-09-30", "1 ene – 30 sept 2026"),
        (Locale::Fr, "2026-08-01", "2026-12-31", "1er août – 31 déc. 2026"),
    ] {
        assert_eq!(Format::new(locale, &dollars).period(day(from), day(through)), text);
    }
}

#[test]
fn rates_sizes_and_days() {
    let euros = currency("EUR", 2);
    for (locale, rate, bytes, days) in [
        (Locale::En, "8.25%", "1,234.5 GB", "12 of 31 days"),
        (Locale::Es, "8,25 %", "1.234,5 GB", "12 de 31 días"),
        (Locale::Fr, "8,25 %", "1 234,5 Go", "12 jours sur 31"),
    ] {
        let format = Format::new(locale, &euros);
        let plain = |text: String| text.replace([NO_BREAK_SPACE, NARROW_NO_BREAK_SPACE], " ");
        assert_eq!(plain(format.percent(Rate::from_scaled(8_250_000))), rate);
        assert_eq!(plain(format.gigabytes(1_234_599_999_999)), bytes);
        assert_eq!(BillWords::of(locale).prorated(12, 31), days);
    }
}

proptest! {
    /// Taking the separators away again leaves the integer that went in.
    #[test]
    fn no_digit_is_lost(hundredths in any::<i64>(), locale in prop_oneof![Just(Locale::En), Just(Locale::Es), Just(Locale::Fr)]) {
        let euros = currency("EUR", 2);
        let shown = Format::new(locale, &euros).money(Money::from_scaled(hundredths));
        let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
        prop_assert_eq!(digits.parse::<u64>().unwrap(), hundredths.unsigned_abs());
        prop_assert_eq!(shown.starts_with(MINUS), hundredths < 0);
    }
}
