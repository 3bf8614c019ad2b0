//! Services: what the provider sells.

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering};

use fairlead_catalog::services::many;
use fairlead_catalog::services::{Service, ServiceInput};
use fairlead_kernel::{FieldErrors, Result, fold};
use fairlead_store::{Query, Tx, classify};
use fairlead_web::{Actor, App, NoInput, Resource};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Map, Value};

use super::sql;
use crate::field::{Field, Kind};
use crate::importer::{Exported, Importer, Made, Page, Verdict};
use crate::reading;

const FIELDS: [Field; 32] = [
    Field::new("id", "Service ID", Kind::Integer).says("An id that no service has.", ""),
    Field::new("active", "Active", Kind::Flag)
        .required()
        .also(&["enabled"])
        .says("Whether it can still be added to accounts.", "yes"),
    Field::new("name", "Name", Kind::Text)
        .required()
        .also(&["service", "service name", "plan", "plan name"])
        .says("What bills call it.", "Fiber 500"),
    Field::new("type", "Type", Kind::Text)
        .required()
        .also(&["service type"])
        .says("one time, recurring, expiring, adjustment or overage.", "recurring"),
    Field::new("application", "Application", Kind::Text)
        .required()
        .says("debit for what it charges, credit for what it gives.", "debit"),
    Field::new("amount", "Amount", Kind::Decimal)
        .required()
        .also(&["price", "cost", "rate"])
        .says("What it costs.", "59.95"),
    Field::new("billing_frequency_in_months", "Billing frequency in months", Kind::Integer)
        .required()
        .also(&["billing frequency", "months"])
        .says("How often it bills; more than 1 only for recurring services.", "1"),
    Field::new("times_to_run", "Times to run", Kind::Integer).says("How often an expiring service runs.", ""),
    Field::new("limit_adjustments", "Limit adjustments", Kind::Flag)
        .says("Whether users may only adjust so much.", ""),
    Field::new("period_days", "Period days", Kind::Integer).says("Within how many days.", ""),
    Field::new("max_amount_per_period", "Max amount per period", Kind::Decimal).says("How much.", ""),
    Field::new("taxes", "Taxes", Kind::Some("taxes", "name"))
        .also(&["tax"])
        .says("Its taxes, by name or id, with semicolons between them.", ""),
    Field::new("roles", "Roles", Kind::Some("roles", "name"))
        .says("The roles that may apply an adjustment service.", ""),
    Field::new("data_service", "Data service", Kind::Flag).says("Whether it provides connectivity.", "yes"),
    Field::new("download_in_kilobits", "Download in kilobits", Kind::Integer)
        .also(&["download", "download speed"])
        .says("Download speed in kilobits per second.", "500000"),
    Field::new("upload_in_kilobits", "Upload in kilobits", Kind::Integer)
        .also(&["upload", "upload speed"])
        .says("Upload speed in kilobits per second.", "500000"),
    Field::new("technology_code", "Technology code", Kind::Integer)
        .also(&["technology"])
        .says("The technology for the FCC Form 477.", "50"),
    Field::new(
        "usage_based_billing_policy_id",
        "Usage based billing policy",
        Kind::One("usage_based_billing_policies", "description"),
    )
    .says("How its usage is billed, by description or id.", ""),
    Field::new("unit_quantity_in_gigabytes", "Unit quantity in gigabytes", Kind::Integer)
        .says("What an overage service gives for its amount.", ""),
    Field::new("general_ledger_code_id", "General ledger code", Kind::One("general_ledger_codes", "code"))
        .also(&["ledger code", "gl code"])
        .says("Where it is posted to, by code or id.", ""),
    Field::new("tax_exemption_amount", "Tax exemption amount", Kind::Decimal)
        .says("The part of the amount that is not taxed.", ""),
    Field::new("voice_service", "Voice service", Kind::Flag).says("Whether it is telephony.", ""),
    Field::new("unlimited_local_minutes", "Unlimited local minutes", Kind::Flag)
        .says("Whether local calls cost nothing.", ""),
    Field::new("unlimited_long_distance_minutes", "Unlimited long distance minutes", Kind::Flag)
        .says("Whether long distance calls cost nothing.", ""),
    Field::new("local_minutes", "Local minutes", Kind::Integer).says("Free local minutes.", ""),
    Field::new("local_minutes_amount", "Local minutes amount", Kind::Decimal)
        .says("The price of each further local minute.", ""),
    Field::new("long_distance_minutes", "Long distance minutes", Kind::Integer)
        .says("Free long distance minutes.", ""),
    Field::new("long_distance_minutes_amount", "Long distance minutes amount", Kind::Decimal)
        .says("The price of each further long distance minute.", ""),
    Field::new("first_interval_in_seconds", "First interval in seconds", Kind::Integer)
        .says("The least that a call is charged for.", ""),
    Field::new("sub_interval_in_seconds", "Sub interval in seconds", Kind::Integer)
        .says("The steps in which a call is charged beyond it.", ""),
    Field::new("local_prefixes", "Local prefixes", Kind::Texts)
        .says("Digits with which local numbers begin, with semicolons between them.", ""),
    Field::new("inbound_toll_free_rate", "Inbound toll free rate", Kind::Decimal)
        .says("The price of a minute of an inbound toll free call.", ""),
];

