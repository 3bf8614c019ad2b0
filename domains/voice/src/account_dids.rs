//! The DIDs of an account (reference, Account_DIDs): each on one of its voice services, by whose terms its calls are rated.

use fairlead_billing::account_services;
use fairlead_catalog::services;
use fairlead_customers::accounts::{self, OfAccount};
use fairlead_kernel::{Error, FieldErrors, Input, Result, read};
use fairlead_store::{Page, Tx, classify};
use fairlead_web::{
    Allowed, Answer, Create, Delete, Doc, Failure, JsonBody, NoInput, PathParams, Resource, Routes, Scope,
    Update, read_only,
};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::{Map, Value};

use crate::dids::{self, ActiveModel, Column, DidView, Entity, Model};

/// Body of an assignment.
#[derive(Input)]
pub struct AccountDidInput {
    /// The DID, ten digits. It must be there and not assigned.
    pub did: String,
    /// A voice service of the account.
    pub service_id: i64,
}

/// Body of a move.
#[derive(Input)]
pub struct AccountDidMoveInput {
    /// Another voice service of the account.
    pub service_id: i64,
}

/// Listed and shown as declared.
pub struct AccountDid;

impl Resource for AccountDid {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = NoInput;
    type View = DidView;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/dids";
    const ID: &'static str = "did_id";
    const TAG: &'static str = "Account_DIDs";
    const NAME: &'static str = "account DID";
    const PERMISSION: &'static str = "account_dids";

    fn page() -> Page<Entity> {
        dids::page()
    }

    fn input(_: &Model) -> NoInput {
        NoInput
    }

    fn apply(_: &NoInput, _: &mut ActiveModel) {}

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<DidView>> {
        dids::views(connection, rows).await
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0))
    }
}

/// The routes of Account_DIDs.
pub(crate) fn routes() -> Routes {
    let all = AccountDid::PATH;
    let one = format!("{all}/{{{}}}", AccountDid::ID);
    let doc = |summary| Doc::new(AccountDid::TAG, summary).one::<DidView>();
    read_only::<AccountDid>()
        .post(all, assign, doc("Assign a DID to an account").body::<AccountDidInput>())
        .patch(
            &one,
            relocate,
            doc("Move a DID to another voice service").status(201).body::<AccountDidMoveInput>(),
        )
        .delete(&one, unassign, doc("Unassign a DID from an account"))
}

/// POST /accounts/{account_id}/dids
async fn assign(
    ctx: Allowed<Create<AccountDid>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let (scope, body) = (OfAccount::read(&path)?, &body.0);
    let view = ctx
        .write(|tx| async move {
            scope.exists(&tx).await?;
            let (row, account_service_id) = assignable(&tx, scope.0, body).await?;
            let mut assigned = row.clone().into_active_model();
            assigned.account_id = Set(Some(scope.0));
            assigned.account_service_id = Set(Some(account_service_id));
            shown(&tx, tx.update(&row, assigned).await?).await
        })
        .await?;
    Answer::ok(&view)
}

/// The DID that the body names and the service that it goes on: everything that is wrong at once.
async fn assignable(tx: &Tx, account_id: i64, body: &Map<String, Value>) -> Result<(Model, i64)> {
    let reading = read::<AccountDidInput>(body);
    let mut errors = reading.findings.errors;
    let Some(input) = reading.value else { return Err(Error::Invalid(errors)) };
    let service = voice_service(tx, account_id, input.service_id, &mut errors).await?;
    let found = Entity::find().filter(Column::Did.eq(&input.did)).lock_exclusive();
    let found = found.one(tx).await.map_err(classify)?;
    if found.is_none() {
        errors.add("did", "The selected did is not valid.");
    }
    errors.into_result()?;
    let (Some(row), Some(service)) = (found, service) else {
        return Err(Error::Internal("an assignment without errors has a DID and a service".into()));
    };
    match row.account_id {
        Some(holder) if is_there(tx, holder).await? => {
            Err(Error::Refused(format!("DID is already assigned to account {holder}.").into()))
        }
        _ => Ok((row, service)),
    }
}

/// The number of a deleted account is free again.
async fn is_there(tx: &Tx, account_id: i64) -> Result<bool> {
    let select = accounts::Entity::find_by_id(account_id).filter(accounts::Column::DeletedAt.is_null());
    Ok(select.one(tx).await.map_err(classify)?.is_some())
}

/// The id on the account of a voice service; the oldest when it has several of it.
async fn voice_service(
    tx: &Tx,
    account_id: i64,
    service_id: i64,
    errors: &mut FieldErrors,
) -> Result<Option<i64>> {
    use account_services::{Column, Entity};
    let own = Entity::find()
        .filter(Column::AccountId.eq(account_id))
        .filter(Column::ServiceId.eq(service_id))
        .order_by_asc(Column::Id);
    let Some(own) = own.one(tx).await.map_err(classify)? else {
        errors.add("service_id", "The selected service id is not on the account.");
        return Ok(None);
    };
    let service = services::Entity::find_by_id(service_id).one(tx).await.map_err(classify)?;
    if !service.is_some_and(|service| service.voice_service) {
        errors.add("service_id", "The selected service id is not a voice service.");
        return Ok(None);
    }
    Ok(Some(own.id))
}

/// PATCH /accounts/{account_id}/dids/{did_id}
async fn relocate(
    ctx: Allowed<Update<AccountDid>>,
    path: PathParams,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let (scope, id, body) = (OfAccount::read(&path)?, path.id(AccountDid::ID)?, &body);
    let view = ctx
        .write(|tx| async move {
            let row = find(&tx, scope, id).await?;
            let input = body.read::<AccountDidMoveInput>()?;
            let mut errors = FieldErrors::new();
            let service = voice_service(&tx, scope.0, input.service_id, &mut errors).await?;
            errors.into_result()?;
            let mut moved = row.clone().into_active_model();
            moved.account_service_id = Set(service);
            shown(&tx, tx.update(&row, moved).await?).await
        })
        .await?;
    Answer::with_status(201, &view)
}

