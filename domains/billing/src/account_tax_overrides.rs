//! Account tax overrides: an account's own rate of a tax, which replaces the tax's own and those of its geotaxes.

use fairlead_customers::accounts::OfAccount;
use fairlead_kernel::{FieldErrors, Input, Rate, Result};
use fairlead_store::{Page, classify};
use fairlead_web::{Resource, Writing};
use sea_orm::{
    ActiveValue::Set, Condition, ConnectionTrait, QueryFilter, entity::prelude::*, sea_query::Order,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A row, and what is shown of it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, ToSchema)]
#[sea_orm(table_name = "account_tax_overrides")]
#[schema(as = AccountTaxOverride)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The account.
    pub account_id: i64,
    /// The tax; at most one override a tax.
    pub tax_id: i64,
    /// Percent or an amount, as the application of the tax says; up to six decimals.
    pub rate: Rate,
}

/// None: the tables refer to each other by foreign keys.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Body of create and update.
#[derive(Input)]
pub struct AccountTaxOverrideInput {
    /// The tax.
    pub tax_id: i64,
    /// Percent or an amount, as the application of the tax says; up to six decimals.
    #[input(min = 0)]
    pub rate: Rate,
}

/// The declared resource.
pub struct AccountTaxOverride;

impl Resource for AccountTaxOverride {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = AccountTaxOverrideInput;
    type View = Model;
    type Scope = OfAccount;

    const PATH: &'static str = "/accounts/{account_id}/account_tax_overrides";
    const TAG: &'static str = "Account_Tax_Overrides";
    const NAME: &'static str = "account tax override";
    const PERMISSION: &'static str = "account_tax_overrides";
    const MISSING_ON_DELETE: &'static str = "account tax override does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![Column::Id, Column::TaxId, Column::Rate],
            filters: vec![Column::TaxId],
            searches: Vec::new(),
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> AccountTaxOverrideInput {
        AccountTaxOverrideInput { tax_id: row.tax_id, rate: row.rate }
    }

    fn apply(input: &AccountTaxOverrideInput, row: &mut ActiveModel) {
        row.tax_id = Set(input.tax_id);
        row.rate = Set(input.rate);
    }

    async fn views(_: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Model>> {
        Ok(rows)
    }

    fn within(scope: &OfAccount) -> Condition {
        Condition::all().add(Column::AccountId.eq(scope.0))
    }

    fn place(scope: &OfAccount, row: &mut ActiveModel) {
        row.account_id = Set(scope.0);
    }

    async fn check(
        writing: &Writing<'_, Self>,
        input: &AccountTaxOverrideInput,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        use fairlead_catalog::taxes;
        let tax = taxes::Entity::find_by_id(input.tax_id).one(writing.tx).await.map_err(classify)?;
        match tax {
            None => errors.add("tax_id", "The tax ID is invalid."),
            Some(tax) => taxes::check_rate(tax.application, input.rate, errors),
        }
        let mut same = Entity::find()
            .filter(Column::AccountId.eq(writing.scope.0))
            .filter(Column::TaxId.eq(input.tax_id));
        if let Some(before) = writing.before {
            same = same.filter(Column::Id.ne(before.id));
        }
        if same.one(writing.tx).await.map_err(classify)?.is_some() {
            errors.add("tax_id", "The tax id has already been taken.");
        }
        Ok(())
    }
}

/// Those of these accounts: one query.
///
/// # Errors
/// Those of the database.
pub async fn of_accounts(connection: &impl ConnectionTrait, account_ids: &[i64]) -> Result<Vec<Model>> {
    let select = Entity::find().filter(Column::AccountId.is_in(account_ids.iter().copied()));
    select.all(connection).await.map_err(classify)
}

#[cfg(test)]
mod tests {
    use fairlead_testkit::{json, on_both};

    use crate::testing::{account, setup};

    on_both! {
        async fn a_tax_is_overridden_once_by_an_account(t) {
            let all = format!("{}/account_tax_overrides", account(&t).await);
            let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 20});
            let tax = t.admin().post("/financial/taxes", vat).await.created();
            let made = t.admin().post(&all, json!({"tax_id": tax["id"], "rate": "15.43234"})).await.created();
            assert_eq!(made, json!({"id": 1, "account_id": 1, "tax_id": tax["id"], "rate": 15.43234}));
            let again = json!({"tax_id": tax["id"], "rate": 1});
            let messages = t.admin().post(&all, again.clone()).await.invalid(&["tax_id"]);
            assert_eq!(messages["tax_id"], "The tax id has already been taken.");
            assert_eq!(t.admin().patch(&format!("{all}/1"), again).await.ok()["rate"], 1);
            t.admin().delete(&format!("/financial/taxes/{}", tax["id"])).await.refused(422, "This is in use and cannot be deleted.");
        }

        async fn rates_follow_the_rules_of_the_tax(t) {
            let all = format!("{}/account_tax_overrides", account(&t).await);
            let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 20});
            let tax = t.admin().post("/financial/taxes", vat).await.created();
            let messages = t.admin().post(&all, json!({"tax_id": 99, "rate": 1})).await.invalid(&["tax_id"]);
            assert_eq!(messages["tax_id"], "The tax ID is invalid.");
            let messages = t.admin().post(&all, json!({"tax_id": tax["id"], "rate": 101})).await.invalid(&["rate"]);
            assert_eq!(messages["rate"], "The rate may not be greater than 100.");
            t.admin().post(&all, json!({"rate": -1})).await.invalid(&["tax_id", "rate"]);
            t.admin().delete(&format!("{all}/1")).await.refused(404, "account tax override does not exist.");
        }

        async fn it_is_out_of_reach_with_its_account_and_seen_under_no_other(t) {
            let all = format!("{}/account_tax_overrides", account(&t).await);
            let vat = json!({"name": "VAT", "application": "flat", "type": "global", "rate": 20});
            let tax = t.admin().post("/financial/taxes", vat).await.created();
            t.admin().post(&all, json!({"tax_id": tax["id"], "rate": 0})).await.created();
            let other = account(&t).await;
            t.admin().get(&format!("{other}/account_tax_overrides/1")).await.status(404);
            assert_eq!(t.admin().get(&format!("{other}/account_tax_overrides")).await.ok(), json!([]));
            t.admin().delete("/accounts/1").await.ok();
            t.admin().get(&format!("{all}/1")).await.status(404);
        }
    }
}
