//! The operator's own texts, by kind of mail and language; the built-in one where there is none.

use std::collections::BTreeMap;

use fairlead_documents::{Locale, sanitise_html};
use fairlead_kernel::{Error, FieldErrors, Input, Result};
use fairlead_store::{Change, Timestamp, Tx, classify, sql, table};
use fairlead_web::{Allowed, Answer, Doc, Failure, JsonBody, PathParams, Routes};
use sea_orm::ActiveValue::Set;
use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ColumnDef;
use serde::Serialize;
use utoipa::ToSchema;

use super::render::{language, render};
use super::{Kind, texts};
use crate::invoicing::{ReadSettings, UpdateSettings};
use crate::migrations::text;

const TAG: &str = "System";
const ALL: &str = "/system/message_templates";
const ONE: &str = "/system/message_templates/{kind}/{locale}";
const LOCALES: [Locale; 3] = [Locale::En, Locale::Es, Locale::Fr];

/// A row of `message_templates`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "message_templates")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The name of its [`Kind`].
    pub kind: String,
    /// `en`, `es` or `fr`.
    pub locale: String,
    /// One line with `{{variables}}`.
    pub subject: String,
    /// Safe HTML with `{{variables}}`.
    pub body: String,
    /// When it was changed.
    pub updated_at: Timestamp,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The table.
pub(super) fn migration() -> Vec<Change> {
    let mut create = table("message_templates");
    create
        .col(text("kind"))
        .col(text("locale"))
        .col(text("subject"))
        .col(text("body"))
        .col(ColumnDef::new("updated_at").big_integer().not_null());
    vec![
        (&mut create).into(),
        sql("create unique index uq_message_templates__locale on message_templates (kind, locale)"),
    ]
}

/// What a mail is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub subject: String,
    pub body: String,
}

/// Body of a change: what is left out stays.
#[derive(Input)]
pub struct MessageTemplateInput {
    /// One line with `{{variables}}`.
    #[input(max = 200)]
    pub subject: Option<String>,
    /// HTML with `{{variables}}`: paragraphs, lists, tables, links, bold and the like; the rest is taken out.
    #[input(max = 50_000)]
    pub body: Option<String>,
}

/// The text of a kind of mail in a language.
#[derive(Serialize, ToSchema)]
#[schema(as = MessageTemplate)]
pub struct TemplateView {
    /// What is mailed.
    kind: &'static str,
    /// `en`, `es` or `fr`.
    locale: &'static str,
    /// Whether it is the text that Fairlead comes with.
    built_in: bool,
    /// One line with `{{variables}}`.
    subject: String,
    /// HTML with `{{variables}}`.
    body: String,
    /// When it was changed; null for the built-in one.
    updated_at: Option<Timestamp>,
    /// What it can name.
    variables: Vec<VariableView>,
}

/// A name that a text can contain as `{{name}}`.
#[derive(Serialize, ToSchema)]
#[schema(as = MessageTemplateVariable)]
pub struct VariableView {
    /// Its name.
    name: &'static str,
    /// What stands there in a mail.
    description: &'static str,
}

/// A mail with made-up data.
#[derive(Serialize, ToSchema)]
#[schema(as = MessageTemplatePreview)]
pub struct PreviewView {
    /// The subject.
    subject: String,
    /// The part that most readers show.
    html: String,
    /// The part for readers without HTML.
    text: String,
}

/// The routes of message templates.
pub(super) fn routes() -> Routes {
    let doc = |summary: &str| Doc::own(TAG, summary);
    let saving = doc("Change the text of a mail").body::<MessageTemplateInput>();
    let trying = doc("The text of a mail with made-up data").body::<MessageTemplateInput>();
    Routes::new()
        .get(ALL, list, doc("Texts of mails to customers").many::<TemplateView>())
        .get(ONE, show, doc("The text of a mail").one::<TemplateView>())
        .patch(ONE, save, saving.one::<TemplateView>())
        .delete(ONE, reset, doc("Back to the built-in text of a mail"))
        .post(&format!("{ONE}/preview"), preview, trying.one::<PreviewView>())
}

/// The text that is in use.
///
/// # Errors
/// Those of the database.
pub(super) async fn in_use(connection: &impl ConnectionTrait, kind: Kind, locale: Locale) -> Result<Text> {
    let own = find(connection, kind, locale).await?;
    let own = own.map(|row| Text { subject: row.subject, body: row.body });
    Ok(own.unwrap_or_else(|| texts::built_in(kind, locale)))
}

async fn find(connection: &impl ConnectionTrait, kind: Kind, locale: Locale) -> Result<Option<Model>> {
    let of_kind = Entity::find().filter(Column::Kind.eq(kind.name()));
    of_kind.filter(Column::Locale.eq(language(locale))).one(connection).await.map_err(classify)
}