/// DELETE /accounts/{account_id}/dids/{did_id}
async fn unassign(ctx: Allowed<Delete<AccountDid>>, path: PathParams) -> Result<Answer, Failure> {
    let (scope, id) = (OfAccount::read(&path)?, path.id(AccountDid::ID)?);
    let view = ctx
        .write(|tx| async move {
            let row = find(&tx, scope, id).await?;
            let mut free = row.clone().into_active_model();
            free.account_id = Set(None);
            free.account_service_id = Set(None);
            shown(&tx, tx.update(&row, free).await?).await
        })
        .await?;
    Answer::ok(&view)
}

/// One of the account's own.
async fn find(tx: &Tx, scope: OfAccount, id: i64) -> Result<Model> {
    scope.exists(tx).await?;
    let own = Entity::find_by_id(id).filter(AccountDid::within(&scope)).lock_exclusive();
    own.one(tx).await.map_err(classify)?.ok_or_else(Error::no_such_item)
}

async fn shown(tx: &Tx, row: Model) -> Result<DidView> {
    let mut views = dids::views(tx, vec![row]).await?;
    views.pop().ok_or_else(|| Error::Internal("no view of a DID".into()))
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing::{account, add_dids, put_on, setup, voice_service};

    on_both! {
        async fn a_did_is_assigned_once_moved_and_given_back(t) {
            let (one, other) = (account(&t).await, account(&t).await);
            let service = voice_service(&t, json!({})).await;
            let second = voice_service(&t, json!({"name": "Office voice"})).await;
            for (account, service) in [(one, service), (one, second), (other, service)] {
                put_on(&t, account, service).await;
            }
            add_dids(&t, &["4145550100"]).await;
            let at = format!("/accounts/{one}/dids");
            // As the importer sends it: the service as text.
            let body = json!({"did": "4145550100", "service_id": service.to_string()});
            let assigned = t.admin().post(&at, body.clone()).await.ok();
            assert_eq!(assigned, json!({
                "id": 1, "did": "4145550100", "account_id": one, "service_id": service, "rate_center_id": 1,
            }));
            t.admin().post(&format!("/accounts/{other}/dids"), body.clone()).await
                .refused(422, &format!("DID is already assigned to account {one}."));
            t.admin().delete("/system/voice/dids/1").await.status(422);
            let moved = t.admin().patch(&format!("{at}/1"), json!({"service_id": second})).await.created();
            assert_eq!(moved["service_id"], second);
            assert_eq!(t.admin().get(&at).await.ok(), json!([moved]));
            t.admin().patch(&format!("/accounts/{other}/dids/1"), json!({"service_id": service})).await.status(404);
            t.admin().delete(&format!("/accounts/{other}/dids/1")).await.status(404);
            let free = t.admin().delete(&format!("{at}/1")).await.ok();
            assert_eq!(free, json!({"id": 1, "did": "4145550100", "account_id": null, "service_id": null, "rate_center_id": 1}));
            t.admin().get(&format!("{at}/1")).await.status(404);
            t.admin().post(&format!("/accounts/{other}/dids"), body).await.ok();
        }

        async fn only_a_voice_service_of_the_account_takes_a_did(t) {
            let account = account(&t).await;
            let (there, elsewhere) = (voice_service(&t, json!({})).await, voice_service(&t, json!({"name": "B"})).await);
            let internet = voice_service(&t, json!({"name": "Internet", "voice_service": false})).await;
            put_on(&t, account, there).await;
            put_on(&t, account, internet).await;
            add_dids(&t, &["4145550100"]).await;
            let at = format!("/accounts/{account}/dids");
            t.admin().post(&at, json!({})).await.invalid(&["did", "service_id"]);
            t.admin().post(&at, json!({"did": "4145550199", "service_id": elsewhere})).await.invalid(&["did", "service_id"]);
            t.admin().post(&at, json!({"did": "4145550100", "service_id": internet})).await.invalid(&["service_id"]);
            t.admin().post(&at, json!({"did": "4145550100", "service_id": there})).await.ok();
            t.admin().patch(&format!("{at}/1"), json!({"service_id": internet})).await.invalid(&["service_id"]);
        }

        async fn a_service_that_leaves_leaves_the_number(t) {
            let account = account(&t).await;
            let service = voice_service(&t, json!({})).await;
            let unique = put_on(&t, account, service).await;
            add_dids(&t, &["4145550100"]).await;
            t.admin().post(&format!("/accounts/{account}/dids"), json!({"did": "4145550100", "service_id": service})).await.ok();
            t.admin().delete(&format!("/accounts/{account}/services/{unique}")).await.ok();
            let did = t.admin().get(&format!("/accounts/{account}/dids/1")).await.ok();
            assert_eq!((&did["account_id"], &did["service_id"]), (&json!(account), &json!(null)));
        }

        async fn the_number_of_a_deleted_account_is_free(t) {
            let (gone, next) = (account(&t).await, account(&t).await);
            let service = voice_service(&t, json!({})).await;
            put_on(&t, gone, service).await;
            put_on(&t, next, service).await;
            add_dids(&t, &["4145550100"]).await;
            let body = json!({"did": "4145550100", "service_id": service});
            t.admin().post(&format!("/accounts/{gone}/dids"), body.clone()).await.ok();
            t.admin().delete(&format!("/accounts/{gone}")).await.ok();
            assert_eq!(t.admin().post(&format!("/accounts/{next}/dids"), body).await.ok()["account_id"], next);
        }
    }
}
