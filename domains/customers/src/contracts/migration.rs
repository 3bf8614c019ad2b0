use fairlead_store::{Change, index, sql, table};
use sea_orm::sea_query::{ColumnDef, ForeignKey, ForeignKeyAction};

/// `contracts`
pub(crate) fn contracts() -> Vec<Change> {
    let account = ForeignKey::create()
        .name("fk_contracts__account_id")
        .from("contracts", "account_id")
        .to("accounts", "id")
        .to_owned();
    // A contact can go; the contract stays.
    let contact = ForeignKey::create()
        .name("fk_contracts__contact_id")
        .from("contracts", "contact_id")
        .to("account_contacts", "id")
        .on_delete(ForeignKeyAction::SetNull)
        .to_owned();
    vec![
        table("contracts")
            .col(ColumnDef::new("account_id").big_integer().not_null())
            .col(ColumnDef::new("contract_name").text().not_null())
            .col(ColumnDef::new("contract_text").text().not_null())
            .col(ColumnDef::new("contact_id").big_integer())
            .col(ColumnDef::new("contact_name").text())
            .col(ColumnDef::new("term_in_months").big_integer())
            .col(ColumnDef::new("acceptance_datetime").big_integer())
            .col(ColumnDef::new("expiration_date").date())
            .col(ColumnDef::new("custom_message").text())
            .col(ColumnDef::new("signer_name").text())
            .col(ColumnDef::new("signer_ip").text())
            .col(ColumnDef::new("unique_link_key").text().not_null())
            .col(ColumnDef::new("pdf_blob_id").text())
            .col(ColumnDef::new("created_at").big_integer().not_null())
            .foreign_key(&mut account.clone())
            .foreign_key(&mut contact.clone())
            .into(),
        index("contracts", &["account_id"]),
        index("contracts", &["contact_id"]),
        sql("create unique index uq_contracts__unique_link_key on contracts (unique_link_key)"),
    ]
}