impl TemplateView {
    fn of(kind: Kind, locale: Locale, row: Option<Model>) -> Self {
        let updated_at = row.as_ref().map(|row| row.updated_at);
        let text = row.map(|row| Text { subject: row.subject, body: row.body });
        let text = text.unwrap_or_else(|| texts::built_in(kind, locale));
        let variables = kind.variables().into_iter();
        Self {
            kind: kind.name(),
            locale: language(locale),
            built_in: updated_at.is_none(),
            subject: text.subject,
            body: text.body,
            updated_at,
            variables: variables.map(|(name, description, _)| VariableView { name, description }).collect(),
        }
    }
}

fn of_path(path: &PathParams) -> Result<(Kind, Locale)> {
    let locale = LOCALES.into_iter().find(|locale| language(*locale) == path.text("locale"));
    Ok((Kind::named(path.text("kind"))?, locale.ok_or_else(Error::no_such_item)?))
}

/// GET: every kind in every language.
async fn list(ctx: Allowed<ReadSettings>) -> Result<Answer, Failure> {
    let rows = Entity::find().all(ctx.db().read()).await.map_err(classify)?;
    let view = |kind: Kind, locale: Locale| {
        let own = rows.iter().find(|row| row.kind == kind.name() && row.locale == language(locale));
        TemplateView::of(kind, locale, own.cloned())
    };
    let all = Kind::ALL.into_iter().flat_map(|kind| LOCALES.map(|locale| view(kind, locale)));
    Answer::whole(&all.collect::<Vec<_>>())
}

/// GET: one.
async fn show(ctx: Allowed<ReadSettings>, path: PathParams) -> Result<Answer, Failure> {
    let (kind, locale) = of_path(&path)?;
    Answer::single(&TemplateView::of(kind, locale, find(ctx.db().read(), kind, locale).await?))
}

/// PATCH: 422 for variables that the kind does not have.
async fn save(ctx: Allowed<UpdateSettings>, path: PathParams, body: JsonBody) -> Result<Answer, Failure> {
    let (kind, locale) = of_path(&path)?;
    let input: &MessageTemplateInput = &body.read()?;
    let row = ctx
        .write(|tx: Tx| async move {
            let text = checked(kind, in_use(&tx, kind, locale).await?, input)?;
            let before = find(&tx, kind, locale).await?;
            let mut row = before.clone().map(Model::into_active_model).unwrap_or_default();
            row.kind = Set(kind.name().into());
            row.locale = Set(language(locale).into());
            row.subject = Set(text.subject);
            row.body = Set(text.body);
            row.updated_at = Set(tx.now());
            match before {
                Some(before) => tx.update(&before, row).await,
                None => tx.insert(row).await,
            }
        })
        .await?;
    Answer::ok(&TemplateView::of(kind, locale, Some(row)))
}

/// DELETE: the built-in text again; also when it is in use already.
async fn reset(ctx: Allowed<UpdateSettings>, path: PathParams) -> Result<Answer, Failure> {
    let (kind, locale) = of_path(&path)?;
    ctx.write(|tx: Tx| async move {
        match find(&tx, kind, locale).await? {
            Some(row) => tx.delete(row).await,
            None => Ok(()),
        }
    })
    .await?;
    Answer::success()
}

/// POST .../preview: the text that is in use, or what is sent of another one; nothing is stored.
async fn preview(ctx: Allowed<ReadSettings>, path: PathParams, body: JsonBody) -> Result<Answer, Failure> {
    let (kind, locale) = of_path(&path)?;
    let input: MessageTemplateInput = body.read()?;
    let text = checked(kind, in_use(ctx.db().read(), kind, locale).await?, &input)?;
    let mail = render(&text, &samples(kind), locale);
    let mail = mail.map_err(|unknown| Error::field("body", unknown_variables(&unknown)))?;
    Answer::ok(&PreviewView { subject: mail.subject, html: mail.html, text: mail.text })
}

/// The text with what was sent laid over it, when it can be filled in.
fn checked(kind: Kind, stored: Text, input: &MessageTemplateInput) -> Result<Text> {
    let text = Text {
        subject: input.subject.clone().unwrap_or(stored.subject),
        body: input.body.as_deref().map_or(stored.body, sanitise_html),
    };
    let mut errors = FieldErrors::new();
    if text.subject.contains(char::is_control) {
        errors.add("subject", "The subject must be one line.");
    }
    if text.body.trim().is_empty() {
        errors.add("body", "The body field is required.");
    }
    let known = samples(kind);
    for (field, part) in [("subject", &text.subject), ("body", &text.body)] {
        let unknown: Vec<String> = fairlead_documents::template_variables(part)
            .into_iter()
            .filter(|name| !known.contains_key(name.as_str()))
            .collect();
        if !unknown.is_empty() {
            errors.add(field, unknown_variables(&unknown));
        }
    }
    errors.into_result()?;
    Ok(text)
}

fn unknown_variables(names: &[String]) -> String {
    format!("There is no variable {} here.", names.join(", "))
}

fn samples(kind: Kind) -> BTreeMap<&'static str, String> {
    kind.variables().into_iter().map(|(name, _, sample)| (name, sample.to_owned())).collect()
}
