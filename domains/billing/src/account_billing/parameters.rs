use chrono::NaiveDate;
use fairlead_customers::accounts::{self, OfAccount};
use fairlead_identity::settings::BillingTerms;
use fairlead_kernel::{Error, FieldSpec, FieldValue, Findings, Input, Kind, Result, overlay, read_update};
use fairlead_store::{Tx, check_lookups};
use fairlead_web::{Allowed, Answer, Failure, IfMatch, JsonBody, PathParams, Scope, keep_unchanged};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{Read, Update, bill_day, details};
use crate::account_services::subject::{By, Subject};
use crate::ledger::delinquency;

/// How an account is billed.
#[derive(Serialize, ToSchema)]
pub struct BillingParameters {
    /// When it bills, and when its invoices are due.
    #[serde(flatten)]
    terms: BillingTerms,
    /// Until this day it is not delinquent, whatever `grace_days` say; null: it has no such day.
    #[schema(value_type = Option<String>)]
    grace_until: Option<NaiveDate>,
    /// Whether it pays no taxes.
    tax_exempt: bool,
}

impl From<&accounts::Model> for BillingParameters {
    fn from(row: &accounts::Model) -> Self {
        Self { terms: row.terms(), grace_until: row.grace_until, tax_exempt: row.tax_exempt }
    }
}

/// Body of "update account billing parameters": what is not sent stays (compatibility, section 2).
#[derive(Input)]
pub struct BillingParametersInput {
    /// When it bills, and when its invoices are due.
    #[input(flatten)]
    pub terms: BillingTerms,
    /// Until this day it is not delinquent, YYYY-MM-DD; null takes it away.
    pub grace_until: Option<GraceDate>,
    /// Whether it pays no taxes.
    #[input(default = "false")]
    pub tax_exempt: bool,
    /// Whether to charge or give back the days between, when the bill day changes. Where it is left out the billing settings
    /// say.
    pub prorate: Option<bool>,
}

/// A date with the message that the reference has for what is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GraceDate(NaiveDate);

impl FieldValue for GraceDate {
    const KIND: Kind = NaiveDate::KIND;

    fn parse(value: &Value, spec: &FieldSpec, path: &str, findings: &mut Findings) -> Option<Self> {
        let date = NaiveDate::parse(value, spec, path, &mut Findings::default());
        if date.is_none() {
            let message = format!("The {} does not match the format Y-m-d.", path.replace('_', " "));
            findings.errors.add(path, message);
        }
        date.map(Self)
    }
    fn to_value(&self) -> Value {
        self.0.to_value()
    }
}

/// GET /accounts/{account_id}/billing_parameters
pub(super) async fn show(ctx: Allowed<Read>, path: PathParams) -> Result<Answer, Failure> {
    let account = details::find(ctx.db().read(), OfAccount::read(&path)?).await?;
    Answer::single(&BillingParameters::from(&account))
}

/// PATCH /accounts/{account_id}/billing_parameters: for account super users.
pub(super) async fn update(
    ctx: Allowed<Update>,
    path: PathParams,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<Answer, Failure> {
    let scope = OfAccount::read(&path)?;
    ctx.require_account_super_user()?;
    let (by, body, if_match) = (&By::of(&ctx).await?, &body.0, &if_match);
    let stored = ctx
        .write(|tx| async move {
            let subject = Subject::hold(&tx, by, scope.0).await?;
            if_match.check(&BillingParameters::from(&subject.account))?;
            let input = validate(&tx, &subject.account, body).await?;
            let stored = change(&tx, &subject, &input).await?;
            delinquency::settle(&tx, &by.day, scope.0).await?;
            Ok::<accounts::Model, Error>(stored)
        })
        .await?;
    Answer::ok(&BillingParameters::from(&stored))
}

async fn validate(
    tx: &Tx,
    account: &accounts::Model,
    body: &Map<String, Value>,
) -> Result<BillingParametersInput> {
    let stored = BillingParametersInput {
        terms: account.terms(),
        grace_until: account.grace_until.map(GraceDate),
        tax_exempt: account.tax_exempt,
        prorate: None,
    };
    let reading = read_update::<BillingParametersInput>(&overlay(&stored, body));
    let mut errors = reading.findings.errors;
    check_lookups(tx, &reading.findings.lookups, None, &mut errors).await?;
    if let Some(input) = &reading.value {
        input.terms.check(&mut errors);
    }
    errors.into_result()?;
    reading.value.ok_or_else(|| Error::Internal("an input without errors has a value".into()))
}

async fn change(tx: &Tx, subject: &Subject<'_>, input: &BillingParametersInput) -> Result<accounts::Model> {
    let before = &subject.account;
    let mut row = before.clone().into_active_model();
    row.set_terms(&input.terms);
    row.grace_until = Set(input.grace_until.map(|date| date.0));
    row.tax_exempt = Set(input.tax_exempt);
    if input.terms.bill_day != before.bill_day {
        row.bill_day = Set(input.terms.bill_day);
        row.next_bill_date = Set(bill_day::change(subject, input.terms.bill_day, input.prorate).await?);
    }
    keep_unchanged(&before.clone().into_active_model(), &mut row);
    if row.is_changed() {
        row.updated_at = Set(tx.now());
    }
    tx.update(before, row).await
}
