//! Services: everything that an operator charges or credits for. Nothing is charged without one.

mod input;
mod kinds;
pub mod many;
mod of;
mod rules;
mod table;
mod view;

#[cfg(test)]
mod tests;

use fairlead_kernel::{FieldErrors, Result};
use fairlead_store::{Page, classify};
use fairlead_web::{Resource, Writing};
use sea_orm::sea_query::Order;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::json;

use crate::linked::{Linked, List, Lists, distinct};
pub use input::{AdjustmentInput, DataInput, ServiceInput, VoiceInput};
pub use kinds::{Application, ServiceType};
pub use of::{account_groups_of, roles_of, taxes_of};
pub(crate) use table::tables;
pub use table::{ActiveModel, Column, Entity, Model};
pub use view::ServiceView;

const TAXES: List = List { field: "taxes", table: "service_taxes", owner: "service_id", item: "tax_id" };
const ROLES: List = List { field: "roles", table: "service_roles", owner: "service_id", item: "role_id" };
const ACCOUNT_GROUPS: List = List {
    field: "account_groups",
    table: "service_account_groups",
    owner: "service_id",
    item: "account_group_id",
};

/// The declared resource.
pub struct Service;

impl Resource for Service {
    type Entity = Entity;
    type Row = Model;
    type Change = ActiveModel;
    type Input = ServiceInput;
    type View = ServiceView;
    type Scope = ();

    const PATH: &'static str = "/system/services";
    const TAG: &'static str = "Services";
    const NAME: &'static str = "service";
    const PERMISSION: &'static str = "services";
    const MISSING_ON_DELETE: &'static str = "That service does not exist.";

    fn page() -> Page<Entity> {
        Page {
            sorts: vec![
                Column::Id,
                Column::Name,
                Column::Type,
                Column::Application,
                Column::Amount,
                Column::Active,
            ],
            filters: vec![
                Column::Active,
                Column::Name,
                Column::Type,
                Column::Application,
                Column::DataService,
                Column::VoiceService,
                Column::UsageBasedBillingPolicyId,
                Column::GeneralLedgerCodeId,
            ],
            searches: vec![Column::Name],
            order: (Column::Id, Order::Asc),
            key: Column::Id,
        }
    }

    fn input(row: &Model) -> ServiceInput {
        ServiceInput::of(row)
    }

    fn apply(input: &ServiceInput, row: &mut ActiveModel) {
        row.active = Set(input.active);
        row.name = Set(input.name.clone());
        row.r#type = Set(input.r#type);
        row.application = Set(input.application);
        row.amount = Set(input.amount);
        row.billing_frequency_in_months = Set(input.billing_frequency_in_months);
        row.times_to_run = Set(input.times_to_run);
        row.limit_adjustments = Set(input.adjustment.limit_adjustments);
        row.period_days = Set(input.adjustment.period_days);
        row.max_amount_per_period = Set(input.adjustment.max_amount_per_period);
        let gigabytes = input.unit_quantity_in_gigabytes.filter(|_| input.r#type == ServiceType::Overage);
        row.unit_quantity_in_gigabytes = Set(gigabytes);
        row.general_ledger_code_id = Set(input.general_ledger_code_id);
        row.tax_exemption_amount = Set(input.tax_exemption_amount);
        apply_data(&input.data, row);
        apply_voice(&input.voice, row);
    }

    async fn views(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<ServiceView>> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut lists = Lists::of(connection, Self::LISTS, &ids).await?;
        let shown = |row: Model| {
            let lists = [0, 1, 2].map(|number| lists.take(row.id, number));
            ServiceView::of(row, lists)
        };
        Ok(rows.into_iter().map(shown).collect())
    }

    async fn check(
        writing: &Writing<'_, Self>,
        input: &ServiceInput,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        rules::check(input, writing.before, errors);
        if let (Some(id), None) = (input.id, writing.before)
            && Entity::find_by_id(id).count(writing.tx).await.map_err(classify)? > 0
        {
            errors.add("id", "The id has already been taken.");
        }
        Ok(())
    }

    async fn before_write(
        writing: &Writing<'_, Self>,
        input: &ServiceInput,
        row: &mut ActiveModel,
    ) -> Result<()> {
        if let (Some(id), None) = (input.id, writing.before) {
            row.id = Set(id);
        }
        Ok(())
    }
}

impl Linked for Service {
    const LISTS: &'static [List] = &[TAXES, ROLES, ACCOUNT_GROUPS];

    fn lists(input: &ServiceInput) -> Vec<&[i64]> {
        vec![&input.taxes, &input.roles, &input.account_groups]
    }

    fn given_id(input: &ServiceInput) -> Option<i64> {
        input.id
    }
}

/// Nothing of it is kept for a service that is no data service.
fn apply_data(data: &DataInput, row: &mut ActiveModel) {
    let kept = |value: Option<i64>| value.filter(|_| data.data_service);
    row.data_service = Set(data.data_service);
    row.download_in_kilobits = Set(kept(data.download_in_kilobits));
    row.upload_in_kilobits = Set(kept(data.upload_in_kilobits));
    row.technology_code = Set(kept(Some(data.technology_code)).unwrap_or_default());
    row.usage_based_billing_policy_id = Set(kept(data.usage_based_billing_policy_id));
}

/// Nothing of it is kept for a service that is no voice service. An interval of 0 seconds is none.
fn apply_voice(voice: &VoiceInput, row: &mut ActiveModel) {
    let is = voice.voice_service;
    let seconds = |value: Option<i64>| value.filter(|seconds| is && *seconds > 0);
    let prefixes = if is { distinct(&voice.local_prefixes) } else { Vec::new() };
    row.voice_service = Set(is);
    row.unlimited_local_minutes = Set(is && voice.unlimited_local_minutes);
    row.unlimited_long_distance_minutes = Set(is && voice.unlimited_long_distance_minutes);
    row.local_minutes = Set(voice.local_minutes.filter(|_| is));
    row.local_minutes_amount = Set(if is { voice.local_minutes_amount } else { Default::default() });
    row.long_distance_minutes = Set(voice.long_distance_minutes.filter(|_| is));
    row.long_distance_minutes_amount =
        Set(if is { voice.long_distance_minutes_amount } else { Default::default() });
    row.first_interval_in_seconds = Set(seconds(voice.first_interval_in_seconds));
    row.sub_interval_in_seconds = Set(seconds(voice.sub_interval_in_seconds));
    row.local_prefixes = Set(json!(prefixes));
    row.inbound_toll_free_rate = Set(voice.inbound_toll_free_rate.filter(|_| is));
}
