//! The mail of a notification.

use fairlead_kernel::Result;
use fairlead_mail::Message;
use fairlead_store::jobs::{Enqueue, Handler, handler};
use fairlead_store::{Tx, classify};
use fairlead_web::App;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::Entity;
use crate::{settings, users};

const JOB: &str = "notifications.mail";

pub(super) async fn enqueue(tx: &Tx, id: i64) -> Result<()> {
    tx.enqueue(Enqueue::now(JOB, json!({"notification_id": id}))).await.map(drop)
}

/// The job that mails one notification.
pub(crate) fn job() -> Handler<App> {
    handler(JOB, |app: App, payload, _| async move { send(&app, payload).await })
}

async fn send(app: &App, payload: Value) -> Result<()> {
    let id = payload["notification_id"].as_i64().unwrap_or_default();
    let connection = app.db.read();
    let Some(row) = Entity::find_by_id(id).one(connection).await.map_err(classify)? else { return Ok(()) };
    let Some(user) = users::find(connection, row.user_id).await? else { return Ok(()) };
    let link = row.link.map(|link| format!("{}{link}", app.public_url.trim_end_matches('/')));
    let paragraphs = [Some(row.subject.clone()), Some(row.body), link];
    let paragraphs: Vec<String> = paragraphs.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    let message = Message {
        reference: format!("notification-{id}"),
        to: user.email_address,
        to_name: user.name,
        subject: row.subject,
        text: format!("{}\n", paragraphs.join("\n\n")),
        html: None,
        attachments: Vec::new(),
    };
    app.mailer.send(&settings::sender(app).await?, &message).await?;
    Ok(())
}
