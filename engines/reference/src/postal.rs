//! Postal codes of the countries whose form is checked.

/// The postal code as it is stored, for a country code in upper case.
///
/// United States: five or nine digits, the nine with a dash (`53081-1234`). Canada: `K1A 0B1`, with the letters that
/// Canada Post uses. Great Britain: `SW1A 1AA`. Elsewhere any text passes as it is. Spaces around it do not count, and
/// where the form is checked neither do case, or a space or dash at the joint. `None` if the form is wrong.
pub fn normalise_zip(country: &str, zip: &str) -> Option<String> {
    let zip = zip.trim();
    match country {
        "US" => united_states(zip),
        "CA" => canada(zip),
        "GB" => great_britain(zip),
        _ => Some(zip.to_owned()),
    }
}

/// Two halves, from a text with a space or dash between them or nothing.
fn halves(zip: &str, first_length: usize) -> Option<(&str, &str)> {
    let (first, rest) = zip.split_at_checked(first_length)?;
    Some((first, rest.strip_prefix([' ', '-']).unwrap_or(rest).trim_start()))
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn united_states(zip: &str) -> Option<String> {
    let (first, rest) = halves(zip, 5)?;
    match (digits(first) && digits(rest), zip.len(), rest.len()) {
        (true, 5, _) => Some(first.to_owned()),
        (true, _, 4) => Some(format!("{first}-{rest}")),
        _ => None,
    }
}

fn canada(zip: &str) -> Option<String> {
    let zip = zip.to_ascii_uppercase();
    let (first, rest) = halves(&zip, 3)?;
    let letter = |byte: u8| byte.is_ascii_uppercase() && !b"DFIOQU".contains(&byte);
    let (&[a, b, c], &[d, e, f]) = (first.as_bytes(), rest.as_bytes()) else { return None };
    let regular = letter(a) && !b"WZ".contains(&a) && letter(c) && letter(e);
    (regular && [b, d, f].iter().all(u8::is_ascii_digit)).then(|| format!("{first} {rest}"))
}

fn great_britain(zip: &str) -> Option<String> {
    let zip = zip.to_ascii_uppercase();
    let (outward, inward) = zip.split_at_checked(zip.len().checked_sub(3)?)?;
    let outward = outward.strip_suffix([' ', '-']).unwrap_or(outward).trim_end();
    let &[digit, x, y] = inward.as_bytes() else { return None };
    let inward_regular = digit.is_ascii_digit() && [x, y].iter().all(u8::is_ascii_uppercase);
    (inward_regular && outward_regular(outward)).then(|| format!("{outward} {inward}"))
}

/// One or two letters, a digit, and perhaps one more digit or letter; or the one exception, Girobank's.
fn outward_regular(outward: &str) -> bool {
    let district = outward.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let area_length = outward.len() - district.len();
    let district_regular = match *district.as_bytes() {
        [a] => a.is_ascii_digit(),
        [a, b] => a.is_ascii_digit() && (b.is_ascii_digit() || b.is_ascii_uppercase()),
        _ => false,
    };
    outward == "GIR" || ((1..=2).contains(&area_length) && district_regular)
}