/// The importer.
pub struct Services {
    names: HashSet<String>,
    largest_id: AtomicI64,
}

impl Importer for Services {
    const TYPE: &'static str = "services";
    const LABEL: &'static str = "Services";
    const PERMISSION: &'static str = "service_imports";
    const READS: (&'static str, &'static str) = ("services", "read");
    type Row = ServiceInput;
    type Written = bool;
    type Options = NoInput;

    fn fields() -> &'static [Field] {
        &FIELDS
    }

    async fn open(app: &App, _: &Actor, _: NoInput) -> Result<Self> {
        let rows = fairlead_catalog::services::Entity::find().all(app.db.read()).await.map_err(classify)?;
        let names = rows.iter().map(|row| fold(&row.name)).collect();
        Ok(Self { names, largest_id: AtomicI64::new(0) })
    }

    fn read(&self, body: Map<String, Value>) -> Result<ServiceInput, FieldErrors> {
        let input: ServiceInput = reading(&body)?;
        self.largest_id.fetch_max(input.id.unwrap_or_default(), Ordering::Relaxed);
        match many::check(&input) {
            errors if errors.is_empty() => Ok(input),
            errors => Err(errors),
        }
    }

    fn keys(&self, row: &ServiceInput) -> Vec<(&'static str, String)> {
        let mut keys = vec![("name", fold(&row.name))];
        keys.extend(row.id.map(|id| ("id", id.to_string())));
        keys
    }

    async fn judge(&self, connection: &DatabaseConnection, rows: &[&ServiceInput]) -> Result<Vec<Verdict>> {
        let ids: Vec<i64> = rows.iter().filter_map(|row| row.id).collect();
        let taken = sql::existing(connection, "services", "id", &ids).await?;
        let verdict = |(position, row): (usize, &&ServiceInput)| {
            let id = row.id.filter(|id| taken.contains(id)).map(|_| "id");
            let name = self.names.contains(&fold(&row.name)).then_some("name");
            id.or(name).map(|field| {
                let message = format!("A service of this {field} exists already.");
                Verdict { position, field, message, is_duplicate: true }
            })
        };
        Ok(rows.iter().enumerate().filter_map(verdict).collect())
    }

    async fn write(&self, tx: &Tx, rows: Vec<ServiceInput>, ids_are_skipped: &mut bool) -> Result<Vec<Made>> {
        let largest = self.largest_id.load(Ordering::Relaxed);
        if !std::mem::replace(ids_are_skipped, true) && largest > 0 {
            tx.skip_ids("services", largest).await?;
        }
        Ok(Made::runs("services", &many::insert(tx, &rows).await?))
    }

    async fn undo(tx: &Tx, made: &[Made]) -> Result<()> {
        // Accounts, packages and policies refer to a service by foreign keys; its own lists go with it.
        sql::delete(tx, made, "services", "id", "services").await
    }

    async fn export(connection: &DatabaseConnection, page: &Page) -> Result<Vec<Exported>> {
        use fairlead_catalog::services::{Column, Entity};
        let found =
            Service::narrow(Entity::find().filter(Column::Id.gt(page.after_id())), &Query::default())?;
        let rows =
            found.order_by_asc(Column::Id).limit(page.limit).all(connection).await.map_err(classify)?;
        let shown = Service::views(connection, rows).await?;
        let one = |view| {
            let view = serde_json::to_value(view).unwrap_or_default();
            let cells = FIELDS.iter().map(|field| cell(&view[field.name()])).collect();
            (view["id"].to_string(), cells)
        };
        Ok(shown.into_iter().map(one).collect())
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}
