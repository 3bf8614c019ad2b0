//! The job: sends what a cause's rows say is to be sent.

use std::collections::HashMap;

use fairlead_customers::account_contacts as contacts;
use fairlead_identity::settings;
use fairlead_kernel::{Error, Result};
use fairlead_mail::{MailError, MailSettings, Message};
use fairlead_store::jobs::Enqueue;
use fairlead_store::{Timestamp, Tx, Who, classify};
use fairlead_web::App;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::Value;

use super::content::{Content, Facts};
use super::deliveries::{ActiveModel, Column, Entity, FAILED, Model, QUEUED, SENT, SKIPPED};
use super::post::{Cause, TRIES, job};
use super::{Kind, content, render};

/// How long what cannot be sent yet is put off.
const PAUSE_IN_MILLIS: i64 = 60_000;

/// Sends every mail of a cause that is still to be sent. A mail that the next server took is not sent again, unless this
/// process dies in the moment between; then servers know it by its `Message-ID`.
///
/// # Errors
/// When a mail is to be tried again; those of the database.
pub(super) async fn send(app: &App, payload: &Value) -> Result<()> {
    let cause: Cause = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
    let kind = Kind::named(&cause.kind)?;
    let open = to_be_sent(app, &cause).await?;
    if open.is_empty() {
        return Ok(());
    }
    let facts = match content::of(app, kind, &cause).await? {
        Content::Mail(facts) => facts,
        Content::Moot(reason) => return skip(app, open, reason).await,
        Content::Later => return put_off(app, &cause).await,
    };
    let settings = settings::sender(app).await?;
    let contacts = contacts_of(app, &open).await?;
    let mut put_off = None;
    for delivery in open {
        let contact = contacts.get(&delivery.contact_id);
        let outcome = send_one(app, &settings, kind, &facts, &delivery, contact).await?;
        let last = delivery.attempts + 1 >= TRIES;
        if let Err(error @ MailError::Temporary(_)) = &outcome
            && !last
        {
            put_off = Some(error.clone());
        }
        store(app, delivery, contact, &outcome, last).await?;
    }
    put_off.map_or(Ok(()), |error| Err(error.into()))
}

async fn to_be_sent(app: &App, cause: &Cause) -> Result<Vec<Model>> {
    let select = Entity::find()
        .filter(Column::Kind.eq(cause.kind.as_str()))
        .filter(Column::SubjectId.eq(cause.subject_id))
        .filter(Column::Occasion.eq(cause.occasion))
        .filter(Column::State.eq(QUEUED))
        .order_by_asc(Column::Id);
    select.all(app.db.read()).await.map_err(classify)
}

async fn contacts_of(app: &App, open: &[Model]) -> Result<HashMap<i64, contacts::Model>> {
    let ids = open.iter().map(|delivery| delivery.contact_id);
    let found = contacts::Entity::find().filter(contacts::Column::Id.is_in(ids)).all(app.db.read()).await;
    Ok(found.map_err(classify)?.into_iter().map(|contact| (contact.id, contact)).collect())
}

async fn send_one(
    app: &App,
    settings: &MailSettings,
    kind: Kind,
    facts: &Facts,
    delivery: &Model,
    contact: Option<&contacts::Model>,
) -> Result<std::result::Result<(), MailError>> {
    let of_account = contact.filter(|contact| contact.account_id == delivery.account_id);
    let to = of_account.and_then(|contact| Some((contact, contact.email_address.clone()?)));
    let Some((contact, to)) = to else {
        return Ok(Err(MailError::Permanent("The contact has no mail address any more.".into())));
    };
    let letter = render::letter(app, kind, facts, &contact.name).await?;
    let message = Message {
        reference: format!("{}-{}-{}", delivery.kind, delivery.subject_id, delivery.occasion),
        to,
        to_name: contact.name.clone(),
        subject: letter.subject,
        text: letter.text,
        html: Some(letter.html),
        attachments: facts.attachments.clone(),
    };
    Ok(app.mailer.send(settings, &message).await)
}

/// Without audit: the row itself says what became of the mail.
async fn store(
    app: &App,
    delivery: Model,
    contact: Option<&contacts::Model>,
    outcome: &std::result::Result<(), MailError>,
    last: bool,
) -> Result<()> {
    let state = match outcome {
        Ok(()) => SENT,
        Err(MailError::Temporary(_)) if !last => QUEUED,
        Err(_) => FAILED,
    };
    let row = &ActiveModel {
        attempts: Set(delivery.attempts + 1),
        email_address: Set(contact.and_then(|contact| contact.email_address.clone())),
        state: Set(state.into()),
        reason: Set(outcome.as_ref().err().map(ToString::to_string)),
        ..delivery.into_active_model()
    };
    update(app, row, state == SENT).await
}

async fn update(app: &App, row: &ActiveModel, sent: bool) -> Result<()> {
    let who = &Who::platform("mail");
    let written = app.db.write(who, |tx: Tx| async move {
        let mut row = row.clone();
        if sent {
            row.sent_at = Set(Some(tx.now()));
        }
        Entity::update(row).exec(&tx).await.map(drop).map_err(classify)
    });
    written.await
}

async fn skip(app: &App, open: Vec<Model>, reason: &str) -> Result<()> {
    for delivery in open {
        let mut row = delivery.into_active_model();
        row.state = Set(SKIPPED.into());
        row.reason = Set(Some(reason.to_owned()));
        update(app, &row, false).await?;
    }
    Ok(())
}

/// The same job again in a minute.
async fn put_off(app: &App, cause: &Cause) -> Result<()> {
    let payload = &serde_json::to_value(cause).map_err(Error::internal)?;
    let who = &Who::platform("mail");
    let written = app.db.write(who, |tx: Tx| async move {
        let run_at = Some(Timestamp(tx.now().0 + PAUSE_IN_MILLIS));
        tx.enqueue(Enqueue { run_at, payload: payload.clone(), ..job(true) }).await.map(drop)
    });
    written.await
}
