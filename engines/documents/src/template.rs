//! `{{name}}` placeholders in templates that operators write.

use std::collections::BTreeMap;

use crate::html::escape;

const MAX_NAME_IN_CHARS: usize = 80;

/// Replaces every `{{name}}` by its value.
///
/// White space inside the braces is allowed (`{{ name }}`, also the `&nbsp;` that editors put there). Values are
/// HTML-escaped and not searched for placeholders again. An opening `{{` that is never closed is ordinary text.
/// The result is as safe as the template: pass it through [`crate::sanitise_html`] before it is shown.
///
/// # Errors
/// The names that have no value, each once, in the order of the template.
pub fn fill_template(template_html: &str, variables: &BTreeMap<&str, String>) -> Result<String, Vec<String>> {
    fill(template_html, variables, escape)
}

/// As [`fill_template`] for a template that is plain text and not HTML, such as the subject of a mail: values stand as they are.
///
/// # Errors
/// As [`fill_template`].
pub fn fill_plain(template: &str, variables: &BTreeMap<&str, String>) -> Result<String, Vec<String>> {
    fill(template, variables, str::to_owned)
}

fn fill<S: AsRef<str>>(
    template: &str,
    variables: &BTreeMap<&str, String>,
    write: impl Fn(&str) -> S,
) -> Result<String, Vec<String>> {
    let mut unknown: Vec<String> = Vec::new();
    let mut filled = String::with_capacity(template.len());
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Variable(name) => match variables.get(name.as_str()) {
                Some(value) => filled.push_str(write(value).as_ref()),
                None if unknown.contains(&name) => {}
                None => unknown.push(name),
            },
        }
    }
    if unknown.is_empty() { Ok(filled) } else { Err(unknown) }
}

/// The names of a template's placeholders, each once, in the order of the template: to check it when it is saved.
///
/// Whatever stands between the braces is reported, shortened to 80 characters: a name that markup got into
/// (`{{<b>name</b>}}`) shows as one that does not exist.
pub fn template_variables(html: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces(html) {
        if let Piece::Variable(name) = piece
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

enum Piece<'a> {
    Text(&'a str),
    Variable(String),
}

fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    let mut coming: Option<Piece<'_>> = None;
    std::iter::from_fn(move || {
        if let Some(piece) = coming.take() {
            return Some(piece);
        }
        if rest.is_empty() {
            return None;
        }
        let Some((before, name, after)) = next_placeholder(rest) else {
            return Some(Piece::Text(std::mem::take(&mut rest)));
        };
        rest = after;
        coming = Some(Piece::Variable(name));
        Some(Piece::Text(before))
    })
}

fn next_placeholder(html: &str) -> Option<(&str, String, &str)> {
    let (before, inside) = html.split_once("{{")?;
    let (name, after) = inside.split_once("}}")?;
    let name = name.replace("&nbsp;", " ");
    Some((before, name.trim().chars().take(MAX_NAME_IN_CHARS).collect(), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<'a>(pairs: &[(&'a str, &str)]) -> BTreeMap<&'a str, String> {
        pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    }

    #[test]
    fn fills_with_any_spacing() {
        let values = values(&[("name", "Ada"), ("plan", "Fibre 100")]);
        let filled = fill_template("<p>{{name}}, {{ name }}, {{&nbsp;plan\n}}</p>", &values);
        assert_eq!(filled.as_deref(), Ok("<p>Ada, Ada, Fibre 100</p>"));
    }

    #[test]
    fn escapes_values_and_does_not_fill_them_again() {
        let values = values(&[("a", "<script>\"&'{{b}}"), ("b", "secret")]);
        let filled = fill_template("{{a}}", &values);
        assert_eq!(filled.as_deref(), Ok("&lt;script&gt;&quot;&amp;&#39;{{b}}"));
    }

    #[test]
    fn plain_text_stays_plain() {
        let values = values(&[("a", "<b>\"&'{{b}}"), ("b", "secret")]);
        assert_eq!(fill_plain("{{a}} & {{ b }}", &values).as_deref(), Ok("<b>\"&'{{b}} & secret"));
        assert_eq!(fill_plain("{{c}}", &values), Err(vec!["c".to_owned()]));
    }

    #[test]
    fn lists_every_unknown_name_once() {
        let values = values(&[("known", "x")]);
        let unknown = fill_template("{{one}} {{known}} {{two}} {{one}} {{}} {{<b>known</b>}}", &values);
        assert_eq!(unknown, Err(["one", "two", "", "<b>known</b>"].map(str::to_owned).to_vec()));
    }

    #[test]
    fn names_the_variables_in_order() {
        assert_eq!(template_variables("{{b}} text {{ a }} {{b}} {{never closed"), ["b", "a"]);
        assert!(template_variables("{ {no} } }}").is_empty());
    }
}
