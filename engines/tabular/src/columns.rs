//! What each column of a table holds.

use std::collections::HashMap;

use crate::header::name_key;

/// What the values of a field look like, for columns whose name says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Anything.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// `2026-03-15`
    Date,
    /// Yes or no.
    Flag,
    /// `ada@example.com`
    Email,
    /// `(555) 010-0199`: 7 to 15 digits.
    Phone,
}

/// Something that a column can hold.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// What it is called in data: `account_id`.
    pub name: &'static str,
    /// What people call it: `Account ID`.
    pub label: &'static str,
    /// What else they call it.
    pub aliases: &'static [&'static str],
    /// What it looks like.
    pub content: Content,
}

impl Field {
    /// Everything that it is called.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        [self.name, self.label].into_iter().chain(self.aliases.iter().copied())
    }
}

/// Why a column is taken for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// Its header says so.
    Name,
    /// Its values look so, and no other column's do.
    Content,
}

/// For each column the field that it holds, by position in `fields`, and why. `headers` are the names of the columns (none
/// where a table has no header), `samples` some of their values. No field is given twice.
pub fn match_columns(
    headers: &[String],
    samples: &[Vec<&str>],
    fields: &[Field],
) -> Vec<Option<(usize, Match)>> {
    let width = Ord::max(headers.len(), samples.len());
    let mut matched: Vec<Option<(usize, Match)>> = vec![None; width];
    let mut free: Vec<bool> = vec![true; fields.len()];
    // The names of fields first, so that "Phone" does not take what "Mobile phone" is meant for.
    for find in [by_name, by_alias, nearly] {
        for (column, header) in headers.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
            if matched[column].is_some() {
                continue;
            }
            let key = name_key(header);
            if let Some(field) = find(&key, fields, &free) {
                matched[column] = Some((field, Match::Name));
                free[field] = false;
            }
        }
    }
    by_content(samples, fields, &mut matched, &mut free);
    matched
}

fn by_name(key: &str, fields: &[Field], free: &[bool]) -> Option<usize> {
    let is = |field: &Field| name_key(field.name) == key || name_key(field.label) == key;
    (0..fields.len()).find(|field| free[*field] && is(&fields[*field]))
}

fn by_alias(key: &str, fields: &[Field], free: &[bool]) -> Option<usize> {
    let is = |field: &Field| field.aliases.iter().any(|name| name_key(name) == key);
    (0..fields.len()).find(|field| free[*field] && is(&fields[*field]))
}

/// One typing error: `Adress` for `Address`. Short names are too alike for that.
fn nearly(key: &str, fields: &[Field], free: &[bool]) -> Option<usize> {
    if key.chars().count() < 5 {
        return None;
    }
    let mut found = (0..fields.len())
        .filter(|field| free[*field] && fields[*field].names().any(|name| one_edit(&name_key(name), key)));
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

fn one_edit(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() - short.len() > 1 || short.len() < 4 {
        return false;
    }
    let same_start = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let rest_short = &short[same_start..];
    let same_end =
        rest_short.iter().rev().zip(long[same_start..].iter().rev()).take_while(|(a, b)| a == b).count();
    rest_short.len() - same_end <= 1
}

/// A column whose values all look like one kind is taken for the only free field of that kind, if it is the only such column.
fn by_content(
    samples: &[Vec<&str>],
    fields: &[Field],
    matched: &mut [Option<(usize, Match)>],
    free: &mut [bool],
) {
    let mut columns_of: HashMap<&str, Vec<usize>> = HashMap::new();
    for (column, values) in samples.iter().enumerate().filter(|(column, _)| matched[*column].is_none()) {
        if let Some(kind) = looks(values) {
            columns_of.entry(kind).or_default().push(column);
        }
    }
    for (kind, content) in [("email", Content::Email), ("date", Content::Date), ("phone", Content::Phone)] {
        let columns = columns_of.get(kind).map_or(&[][..], Vec::as_slice);
        let mut open = (0..fields.len()).filter(|field| free[*field] && fields[*field].content == content);
        if let ([column], Some(field), None) = (columns, open.next(), open.next()) {
            matched[*column] = Some((field, Match::Content));
            free[field] = false;
        }
    }
}

fn looks(values: &[&str]) -> Option<&'static str> {
    let filled: Vec<&str> = values.iter().copied().filter(|value| !value.is_empty()).collect();
    let all = |test: fn(&str) -> bool| !filled.is_empty() && filled.iter().all(|value| test(value));
    match () {
        () if all(is_email) => Some("email"),
        () if all(is_date) => Some("date"),
        () if all(is_phone) => Some("phone"),
        () => None,
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains(' '))
}

fn is_date(text: &str) -> bool {
    let day = text.split([' ', 'T']).next().unwrap_or(text);
    ["%Y-%m-%d", "%m/%d/%Y"].iter().any(|form| chrono::NaiveDate::parse_from_str(day, form).is_ok())
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (7..=15).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c))
}
