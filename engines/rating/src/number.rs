use std::fmt;

use crate::Digits;

/// A telephone number of the North American plan, or one beyond it.
///
/// Shown as a call record shows it: `14145132472`, `011376312341231234` (reference, Account_Call_Records).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// Ten digits.
    National(Digits),
    /// With its country code, without the 011 that it is dialled with.
    International(Digits),
}

const NATIONAL_LENGTH: usize = 10;
/// The shortest number that is written with a plus.
const SHORTEST_INTERNATIONAL: usize = 7;
const TOLL_FREE: [u64; 7] = [800, 833, 844, 855, 866, 877, 888];

impl Number {
    /// Keeps the digits of a text (domain rule "Voice"): ten, or eleven with a leading 1, are national; what begins with 011
    /// or a plus, and what is longer, is international. `None` for fewer than ten digits or more than eighteen.
    pub fn parse(text: &str) -> Option<Self> {
        let mut kept = [0_u8; Digits::LONGEST + 3];
        let mut length = 0;
        for digit in text.bytes().filter(u8::is_ascii_digit) {
            *kept.get_mut(length)? = digit;
            length += 1;
        }
        let digits = &kept[..length];
        if let Some(rest) = digits.strip_prefix(b"011").filter(|rest| rest.len() >= SHORTEST_INTERNATIONAL) {
            return Digits::of_bytes(rest).map(Self::International);
        }
        match digits {
            [b'1', national @ ..] if national.len() == NATIONAL_LENGTH => {
                Digits::of_bytes(national).map(Self::National)
            }
            _ if text.trim_start().starts_with('+') && length >= SHORTEST_INTERNATIONAL => {
                Digits::of_bytes(digits).map(Self::International)
            }
            _ if length == NATIONAL_LENGTH => Digits::of_bytes(digits).map(Self::National),
            _ if length > NATIONAL_LENGTH => Digits::of_bytes(digits).map(Self::International),
            _ => None,
        }
    }

    /// What decks match: a national number with its leading 1, an international one without 011.
    pub fn dialled(self) -> Digits {
        match self {
            Self::National(digits) => digits.after_one(),
            Self::International(digits) => digits,
        }
    }

    /// The ten digits of a number that can be a DID.
    pub fn national(self) -> Option<Digits> {
        match self {
            Self::National(digits) => Some(digits),
            Self::International(_) => None,
        }
    }

    /// Whether the one who is called pays.
    pub fn is_toll_free(self) -> bool {
        self.national().is_some_and(|digits| TOLL_FREE.contains(&digits.first(3).value()))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::National(digits) => write!(to, "1{digits}"),
            Self::International(digits) => write!(to, "011{digits}"),
        }
    }
}
