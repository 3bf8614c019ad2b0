//! The languages that documents are written in, and the words that a document brings itself.

use serde::Serialize;

/// A language of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
    /// French.
    Fr,
}

/// The words of a contract that do not come from its template.
#[derive(Serialize)]
pub(crate) struct Words {
    language: &'static str,
    prepared_for: &'static str,
    reference: &'static str,
    page: &'static str,
    of: &'static str,
    message: &'static str,
    signature: &'static str,
    signed_electronically: &'static str,
    signed_by: &'static str,
    contact: &'static str,
    date: &'static str,
    address: &'static str,
    unsigned: &'static str,
    unsigned_hint: &'static str,
}

impl Locale {
    /// The locale of a language tag such as `es`, `es-MX` or `fr_CA`; English for any other.
    pub fn from_tag(tag: &str) -> Self {
        match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "es" => Self::Es,
            "fr" => Self::Fr,
            _ => Self::En,
        }
    }

    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::En => &ENGLISH,
            Self::Es => &SPANISH,
            Self::Fr => &FRENCH,
        }
    }
}

static ENGLISH: Words = Words {
    language: "en",
    prepared_for: "Prepared for",
    reference: "Reference",
    page: "Page",
    of: "of",
    message: "Message",
    signature: "Signature",
    signed_electronically: "Signed electronically",
    signed_by: "Signed by",
    contact: "Contact",
    date: "Date and time",
    address: "IP address",
    unsigned: "Not yet signed",
    unsigned_hint: "This agreement takes effect once it has been signed.",
};

static SPANISH: Words = Words {
    language: "es",
    prepared_for: "Preparado para",
    reference: "Referencia",
    page: "Página",
    of: "de",
    message: "Mensaje",
    signature: "Firma",
    signed_electronically: "Firmado electrónicamente",
    signed_by: "Firmado por",
    contact: "Contacto",
    date: "Fecha y hora",
    address: "Dirección IP",
    unsigned: "Pendiente de firma",
    unsigned_hint: "Este contrato entra en vigor una vez firmado.",
};

static FRENCH: Words = Words {
    language: "fr",
    prepared_for: "Préparé pour",
    reference: "Référence",
    page: "Page",
    of: "sur",
    message: "Message",
    signature: "Signature",
    signed_electronically: "Signé électroniquement",
    signed_by: "Signé par",
    contact: "Contact",
    date: "Date et heure",
    address: "Adresse IP",
    unsigned: "En attente de signature",
    unsigned_hint: "Ce contrat prend effet une fois signé.",
};

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn reads_language_tags() {
        for (tag, locale) in [
            ("es", Locale::Es),
            ("fr_CA", Locale::Fr),
            ("ES-mx", Locale::Es),
            ("de", Locale::En),
            ("", Locale::En),
        ] {
            assert_eq!(Locale::from_tag(tag), locale, "{tag}");
        }
    }
}
