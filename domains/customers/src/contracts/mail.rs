//! The mail with the link.

use fairlead_identity::settings;
use fairlead_kernel::Result;
use fairlead_mail::Message;
use fairlead_store::jobs::Enqueue;
use fairlead_store::{Tx, classify};
use fairlead_web::App;
use maud::html;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::words::{Words, fill};
use super::{Entity, Model, parties, provider};

pub(super) const JOB: &str = "contracts.mail";

/// Tries over about twelve hours: a mail server can be away for a night.
const TRIES: i64 = 20;

/// Has the link sent to the contact, if the contact has an address.
pub(super) async fn enqueue(tx: &Tx, row: &Model) -> Result<()> {
    let Some(contact_id) = row.contact_id else { return Ok(()) };
    let contact = parties::contact(tx, row.account_id, contact_id).await?;
    if contact.and_then(|contact| contact.email_address).is_none() {
        return Ok(());
    }
    let payload = json!({"contract_id": row.id, "contact_id": contact_id});
    tx.enqueue(Enqueue { max_attempts: TRIES, ..Enqueue::now(JOB, payload) }).await.map(drop)
}

/// The job. What has changed meanwhile (signed, deleted, meant for somebody else) needs no mail any more.
pub(super) async fn send(app: App, payload: Value) -> Result<()> {
    let id = |name: &str| payload[name].as_i64().unwrap_or_default();
    let connection = app.db.read();
    let row = Entity::find_by_id(id("contract_id")).one(connection).await.map_err(classify)?;
    let Some(row) = row.filter(|row| !row.is_signed() && row.contact_id == Some(id("contact_id"))) else {
        return Ok(());
    };
    let Some(account_name) = parties::account_name(connection, row.account_id).await? else { return Ok(()) };
    let Some(contact) = parties::contact(connection, row.account_id, id("contact_id")).await? else {
        return Ok(());
    };
    let Some(to) = contact.email_address else { return Ok(()) };
    let provider = provider::load(&app).await?;
    let words = Words::of(provider.locale);
    let link = format!("{}/contract_signing/{}", app.public_url, row.unique_link_key);
    let values = [
        ("company", provider.name.as_str()),
        ("contract", &row.contract_name),
        ("account", &account_name),
        ("contact", &contact.name),
    ];
    let (greeting, request) = (fill(words.mail_greeting, &values), fill(words.mail_request, &values));
    let message = Message {
        reference: format!("contract-{}", row.id),
        to,
        to_name: contact.name.clone(),
        subject: fill(words.mail_subject, &values),
        text: format!("{greeting}\n\n{request}\n\n{link}\n\n{}\n\n{}\n", words.mail_personal, provider.name),
        html: Some(html_part(words, &greeting, &request, &link, &provider.name)),
        attachments: Vec::new(),
    };
    app.mailer.send(&settings::sender(&app).await?, &message).await?;
    Ok(())
}

fn html_part(words: &Words, greeting: &str, request: &str, link: &str, company: &str) -> String {
    let page = html! {
        (maud::DOCTYPE)
        html lang=(words.language) {
            head { meta charset="utf-8"; }
            body style="font-family: sans-serif; line-height: 1.5; max-width: 36em" {
                p { (greeting) }
                p { (request) }
                p {
                    a href=(link) style="display: inline-block; padding: 0.7em 1.4em; border-radius: 6px; background: #1c6f77; color: #fff; text-decoration: none" {
                        (words.mail_button)
                    }
                }
                p { a href=(link) { (link) } }
                p { (words.mail_personal) }
                p { (company) }
            }
        }
    };
    page.into_string()
}
