//! The HTML of the public page. Every value is escaped by the macro; only the contract's own text is HTML, and that is
//! sanitised once more on its way out.

use fairlead_documents::sanitise_html;
use fairlead_store::Timestamp;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Model;
use super::provider::Provider;
use super::signing::NAME_MAX_IN_CHARS;
use super::words::{Words, date_in_words, fill};

/// Served beside the pages; the version makes browsers ask for a new one after an update.
pub(super) const STYLE: &str = include_str!("style.css");
const STYLE_PATH: &str = concat!("/contract_signing/style.css?v=", env!("CARGO_PKG_VERSION"));

/// What the visitor sees around a contract.
pub(super) struct Shown<'a> {
    pub row: &'a Model,
    pub provider: &'a Provider,
    pub account_name: &'a str,
    pub ip: &'a str,
}

/// What was wrong with a form, and what had been typed.
#[derive(Default)]
pub(super) struct Mistakes {
    pub typed_name: String,
    pub agreed: bool,
    pub name: Option<String>,
    pub agree: Option<&'static str>,
}

impl Mistakes {
    /// Whether there are any.
    pub fn any(&self) -> bool {
        self.name.is_some() || self.agree.is_some()
    }
}

impl Shown<'_> {
    fn words(&self) -> &'static Words {
        Words::of(self.provider.locale)
    }

    fn date(&self, instant: Timestamp) -> String {
        date_in_words(self.provider.locale, self.provider.date_of(instant))
    }

    /// An unsigned contract with the form; `mistakes` from the last try.
    pub fn unsigned(&self, mistakes: &Mistakes) -> Markup {
        let words = self.words();
        let body = html! {
            @if mistakes.any() { (summary(words, mistakes)) }
            (self.contract())
            section.panel aria-labelledby="sign" {
                h2 #sign { (words.sign_heading) }
                (self.form(mistakes))
            }
        };
        let title = match mistakes.any() {
            true => format!("{} – {}", words.errors_heading, self.row.contract_name),
            false => self.row.contract_name.clone(),
        };
        layout(words, &self.provider.name, &title, &body)
    }

    /// A signed contract; `before`: somebody has just tried to sign it again.
    pub fn signed(&self, before: bool) -> Markup {
        let words = self.words();
        let row = self.row;
        let by = row.signer_name.as_deref().unwrap_or_default();
        let on = row.acceptance_datetime.map(|signed_at| self.date(signed_at)).unwrap_or_default();
        let body = html! {
            section.panel.signed role="status" {
                h2 { (words.signed_heading) }
                p {
                    (fill(words.signed_by, &[("name", by), ("date", &on)]))
                    @if let Some(end) = row.expiration_date {
                        " " (fill(words.signed_until, &[("date", &date_in_words(self.provider.locale, end))]))
                    }
                }
                @if before { p { (words.signed_before) } }
                p { a.button href=(self.pdf_path()) { (words.download) } }
            }
            (self.contract())
        };
        layout(words, &self.provider.name, &row.contract_name, &body)
    }

    fn pdf_path(&self) -> String {
        format!("/contract_signing/{}/pdf", self.row.unique_link_key)
    }

    fn contract(&self) -> Markup {
        let words = self.words();
        let row = self.row;
        let months = row.term_in_months.map(|months| months.to_string());
        html! {
            header.title {
                h1 { (row.contract_name) }
                p.quiet { (fill(words.prepared_for, &[("account", self.account_name)])) }
            }
            @if let Some(message) = &row.custom_message {
                aside.message aria-labelledby="message" {
                    h2 #message { (fill(words.message_from, &[("company", &self.provider.name)])) }
                    p { (message) }
                }
            }
            article.paper lang="" { (PreEscaped(sanitise_html(&row.contract_text))) }
            p.facts {
                @match &months {
                    Some(months) => (fill(words.term, &[("months", months)])),
                    None => (words.no_term),
                }
                @if !row.is_signed() { " " a href=(self.pdf_path()) { (words.read_as_pdf) } }
            }
        }
    }

    fn form(&self, mistakes: &Mistakes) -> Markup {
        let words = self.words();
        let described = if mistakes.name.is_some() { "name-error name-hint" } else { "name-hint" };
        html! {
            form method="post" action=(format!("/contract_signing/{}", self.row.unique_link_key)) novalidate {
                div.field {
                    label for="signer_name" { (words.name_label) }
                    @if let Some(mistake) = &mistakes.name { p.error #name-error { (mistake) } }
                    input #signer_name name="signer_name" type="text" autocomplete="name" required
                        maxlength=(NAME_MAX_IN_CHARS) value=(mistakes.typed_name)
                        aria-describedby=(described) aria-invalid=[mistakes.name.as_ref().map(|_| "true")];
                    p.quiet #name-hint { (words.name_hint) }
                }
                div.field {
                    @if let Some(mistake) = mistakes.agree { p.error #agree-error { (mistake) } }
                    label.check {
                        input #agreed name="agreed" type="checkbox" value="yes" required checked[mistakes.agreed]
                            aria-describedby=[mistakes.agree.map(|_| "agree-error")]
                            aria-invalid=[mistakes.agree.map(|_| "true")];
                        span { (words.agree) }
                    }
                }
                button.button type="submit" { (words.sign) }
                p.quiet { (fill(words.record, &[("ip", self.ip)])) }
            }
        }
    }
}

fn summary(words: &Words, mistakes: &Mistakes) -> Markup {
    html! {
        section.panel.mistakes role="alert" aria-labelledby="mistakes" {
            h2 #mistakes { (words.errors_heading) }
            ul {
                @if let Some(mistake) = &mistakes.name { li { a href="#signer_name" { (mistake) } } }
                @if let Some(mistake) = mistakes.agree { li { a href="#agreed" { (mistake) } } }
            }
        }
    }
}

/// A page that only says something.
pub(super) fn notice(words: &Words, company: &str, heading: &str, text: &str) -> Markup {
    layout(words, company, heading, &html! { section.panel { h1 { (heading) } p { (text) } } })
}

fn layout(words: &Words, company: &str, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(words.language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                meta name="color-scheme" content="light dark";
                title { (title) " – " (company) }
                link rel="stylesheet" href=(STYLE_PATH);
            }
            body {
                div.company { (company) }
                main { (body) }
            }
        }
    }
}
