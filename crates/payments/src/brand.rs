/// A card scheme. The names are those of the API contract (`card_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brand {
    /// American Express.
    Amex,
    /// Dankort.
    Dankort,
    /// Diners Club.
    DinersClub,
    /// Discover.
    Discover,
    /// Forbrugsforeningen.
    Forbrugsforeningen,
    /// JCB.
    Jcb,
    /// Maestro.
    Maestro,
    /// Mastercard.
    Mastercard,
    /// UnionPay.
    UnionPay,
    /// Visa.
    Visa,
    /// Visa Electron.
    VisaElectron,
}

/// Prefix from, prefix to (same length), brand. The first line that fits wins, so exceptions stand before what they except.
const PREFIXES: &[(u32, u32, Brand)] = &[
    (4026, 4026, Brand::VisaElectron),
    (417_500, 417_500, Brand::VisaElectron),
    (4508, 4508, Brand::VisaElectron),
    (4844, 4844, Brand::VisaElectron),
    (4913, 4913, Brand::VisaElectron),
    (4917, 4917, Brand::VisaElectron),
    (4, 4, Brand::Visa),
    (5019, 5019, Brand::Dankort),
    (600_722, 600_722, Brand::Forbrugsforeningen),
    (51, 55, Brand::Mastercard),
    (2221, 2720, Brand::Mastercard),
    (34, 34, Brand::Amex),
    (37, 37, Brand::Amex),
    (300, 305, Brand::DinersClub),
    (309, 309, Brand::DinersClub),
    (36, 36, Brand::DinersClub),
    (38, 39, Brand::DinersClub),
    (6011, 6011, Brand::Discover),
    (622_126, 622_925, Brand::Discover),
    (644, 649, Brand::Discover),
    (65, 65, Brand::Discover),
    (3528, 3589, Brand::Jcb),
    (62, 62, Brand::UnionPay),
    (81, 81, Brand::UnionPay),
    (5018, 5018, Brand::Maestro),
    (5020, 5020, Brand::Maestro),
    (5038, 5038, Brand::Maestro),
    (5893, 5893, Brand::Maestro),
    (6304, 6304, Brand::Maestro),
    (6759, 6759, Brand::Maestro),
    (6761, 6763, Brand::Maestro),
];

impl Brand {
    /// By the first digits of a card number; `None` for what no scheme here issues.
    pub fn of(number: &str) -> Option<Self> {
        let fits = |from: u32, to: u32| {
            let digits = from.ilog10() as usize + 1;
            let prefix = number.get(..digits).filter(|prefix| prefix.bytes().all(|b| b.is_ascii_digit()));
            prefix.and_then(|prefix| prefix.parse().ok()).is_some_and(|prefix| (from..=to).contains(&prefix))
        };
        PREFIXES.iter().find(|(from, to, _)| fits(*from, *to)).map(|(.., brand)| *brand)
    }

    /// As the contract writes it: `visa`, `dinersclub`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Amex => "amex",
            Self::Dankort => "dankort",
            Self::DinersClub => "dinersclub",
            Self::Discover => "discover",
            Self::Forbrugsforeningen => "forbrugsforeningen",
            Self::Jcb => "jcb",
            Self::Maestro => "maestro",
            Self::Mastercard => "mastercard",
            Self::UnionPay => "unionpay",
            Self::Visa => "visa",
            Self::VisaElectron => "visaelectron",
        }
    }

    /// Digits of the number on the card.
    pub(crate) fn has_length(self, digits: usize) -> bool {
        match self {
            Self::Amex => digits == 15,
            Self::Dankort | Self::Forbrugsforeningen | Self::Mastercard | Self::VisaElectron => digits == 16,
            Self::DinersClub => (14..=19).contains(&digits),
            Self::Discover | Self::Jcb | Self::UnionPay => (16..=19).contains(&digits),
            Self::Maestro => (12..=19).contains(&digits),
            Self::Visa => matches!(digits, 13 | 16 | 19),
        }
    }

    /// UnionPay issues numbers without a check digit.
    pub(crate) fn has_check_digit(self) -> bool {
        self != Self::UnionPay
    }

    /// Digits of the code on the card.
    pub(crate) fn cvc_digits(self) -> usize {
        if self == Self::Amex { 4 } else { 3 }
    }
}
