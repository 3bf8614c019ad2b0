//! Usage based billing policies: how much data a service includes, and what happens to what is left or beyond.

use fairlead_kernel::{FieldErrors, Input, Result};
use fairlead_store::{Change, Page, classify, table, unique_text};
use fairlead_web::{Resource, Writing};
use sea_orm::sea_query::{ColumnDef, Expr, ExprTrait, Func, Order};
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait, QueryFilter, entity::prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use crate::services::{self, ServiceType};

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "usage_based_billing_policies")]
#[schema(as = UsageBasedBillingPolicy)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// A unique description.
    pub description: String,
    /// Decimal gigabytes (1000^3 bytes) that a billing period includes.
    pub cap_in_gigabytes: i64,
    /// Whether what is left of the cap rolls over.
    pub rollover_enabled: bool,
    /// Whether rolled over data expires.
    pub rollover_expiration_enabled: bool,
    /// After how many months it does; 0 while it does not.
    pub rollover_expires_after_months: i64,
    /// Whether usage beyond the cap is charged at the rate of the overage service.
    pub assess_charges_at_end_of_billing_period: bool,
    /// Whether the user can buy more at the rate of the overage service.
    pub allow_user_to_purchase_capacity: bool,
    /// The overage service, where either needs one.
    pub service_id: Option<i64>,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Without `service_id`: services refer to policies too, so that column comes when both tables are there.
pub(crate) fn tables() -> Vec<Change> {
    vec![
        table("usage_based_billing_policies")
            .col(ColumnDef::new("description").text().not_null())
            .col(ColumnDef::new("cap_in_gigabytes").big_integer().not_null())
            .col(ColumnDef::new("rollover_enabled").boolean().not_null())
            .col(ColumnDef::new("rollover_expiration_enabled").boolean().not_null())
            .col(ColumnDef::new("rollover_expires_after_months").big_integer().not_null())
            .col(ColumnDef::new("assess_charges_at_end_of_billing_period").boolean().not_null())
            .col(ColumnDef::new("allow_user_to_purchase_capacity").boolean().not_null())
            .into(),
        unique_text("usage_based_billing_policies", "description"),
    ]
}

/// Body of create and update.
#[derive(Input)]
pub struct UsageBasedBillingPolicyInput {
    /// A unique description.
    #[input(max = 255)]
    pub description: String,
    /// Decimal gigabytes that a billing period includes.
    #[input(min = 0, max = 1_000_000_000)]
    pub cap_in_gigabytes: i64,
    /// Whether what is left of the cap rolls over.
    pub rollover_enabled: bool,
    /// Whether rolled over data expires.
    pub rollover_expiration_enabled: bool,
    /// After how many months it does; at least 1 when it expires.
    #[input(default = "0", min = 0, max = 120)]
    pub rollover_expires_after_months: i64,
    /// Whether usage beyond the cap is charged at the rate of the overage service.
    pub assess_charges_at_end_of_billing_period: bool,
    /// Whether the user can buy more at the rate of the overage service.
    pub allow_user_to_purchase_capacity: bool,
    /// A service of the type overage; required when charges are assessed or capacity can be bought.
    #[input(exists = "services")]
    pub service_id: Option<i64>,
}

/// The declared resource.
pub struct UsageBasedBillingPolicy;

impl Resource for UsageBasedBillingPolicy {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = UsageBasedBillingPolicyInput;
    type View = Model;
    type Scope = ();

    const PATH: &'static str = "/system/usage_based_billing_policies";
    const TAG: &'static str = "Usage_Based_Billing_Policies";
    const NAME: &'static str = "usage based billing policy";
    const PERMISSION: &'static str = "usage_based_billing_policies";
    const MISSING_ON_DELETE: &'static str = "Usage based billing policy does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::Description, Column::CapInGigabytes],
            filters: vec![Column::Description, Column::ServiceId],
            searches: vec![Column::Description],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> UsageBasedBillingPolicyInput {
        UsageBasedBillingPolicyInput {
            description: row.description.clone(),
            cap_in_gigabytes: row.cap_in_gigabytes,
            rollover_enabled: row.rollover_enabled,
            rollover_expiration_enabled: row.rollover_expiration_enabled,
            rollover_expires_after_months: row.rollover_expires_after_months,
            assess_charges_at_end_of_billing_period: row.assess_charges_at_end_of_billing_period,
            allow_user_to_purchase_capacity: row.allow_user_to_purchase_capacity,
            service_id: row.service_id,
        }
    }

    fn apply(input: &UsageBasedBillingPolicyInput, row: &mut ActiveModel) {
        row.description = Set(input.description.clone());
        row.cap_in_gigabytes = Set(input.cap_in_gigabytes);
        row.rollover_enabled = Set(input.rollover_enabled);
        row.rollover_expiration_enabled = Set(input.rollover_expiration_enabled);
        row.rollover_expires_after_months = Set(input.rollover_expires_after_months);
        row.assess_charges_at_end_of_billing_period = Set(input.assess_charges_at_end_of_billing_period);
        row.allow_user_to_purchase_capacity = Set(input.allow_user_to_purchase_capacity);
        row.service_id = Set(input.service_id);
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }

    async fn check(
        writing: &Writing<'_, Self>,
        input: &UsageBasedBillingPolicyInput,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        if input.rollover_expiration_enabled && input.rollover_expires_after_months == 0 {
            let message =
                "The rollover_expires_after_months field is required when rolled over data expires.";
            errors.add("rollover_expires_after_months", message);
        }
        if is_taken(writing, &input.description).await? {
            errors.add("description", "The description must be unique.");
        }
        check_service(writing, input, errors).await
    }
}

