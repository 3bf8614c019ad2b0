//! What the public page and the mail say, in the languages of the application. `{name}` is filled in by [`fill`].

use chrono::{Datelike, NaiveDate};
use fairlead_documents::Locale;

/// The texts of one language.
pub(super) struct Words {
    pub language: &'static str,
    months: [&'static str; 12],
    pub prepared_for: &'static str,
    pub message_from: &'static str,
    pub term: &'static str,
    pub no_term: &'static str,
    pub read_as_pdf: &'static str,
    pub sign_heading: &'static str,
    pub name_label: &'static str,
    pub name_hint: &'static str,
    pub agree: &'static str,
    pub record: &'static str,
    pub sign: &'static str,
    pub errors_heading: &'static str,
    pub name_missing: &'static str,
    pub name_odd: &'static str,
    pub agree_missing: &'static str,
    pub signed_heading: &'static str,
    pub signed_by: &'static str,
    pub signed_until: &'static str,
    pub signed_before: &'static str,
    pub download: &'static str,
    pub missing_heading: &'static str,
    pub missing_text: &'static str,
    pub busy_heading: &'static str,
    pub busy_text: &'static str,
    pub broken_heading: &'static str,
    pub broken_text: &'static str,
    pub foreign_heading: &'static str,
    pub foreign_text: &'static str,
    pub mail_subject: &'static str,
    pub mail_greeting: &'static str,
    pub mail_request: &'static str,
    pub mail_button: &'static str,
    pub mail_personal: &'static str,
}

impl Words {
    /// Those of a language.
    pub fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::En => &ENGLISH,
            Locale::Es => &SPANISH,
            Locale::Fr => &FRENCH,
        }
    }
}

