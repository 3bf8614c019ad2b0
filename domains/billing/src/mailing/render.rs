//! From a text with variables to subject, HTML and plain text.

use std::collections::BTreeMap;

use fairlead_documents::{Locale, fill_plain, fill_template, html_to_text, sanitise_html};
use fairlead_kernel::{Error, Result};
use fairlead_web::App;
use maud::{DOCTYPE, PreEscaped, html};

use super::Kind;
use super::content::Facts;
use super::message_templates::{Text, in_use};

/// A mail as it is read.
pub(super) struct Letter {
    pub subject: String,
    pub html: String,
    pub text: String,
}

/// The mail to one contact, by the text that is in use.
///
/// # Errors
/// Those of the database; when the text names what does not exist, which saving it refuses.
pub(super) async fn letter(app: &App, kind: Kind, facts: &Facts, contact_name: &str) -> Result<Letter> {
    let text = in_use(app.db.read(), kind, facts.locale).await?;
    let mut values = facts.values.clone();
    values.insert("contact_name", contact_name.to_owned());
    render(&text, &values, facts.locale)
        .map_err(|unknown| Error::Refused(format!("The text names {}.", unknown.join(", ")).into()))
}

/// Fills a text in. Values are text in every place: what is HTML in them is shown, not obeyed.
///
/// # Errors
/// The variables that do not exist.
pub(super) fn render(
    text: &Text,
    values: &BTreeMap<&str, String>,
    locale: Locale,
) -> std::result::Result<Letter, Vec<String>> {
    let subject = fill_plain(&text.subject, values);
    let body = fill_template(&text.body, values);
    let (subject, body) = match (subject, body) {
        (Ok(subject), Ok(body)) => (subject, sanitise_html(&body)),
        (subject, body) => {
            return Err([subject.err(), body.err()].into_iter().flatten().flatten().collect());
        }
    };
    let subject: String = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Ok(Letter { text: html_to_text(&body), html: page(&body, language(locale)), subject })
}

/// The code of a language.
pub(super) fn language(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "en",
        Locale::Es => "es",
        Locale::Fr => "fr",
    }
}

fn page(body: &str, language: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head { meta charset="utf-8"; meta name="viewport" content="width=device-width"; }
            body style="font-family: sans-serif; line-height: 1.5; max-width: 36em; margin: 1em auto; padding: 0 1em" {
                (PreEscaped(body))
            }
        }
    };
    page.into_string()
}
