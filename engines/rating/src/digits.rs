use std::fmt;

/// One to eighteen decimal digits, leading zeros kept: a prefix, or a number as it is matched. The longest number of the
/// world has fifteen (ITU-T E.164).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Digits {
    value: u64,
    length: u8,
}

impl Digits {
    /// So many fit.
    pub const LONGEST: usize = 18;

    /// `None` for a text that is empty, too long, or has anything but digits.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.is_empty() || !bytes.iter().all(u8::is_ascii_digit) {
            return None;
        }
        Self::of_bytes(bytes)
    }

    /// From ASCII digits.
    pub(crate) fn of_bytes(digits: &[u8]) -> Option<Self> {
        if digits.is_empty() || digits.len() > Self::LONGEST {
            return None;
        }
        let value = digits.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
        Some(Self { value, length: digits.len() as u8 })
    }

    /// The digits as an integer, without its leading zeros.
    pub fn value(self) -> u64 {
        self.value
    }

    /// How many there are.
    pub fn length(self) -> usize {
        self.length.into()
    }

    /// The first `length` of them; all when there are no more.
    pub fn first(self, length: usize) -> Self {
        match self.length().checked_sub(length) {
            None => self,
            Some(cut) => Self { value: self.value / 10_u64.pow(cut as u32), length: length as u8 },
        }
    }

    /// Whether they begin with `prefix`.
    pub fn starts_with(self, prefix: Self) -> bool {
        self.length >= prefix.length && self.first(prefix.length()) == prefix
    }

    /// With a 1 in front, as national numbers are dialled; they have room for it.
    pub(crate) fn after_one(self) -> Self {
        Self { value: self.value + 10_u64.pow(self.length.into()), length: self.length + 1 }
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{:0width$}", self.value, width = self.length())
    }
}
