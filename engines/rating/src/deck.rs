use rustc_hash::FxHashMap;

use crate::Digits;

/// The price of a minute to all numbers that begin with a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeckRate<'a> {
    /// The prefix.
    pub prefix: Digits,
    /// What it is called.
    pub name: &'a str,
    /// The price of a minute.
    pub rate_nanos: i64,
}

/// What a deck says of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match<'a> {
    /// The longest prefix that the number begins with.
    pub prefix: Digits,
    /// What it is called.
    pub name: &'a str,
    /// The price of a minute.
    pub rate_nanos: i64,
}

#[derive(Clone, Copy)]
struct Entry {
    rate_nanos: i64,
    name: u32,
}

/// A rate deck, built once and only read afterwards: a hash table for each length of prefix, the quickest of what was
/// measured, and for the first four digits of a number the lengths that can match, so that few of them are asked.
pub struct Deck {
    by_length: Vec<FxHashMap<u64, Entry>>,
    /// Bit n: there is a prefix of n digits that a number with this head can begin with.
    lengths_by_head: Vec<u32>,
    names: Vec<Box<str>>,
}

const HEAD: usize = 4;
const HEADS: usize = 10_000;

impl Default for Deck {
    fn default() -> Self {
        Self {
            by_length: (0..=Digits::LONGEST).map(|_| FxHashMap::default()).collect(),
            lengths_by_head: vec![0; HEADS],
            names: Vec::new(),
        }
    }
}

impl<'a> FromIterator<DeckRate<'a>> for Deck {
    /// Of a prefix that comes twice the last one counts.
    fn from_iter<T: IntoIterator<Item = DeckRate<'a>>>(rates: T) -> Self {
        let mut deck = Self::default();
        let mut last = (u32::MAX, "");
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        for rate in rates {
            // Decks are sorted by destination: a name mostly repeats the one before.
            if last.1 != rate.name || last.0 == u32::MAX {
                let next = deck.names.len() as u32;
                let id = *known.entry(rate.name).or_insert(next);
                if id == next {
                    deck.names.push(rate.name.into());
                }
                last = (id, rate.name);
            }
            deck.insert(rate.prefix, Entry { rate_nanos: rate.rate_nanos, name: last.0 });
        }
        deck.by_length.iter_mut().for_each(FxHashMap::shrink_to_fit);
        deck
    }
}

impl Deck {
    fn insert(&mut self, prefix: Digits, entry: Entry) {
        let length = prefix.length();
        self.by_length[length].insert(prefix.value(), entry);
        let head = prefix.first(HEAD);
        let heads_below = 10_usize.pow((HEAD - head.length()) as u32);
        let from = head.value() as usize * heads_below;
        for lengths in &mut self.lengths_by_head[from..from + heads_below] {
            *lengths |= 1 << length;
        }
    }

    /// How many prefixes it has.
    pub fn len(&self) -> usize {
        self.by_length.iter().map(FxHashMap::len).sum()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The longest prefix that the digits begin with.
    pub fn find(&self, digits: Digits) -> Option<Match<'_>> {
        let possible = match digits.length() {
            0..HEAD => u32::MAX,
            _ => self.lengths_by_head[digits.first(HEAD).value() as usize],
        };
        let mut lengths = possible & ((1 << (digits.length() + 1)) - 1) & !1;
        while lengths != 0 {
            let length = lengths.ilog2() as usize;
            lengths &= !(1 << length);
            let prefix = digits.first(length);
            if let Some(entry) = self.by_length[length].get(&prefix.value()) {
                let name = &self.names[entry.name as usize];
                return Some(Match { prefix, name, rate_nanos: entry.rate_nanos });
            }
        }
        None
    }
}
