//! How invoices and statements look: settings, the company's logo, and the operator's own templates.

mod logo;
pub mod parts;
pub(crate) mod settings;
mod templates;
#[cfg(test)]
mod tests;

use fairlead_identity::settings::group;
use fairlead_store::{Change, sql, table};
use fairlead_web::{Doc, Permission, Routes};
use sea_orm::sea_query::ColumnDef;

pub use settings::Invoicing;

const TAG: &str = "System";
const LOGO: &str = "/system/invoicing/logo";
const TEMPLATES: &str = "/system/invoicing/templates";
const TEMPLATE: &str = "/system/invoicing/templates/{kind}";

/// May see the settings of the installation.
pub(crate) struct ReadSettings;

impl Permission for ReadSettings {
    const RESOURCE: &'static str = "settings";
    const ACTION: &'static str = "read";
}

/// May change them. A template is a program, so whoever may save one is trusted as much as an administrator.
pub(crate) struct UpdateSettings;

impl Permission for UpdateSettings {
    const RESOURCE: &'static str = "settings";
    const ACTION: &'static str = "update";
}

/// Settings, logo and templates of invoices.
pub(crate) fn routes() -> Routes {
    let doc = |summary: &str| Doc::own(TAG, summary);
    let upload =
        doc("Set the logo on invoices").status(201).body::<logo::LogoInput>().one::<logo::LogoView>();
    let saving = doc("Change a template of invoices").body::<templates::TemplateInput>();
    let trying = doc("PDF of made-up data by a template").body::<templates::PreviewInput>();
    Routes::new()
        .merge(group::<Invoicing>())
        .get(LOGO, logo::show, doc("The logo on invoices").bytes("image/png"))
        .post(LOGO, logo::upload, upload.body_limit_in_bytes(logo::BODY_LIMIT_IN_BYTES))
        .delete(LOGO, logo::delete, doc("Remove the logo on invoices"))
        .get(TEMPLATES, templates::list, doc("Templates of invoices").many::<templates::TemplateView>())
        .get(TEMPLATE, templates::show, doc("A template of invoices").one::<templates::TemplateView>())
        .patch(TEMPLATE, templates::save, saving.one::<templates::TemplateView>())
        .delete(TEMPLATE, templates::reset, doc("Back to the built-in template of invoices"))
        .post(&format!("{TEMPLATE}/preview"), templates::preview, trying.one::<templates::TemplatePreview>())
}

/// The row of the settings, and the table of their larger parts.
pub(crate) fn migration() -> Vec<Change> {
    let mut parts = table("document_parts");
    parts
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("content").blob().not_null())
        .col(ColumnDef::new("digest").text().not_null())
        .col(ColumnDef::new("updated_at").big_integer().not_null());
    vec![
        sql("insert into settings (name, value) values ('invoicing', '{}')"),
        (&mut parts).into(),
        sql("create unique index uq_document_parts__name on document_parts (name)"),
    ]
}
