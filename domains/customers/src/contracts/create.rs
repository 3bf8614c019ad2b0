use fairlead_documents::{MAX_BODY_IN_BYTES, fill_template, sanitise_html};
use fairlead_kernel::{Error, Input, Result, read};
use fairlead_store::{Tx, check_lookups, classify};
use fairlead_web::{Allowed, Answer, Create, Failure, JsonBody, PathParams, Scope};
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::provider::{self, Provider};
use super::variables::{Sources, values};
use super::words::date_in_words;
use super::{ActiveModel, Contract, Model, View, mail, parties};
use crate::accounts::OfAccount;
use crate::contract_templates;

/// Body of create.
#[derive(Input)]
pub struct NewContract {
    /// An active contract template.
    #[input(exists = "contract_templates where active")]
    pub contract_template_id: i64,
    /// A contact of the account, who gets a mail with the link if there is an address.
    #[input(exists = "account_contacts")]
    pub contact_id: i64,
    /// Shown above the contract while it is being signed.
    #[input(max = 5000)]
    pub custom_message: Option<String>,
}

/// Makes a contract from a template and mails its link.
pub(super) async fn create(
    ctx: Allowed<Create<Contract>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let scope = &OfAccount::read(&path)?;
    let (provider, body) = (&provider::load(&ctx.app).await?, &body);
    let stored = ctx
        .write(|tx: Tx| async move {
            scope.exists(&tx).await?;
            let input = validate(&tx, scope, body).await?;
            let stored = tx.insert(contract(&tx, provider, scope, input).await?).await?;
            mail::enqueue(&tx, &stored).await?;
            Ok::<Model, Error>(stored)
        })
        .await?;
    Answer::created(&View::from(stored))
}

async fn validate(tx: &Tx, scope: &OfAccount, body: &JsonBody) -> Result<NewContract> {
    let reading = read::<NewContract>(&body.0);
    let mut errors = reading.findings.errors;
    check_lookups(tx, &reading.findings.lookups, None, &mut errors).await?;
    if let Some(input) = &reading.value {
        parties::check_contact(tx, scope.0, input.contact_id, &mut errors).await?;
    }
    errors.into_result()?;
    reading.value.ok_or_else(|| Error::Internal("an input without errors has a value".into()))
}

/// The new row: the template's text with everything filled in, from now on independent of the template.
async fn contract(
    tx: &Tx,
    provider: &Provider,
    scope: &OfAccount,
    input: NewContract,
) -> Result<ActiveModel> {
    let template =
        contract_templates::Entity::find_by_id(input.contract_template_id).one(tx).await.map_err(classify)?;
    let template = template.ok_or_else(Error::no_such_item)?;
    let account_name = parties::account_name(tx, scope.0).await?.ok_or_else(Error::no_such_item)?;
    let contact = parties::contact(tx, scope.0, input.contact_id).await?.ok_or_else(Error::no_such_item)?;
    let values = values(Sources {
        account_id: scope.0,
        account_name: &account_name,
        contact: &contact,
        address: &parties::address(tx, scope.0).await?,
        provider,
        contract_name: &template.name,
        term_in_months: template.term_in_months,
        date: date_in_words(provider.locale, provider.date_of(tx.now())),
    });
    let filled = fill_template(&template.body, &values).map_err(|unknown| {
        Error::field(
            "contract_template_id",
            format!("The template contains unknown variables: {}.", unknown.join(", ")),
        )
    })?;
    let text = sanitise_html(&filled);
    if text.len() > MAX_BODY_IN_BYTES {
        return Err(Error::field("contract_template_id", "The contract would be too long."));
    }
    Ok(ActiveModel {
        account_id: Set(scope.0),
        contract_name: Set(template.name),
        contract_text: Set(text),
        contact_id: Set(Some(input.contact_id)),
        term_in_months: Set(template.term_in_months),
        custom_message: Set(input.custom_message),
        unique_link_key: Set(fairlead_vault::token::link_key(&mut fairlead_vault::os_rng())),
        created_at: Set(tx.now()),
        ..ActiveModel::default()
    })
}
