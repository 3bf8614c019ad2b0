use std::fmt;
use std::str::FromStr;

use fairlead_kernel::Money;

use crate::PaymentError;

/// Currencies without a smaller unit: those of ISO 4217 and, as card processors count it, MGA.
const WHOLE: [&str; 16] = [
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
];
/// Currencies divided into thousandths (ISO 4217).
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
/// Divided differently by ISO 4217 and by processors. A mistake is one by a factor of 100, so nobody is charged in them.
const DISPUTED: [&str; 4] = ["CLF", "ISK", "UGX", "UYW"];

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Three capital letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimals its smallest unit takes: 2 for USD, 0 for JPY, 3 for KWD.
    pub fn decimals(self) -> u32 {
        match self.code() {
            code if WHOLE.contains(&code) => 0,
            code if THOUSANDTHS.contains(&code) => 3,
            _ => 2,
        }
    }

    /// `amount` in the smallest unit: 12.50 USD is 1250, 1250.00 JPY is 1250, 12.50 KWD is 12500.
    ///
    /// # Errors
    /// [`PaymentError::Refused`] for nothing, less than nothing, and parts of a unit that has none.
    pub fn smallest_units(self, amount: Money) -> Result<i64, PaymentError> {
        let refused = |text: String| Err(PaymentError::Refused(text));
        let hundredths = amount.scaled();
        if hundredths <= 0 {
            return refused("The amount must be greater than 0.".into());
        }
        match self.decimals() {
            0 if hundredths % 100 != 0 => refused(format!("An amount in {self} has no decimals.")),
            0 => Ok(hundredths / 100),
            3 => hundredths
                .checked_mul(10)
                .ok_or_else(|| PaymentError::Refused("The amount is too large.".into())),
            _ => Ok(hundredths),
        }
    }
}

impl FromStr for Currency {
    type Err = PaymentError;

    /// # Errors
    /// [`PaymentError::Invalid`] for what is no code of three letters, and for currencies that processors divide differently
    /// from ISO 4217.
    fn from_str(text: &str) -> Result<Self, PaymentError> {
        let code = text.trim().to_ascii_uppercase();
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(_) if DISPUTED.contains(&code.as_str()) => {
                Err(PaymentError::Invalid(format!("Payments in {code} are not supported.")))
            }
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(PaymentError::Invalid("The currency must be an ISO 4217 code of three letters.".into())),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units(amount: &str, currency: &str) -> Result<i64, String> {
        let currency: Currency = currency.parse().map_err(|error: PaymentError| error.to_string())?;
        currency.smallest_units(amount.parse().unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn amounts_become_the_smallest_unit_of_their_currency() {
        let table = "
            12.50       usd   1250
            0.01        USD   1
            1250.00     JPY   1250
            1           KRW   1
            12.50       KWD   12500
            0.01        BHD   10
            1000000000  EUR   100000000000
            1250.50     JPY   An amount in JPY has no decimals.
            0.00        USD   The amount must be greater than 0.
            -1.00       USD   The amount must be greater than 0.
            1.00        UGX   Payments in UGX are not supported.
            1.00        ISK   Payments in ISK are not supported.
            1.00        US    The currency must be an ISO 4217 code of three letters.
            1.00        U$D   The currency must be an ISO 4217 code of three letters.
            1.00        €     The currency must be an ISO 4217 code of three letters.
        ";
        for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (amount, rest) = line.split_once(char::is_whitespace).unwrap();
            let (currency, expected) = rest.trim().split_once(char::is_whitespace).unwrap();
            let got = units(amount, currency).map_or_else(|text| text, |units| units.to_string());
            assert_eq!(got, expected.trim(), "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_amount_is_rounded(hundredths in 1_i64..=100_000_000_000, code in "[A-Z]{3}") {
            if let Ok(currency) = code.parse::<Currency>()
                && let Ok(units) = currency.smallest_units(Money::from_scaled(hundredths))
            {
                let divisor = 10_i128.pow(currency.decimals());
                prop_assert_eq!(i128::from(units) * 100, i128::from(hundredths) * divisor);
            }
        }
    }
}