async fn check_service(
    writing: &Writing<'_, UsageBasedBillingPolicy>,
    input: &UsageBasedBillingPolicyInput,
    errors: &mut FieldErrors,
) -> Result<()> {
    let needed = input.assess_charges_at_end_of_billing_period || input.allow_user_to_purchase_capacity;
    let Some(id) = input.service_id else {
        if needed {
            let message =
                "The service_id field is required when charges are assessed or capacity can be purchased.";
            errors.add("service_id", message);
        }
        return Ok(());
    };
    let service = services::Entity::find_by_id(id).one(writing.tx).await.map_err(classify)?;
    if service.is_some_and(|service| service.r#type != ServiceType::Overage) {
        errors.add("service_id", "The selected service is not an overage service.");
    }
    Ok(())
}

/// Whether another policy has this description; the unique index stays the judge of two requests at once.
async fn is_taken(writing: &Writing<'_, UsageBasedBillingPolicy>, description: &str) -> Result<bool> {
    let lower = |text: Expr| Expr::expr(Func::lower(text));
    let others = Entity::find()
        .filter(Column::Id.ne(writing.before.map_or(0, |row| row.id)))
        .filter(lower(Expr::col(Column::Description)).eq(lower(Expr::val(description))));
    others.count(writing.tx).await.map(|count| count > 0).map_err(classify)
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};

    use crate::testing::{overage, service, setup};

    const ALL: &str = "/system/usage_based_billing_policies";

    fn policy(changes: Value) -> Value {
        let mut body = json!({
            "description": "Test 123", "cap_in_gigabytes": 150, "rollover_enabled": false,
            "rollover_expiration_enabled": false, "assess_charges_at_end_of_billing_period": false,
            "allow_user_to_purchase_capacity": false,
        });
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        body
    }

    async fn refused(t: &TestApp, changes: Value, field: &str) {
        t.admin().post(ALL, policy(changes)).await.invalid(&[field]);
    }

    on_both! {
        async fn a_policy_is_shown_as_documented(t) {
            let made = t.admin().post(ALL, policy(json!({}))).await.created();
            let mut shown = policy(json!({"id": made["id"], "rollover_expires_after_months": 0, "service_id": null}));
            assert_eq!(made, shown);
            let path = format!("{ALL}/{}", made["id"]);
            let changed = t.admin().patch(&path, json!({"rollover_enabled": true, "cap_in_gigabytes": "200"})).await.ok();
            shown["rollover_enabled"] = json!(true);
            shown["cap_in_gigabytes"] = json!(200);
            assert_eq!(changed, shown);
        }

        async fn a_description_is_unique_in_the_documented_words(t) {
            let made = t.admin().post(ALL, policy(json!({}))).await.created();
            let messages = t.admin().post(ALL, policy(json!({"description": " TEST 123"}))).await.invalid(&["description"]);
            assert_eq!(messages["description"], "The description must be unique.");
            t.admin().patch(&format!("{ALL}/{}", made["id"]), json!({"description": "test 123"})).await.ok();
        }

        async fn rollover_that_expires_says_when(t) {
            refused(&t, json!({"rollover_expiration_enabled": true}), "rollover_expires_after_months").await;
            refused(&t, json!({"rollover_expires_after_months": -1}), "rollover_expires_after_months").await;
            refused(&t, json!({"rollover_expires_after_months": 1.5}), "rollover_expires_after_months").await;
            refused(&t, json!({"cap_in_gigabytes": -1}), "cap_in_gigabytes").await;
            refused(&t, json!({"cap_in_gigabytes": "9".repeat(40)}), "cap_in_gigabytes").await;
            let expiring = json!({"rollover_enabled": true, "rollover_expiration_enabled": true, "rollover_expires_after_months": "3"});
            let made = t.admin().post(ALL, policy(expiring)).await.created();
            assert_eq!(made["rollover_expires_after_months"], 3);
        }

        async fn what_costs_money_names_an_overage_service(t) {
            let (plan, overage) = (service(&t, json!({})).await, overage(&t).await);
            for charging in ["assess_charges_at_end_of_billing_period", "allow_user_to_purchase_capacity"] {
                refused(&t, json!({charging: true}), "service_id").await;
                refused(&t, json!({charging: true, "service_id": plan["id"]}), "service_id").await;
                refused(&t, json!({charging: true, "service_id": 999}), "service_id").await;
                let named = policy(json!({charging: true, "service_id": overage["id"], "description": charging}));
                assert_eq!(t.admin().post(ALL, named).await.created()["service_id"], overage["id"]);
            }
            refused(&t, json!({"service_id": plan["id"]}), "service_id").await;
            let path = format!("/system/services/{}", overage["id"]);
            t.admin().delete(&path).await.refused(422, "This is in use and cannot be deleted.");
        }

        async fn a_policy_stays_while_a_service_has_it(t) {
            let made = t.admin().post(ALL, policy(json!({}))).await.created();
            let path = format!("{ALL}/{}", made["id"]);
            let night = json!({"day": 0, "start": "00:00:00", "end": "02:30:00"});
            t.admin().post(&format!("{path}/usage_based_billing_free_periods"), night).await.created();
            let plan = service(&t, json!({"data_service": true, "download_in_kilobits": 1000, "upload_in_kilobits": 500,
                "usage_based_billing_policy_id": made["id"]})).await;
            t.admin().delete(&path).await.refused(422, "This is in use and cannot be deleted.");
            t.admin().patch(&format!("/system/services/{}", plan["id"]), json!({"usage_based_billing_policy_id": null})).await.ok();
            t.admin().delete(&path).await.ok();
            t.admin().delete(&path).await.refused(404, "Usage based billing policy does not exist.");
        }
    }
}