/// Replaces each `{name}` by its value, in one pass: what a value contains is not looked at again.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let found = after.split_once('}').and_then(|(name, tail)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, tail))
        });
        match found {
            Some((value, tail)) => {
                filled.push_str(value);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// `March 15, 2026`, `15 de marzo de 2026`, `15 mars 2026`
pub(super) fn date_in_words(locale: Locale, date: NaiveDate) -> String {
    let month = Words::of(locale).months[date.month0() as usize];
    let (day, year) = (date.day(), date.year());
    match locale {
        Locale::En => format!("{month} {day}, {year}"),
        Locale::Es => format!("{day} de {month} de {year}"),
        Locale::Fr if day == 1 => format!("1er {month} {year}"),
        Locale::Fr => format!("{day} {month} {year}"),
    }
}

static ENGLISH: Words = Words {
    language: "en",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    prepared_for: "Prepared for {account}",
    message_from: "A message from {company}",
    term: "Term: {months} months from the day of signing.",
    no_term: "No fixed term.",
    read_as_pdf: "Read or print as PDF",
    sign_heading: "Sign this contract",
    name_label: "Your full name",
    name_hint: "Typing your name counts as your signature.",
    agree: "I have read this contract and agree to it.",
    record: "The time and your internet address ({ip}) are kept with the signature.",
    sign: "Sign contract",
    errors_heading: "The contract was not signed yet",
    name_missing: "Enter your full name.",
    name_odd: "Enter your name with letters, at most {max} characters.",
    agree_missing: "Tick the box to agree to the contract.",
    signed_heading: "This contract is signed",
    signed_by: "Signed by {name} on {date}.",
    signed_until: "It ends on {date}.",
    signed_before: "It had been signed before, so nothing was changed.",
    download: "Download the signed contract (PDF)",
    missing_heading: "There is no contract here",
    missing_text: "The link may be incomplete, or the contract was withdrawn. Open the link from the message again, or \
                   ask your provider for a new one.",
    busy_heading: "Too many requests",
    busy_text: "Please wait a minute and try again.",
    broken_heading: "Something went wrong",
    broken_text: "It is our fault, not yours. Please try again in a few minutes.",
    foreign_heading: "The form came from another page",
    foreign_text: "Nothing was signed. Open the link from the message again and sign there.",
    mail_subject: "{company}: please sign “{contract}”",
    mail_greeting: "Hello {contact},",
    mail_request: "{company} has prepared the contract “{contract}” for {account}. Please read and sign it on this page:",
    mail_button: "Read and sign",
    mail_personal: "The link is meant for you alone: whoever has it can sign. If you did not expect this message, \
                    please ignore it or ask us.",
};

static SPANISH: Words = Words {
    language: "es",
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    prepared_for: "Preparado para {account}",
    message_from: "Un mensaje de {company}",
    term: "Plazo: {months} meses desde el día de la firma.",
    no_term: "Sin plazo fijo.",
    read_as_pdf: "Leer o imprimir en PDF",
    sign_heading: "Firmar este contrato",
    name_label: "Su nombre completo",
    name_hint: "Escribir su nombre equivale a su firma.",
    agree: "He leído este contrato y lo acepto.",
    record: "Junto con la firma se guardan la hora y su dirección de internet ({ip}).",
    sign: "Firmar contrato",
    errors_heading: "El contrato aún no se ha firmado",
    name_missing: "Escriba su nombre completo.",
    name_odd: "Escriba su nombre con letras, con un máximo de {max} caracteres.",
    agree_missing: "Marque la casilla para aceptar el contrato.",
    signed_heading: "Este contrato está firmado",
    signed_by: "Firmado por {name} el {date}.",
    signed_until: "Termina el {date}.",
    signed_before: "Ya se había firmado antes, así que no se ha cambiado nada.",
    download: "Descargar el contrato firmado (PDF)",
    missing_heading: "Aquí no hay ningún contrato",
    missing_text: "Puede que el enlace esté incompleto o que el contrato se haya retirado. Abra de nuevo el enlace del \
                   mensaje o pida uno nuevo a su proveedor.",
    busy_heading: "Demasiadas solicitudes",
    busy_text: "Espere un minuto e inténtelo de nuevo.",
    broken_heading: "Algo ha salido mal",
    broken_text: "El fallo es nuestro, no suyo. Inténtelo de nuevo dentro de unos minutos.",
    foreign_heading: "El formulario venía de otra página",
    foreign_text: "No se ha firmado nada. Abra de nuevo el enlace del mensaje y firme allí.",
    mail_subject: "{company}: firme «{contract}», por favor",
    mail_greeting: "Hola, {contact}:",
    mail_request: "{company} ha preparado el contrato «{contract}» para {account}. Léalo y fírmelo en esta página:",
    mail_button: "Leer y firmar",
    mail_personal: "El enlace es solo para usted: quien lo tenga puede firmar. Si no esperaba este mensaje, ignórelo o \
                    pregúntenos.",
};

static FRENCH: Words = Words {
    language: "fr",
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    prepared_for: "Préparé pour {account}",
    message_from: "Un message de {company}",
    term: "Durée : {months} mois à compter du jour de la signature.",
    no_term: "Sans durée déterminée.",
    read_as_pdf: "Lire ou imprimer en PDF",
    sign_heading: "Signer ce contrat",
    name_label: "Votre nom complet",
    name_hint: "Saisir votre nom vaut signature.",
    agree: "J’ai lu ce contrat et je l’accepte.",
    record: "L’heure et votre adresse internet ({ip}) sont conservées avec la signature.",
    sign: "Signer le contrat",
    errors_heading: "Le contrat n’est pas encore signé",
    name_missing: "Saisissez votre nom complet.",
    name_odd: "Saisissez votre nom en lettres, avec {max} caractères au plus.",
    agree_missing: "Cochez la case pour accepter le contrat.",
    signed_heading: "Ce contrat est signé",
    signed_by: "Signé par {name} le {date}.",
    signed_until: "Il prend fin le {date}.",
    signed_before: "Il avait déjà été signé, rien n’a donc été modifié.",
    download: "Télécharger le contrat signé (PDF)",
    missing_heading: "Il n’y a pas de contrat ici",
    missing_text: "Le lien est peut-être incomplet, ou le contrat a été retiré. Rouvrez le lien du message ou demandez-en \
                   un nouveau à votre fournisseur.",
    busy_heading: "Trop de demandes",
    busy_text: "Veuillez patienter une minute, puis réessayer.",
    broken_heading: "Une erreur s’est produite",
    broken_text: "Elle vient de nous, pas de vous. Veuillez réessayer dans quelques minutes.",
    foreign_heading: "Le formulaire venait d’une autre page",
    foreign_text: "Rien n’a été signé. Rouvrez le lien du message et signez sur cette page.",
    mail_subject: "{company} : merci de signer « {contract} »",
    mail_greeting: "Bonjour {contact},",
    mail_request: "{company} a préparé le contrat « {contract} » pour {account}. Merci de le lire et de le signer sur cette \
                   page :",
    mail_button: "Lire et signer",
    mail_personal: "Ce lien n’est destiné qu’à vous : quiconque le possède peut signer. Si vous n’attendiez pas ce message, \
                    ignorez-le ou interrogez-nous.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_once() {
        let values = [("a", "{b}"), ("b", "{a}")];
        assert_eq!(fill("{a} and {b}, {c} {", &values), "{b} and {a}, {c} {");
    }

    #[test]
    fn dates_read_as_people_write_them() {
        let date = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        assert_eq!(date_in_words(Locale::En, date(15)), "March 15, 2026");
        assert_eq!(date_in_words(Locale::Es, date(15)), "15 de marzo de 2026");
        assert_eq!(date_in_words(Locale::Fr, date(15)), "15 mars 2026");
        assert_eq!(date_in_words(Locale::Fr, date(1)), "1er mars 2026");
    }
}
