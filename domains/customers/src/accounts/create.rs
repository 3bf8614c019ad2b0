use fairlead_kernel::{Error, FieldErrors, Result, read};
use fairlead_store::{Tx, check_lookups, search};
use fairlead_web::{Allowed, Answer, Create, Failure, JsonBody};
use sea_orm::ActiveValue::{NotSet, Set};
use serde_json::{Map, Value};

use super::input::{AccountInput, NewAccountInput};
use super::links::{LinkChange, id_is_taken};
use super::status::{By, Standing, standing};
use super::{Account, AccountChange, AccountView, ActiveModel, Model, watch};
use crate::account_addresses::{self, Postal};
use crate::account_contacts;
use crate::address_types;

/// POST /accounts
pub(super) async fn create(ctx: Allowed<Create<Account>>, body: JsonBody) -> Result<Answer, Failure> {
    let (by, body) = (&By::of(&ctx).await?, &body.0);
    let view = ctx.write(|tx| async move { store(&tx, by, body).await }).await?;
    Answer::created(&view)
}

/// The account, its physical address, its primary contact and their search terms.
async fn store(tx: &Tx, by: &By<'_>, body: &Map<String, Value>) -> Result<AccountView> {
    let reading = read::<NewAccountInput>(body);
    let mut errors = reading.findings.errors;
    check_lookups(tx, &reading.findings.lookups, None, &mut errors).await?;
    let Some(input) = reading.value else {
        return Err(errors.into_result().err().unwrap_or(Error::Internal("an account without value".into())));
    };
    let postal = input.address.normalise(&mut errors);
    input.contact.check(&mut errors);
    refuse_taken_id(tx, input.id, &mut errors).await?;
    let links = LinkChange::plan(tx, None, &input.account, &mut errors).await?;
    // The status is only looked at when it exists.
    let standing = match errors.get("account_status_id") {
        None => Some(standing(tx, by, &input.account, None, &mut errors).await?),
        Some(_) => None,
    };
    errors.into_result()?;
    let (Some(postal), Some(standing)) = (postal, standing) else {
        return Err(Error::Internal("an account without errors has an address and a status".into()));
    };
    let account = insert(tx, by, input.id, &input.account, &standing).await?;
    standing.record(tx, None, &account).await?;
    let address = account_addresses::insert(tx, account.id, address_types::PHYSICAL, &postal).await?;
    let contact =
        account_contacts::insert_primary(tx, account.id, &input.contact_name, &input.contact).await?;
    let tree_changed = links.changes_tree();
    let (groups, sub_accounts) = links.write(tx, account.id).await?;
    remember(tx, &account, &postal, address, &contact).await?;
    // It has nothing yet that could bill.
    let (before, after) = (&account, &account);
    let change = AccountChange { by, before, after, switch: None, prorate: false, tree_changed };
    let account = watch::changed(tx, change).await?;
    Ok(AccountView::of(&account, groups, sub_accounts))
}

async fn refuse_taken_id(tx: &Tx, id: Option<i64>, errors: &mut FieldErrors) -> Result<()> {
    if let Some(id) = id
        && id_is_taken(tx, id).await?
    {
        errors.add("id", "The id has already been taken.");
    }
    Ok(())
}

async fn insert(
    tx: &Tx,
    by: &By<'_>,
    id: Option<i64>,
    input: &AccountInput,
    standing: &Standing,
) -> Result<Model> {
    let mut row = ActiveModel {
        id: id.map_or(NotSet, Set),
        name: Set(input.name.clone()),
        account_type_id: Set(input.account_type_id),
        account_status_id: Set(input.account_status_id),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        ..Default::default()
    };
    row.set_terms(by.billing.terms_of(input.account_type_id));
    standing.apply(&mut row);
    match (tx.insert(row).await, id) {
        (Ok(stored), Some(_)) => {
            tx.restart_identity("accounts").await?;
            Ok(stored)
        }
        // Somebody with an id of their own was faster than the identity of PostgreSQL: the next try gets another one.
        (Err(Error::Invalid(errors)), None) if errors.get("id").is_some() => Err(Error::Busy),
        (outcome, _) => outcome,
    }
}

async fn remember(
    tx: &Tx,
    account: &Model,
    postal: &Postal,
    address: i64,
    contact: &account_contacts::Model,
) -> Result<()> {
    let id = account.id.to_string();
    let contact_texts = contact.search_texts();
    let contact_texts: Vec<&str> = contact_texts.iter().map(String::as_str).collect();
    search::add_all(
        tx,
        account.id,
        &[
            ("accounts", account.id, &[&account.name, &id]),
            ("account_addresses", address, &postal.search_texts()),
            ("account_contacts", contact.id, &contact_texts),
        ],
    )
    .await
}
