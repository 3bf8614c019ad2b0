use fairlead_kernel::{Error, Result, read};
use fairlead_store::{AuditRow, Tx, check_lookups, classify};
use fairlead_vault::{Keyring, token};
use fairlead_web::{App, Ctx};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QuerySelect, entity::prelude::*};
use serde_json::{Map, Value};

use super::SettingsGroup;

/// A group's row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "settings")]
pub struct Model {
    /// The group.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Its fields; secret ones are sealed.
    pub value: Json,
}

/// None.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A group as it is stored, with its secrets.
///
/// # Errors
/// When the database does not answer.
pub async fn load<G: SettingsGroup>(app: &App, connection: &impl ConnectionTrait) -> Result<G> {
    let row = Entity::find_by_id(G::GROUP).one(connection).await.map_err(classify)?;
    parse(opened::<G>(&app.keyring, &fields(row)))
}

/// A group without its secrets, where there is no key.
///
/// # Errors
/// When the database does not answer.
pub async fn load_plain<G: SettingsGroup>(connection: &impl ConnectionTrait) -> Result<G> {
    let mut stored = fields(Entity::find_by_id(G::GROUP).one(connection).await.map_err(classify)?);
    stored.retain(|name, _| !is_secret::<G>(name));
    parse(stored)
}

fn fields(row: Option<Model>) -> Map<String, Value> {
    match row.map(|row| row.value) {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn is_secret<G: SettingsGroup>(name: &str) -> bool {
    G::fields().iter().any(|field| field.secret && field.name == name)
}

fn purpose<G: SettingsGroup>(field: &str) -> String {
    format!("settings {}.{field}", G::GROUP)
}

fn opened<G: SettingsGroup>(keyring: &Keyring, stored: &Map<String, Value>) -> Map<String, Value> {
    let open = |(name, value): (&String, &Value)| {
        if !is_secret::<G>(name) {
            return Some((name.clone(), value.clone()));
        }
        match keyring.open_text(&purpose::<G>(name), value.as_str()?) {
            Ok(text) => Some((name.clone(), Value::from(text.as_str()))),
            Err(error) => {
                tracing::error!(group = G::GROUP, field = name, %error, "a stored secret counts as not set");
                None
            }
        }
    };
    stored.iter().filter_map(open).collect()
}

/// A field that newer rules refuse falls back to its default: settings must never keep the platform from starting.
fn parse<G: SettingsGroup>(mut stored: Map<String, Value>) -> Result<G> {
    let first = read::<G>(&stored);
    if let Some(group) = first.value {
        return Ok(group);
    }
    for (path, message) in first.findings.errors.iter() {
        tracing::error!(group = G::GROUP, field = path, message, "a stored setting counts as not set");
        stored.remove(path.split('.').next().unwrap_or(path));
    }
    read::<G>(&stored)
        .value
        .ok_or_else(|| Error::Internal(format!("the settings {} have no defaults", G::GROUP)))
}

/// Lays `body` over what is stored, checks it whole, and stores it.
pub(super) async fn update<G: SettingsGroup>(tx: &Tx, ctx: &Ctx, body: &Map<String, Value>) -> Result<G> {
    let row = Entity::find_by_id(G::GROUP).lock_exclusive().one(tx).await.map_err(classify)?;
    let stored = fields(row);
    let before: G = parse(opened::<G>(&ctx.app.keyring, &stored))?;
    let mut whole = whole(&before);
    whole.extend(body.clone());
    let reading = read::<G>(&whole);
    let mut errors = reading.findings.errors;
    check_lookups(tx, &reading.findings.lookups, None, &mut errors).await?;
    let after = reading.value.map(|group| group.check(ctx, &mut errors));
    errors.into_result()?;
    let after =
        after.ok_or_else(|| Error::Internal(format!("settings {} without errors have a value", G::GROUP)))?;
    let sealed = sealed(&ctx.app.keyring, &before, &after, &stored);
    write::<G>(tx, sealed.clone()).await?;
    if let Some(row) = AuditRow::updated(G::GROUP, &audited(&before, &stored), &audited(&after, &sealed)) {
        tx.audit(row);
    }
    Ok(after)
}

async fn write<G: SettingsGroup>(tx: &Tx, value: Map<String, Value>) -> Result<()> {
    let row = ActiveModel { name: Set(G::GROUP.into()), value: Set(Value::Object(value)) };
    Entity::update(row).exec(tx).await.map_err(classify)?;
    // Cached settings live as long as cached credentials.
    tx.touches_auth();
    Ok(())
}

/// Back to the defaults, for the command line.
pub(crate) async fn reset<G: SettingsGroup>(tx: &Tx, change: impl Fn(&mut Map<String, Value>)) -> Result<()> {
    let mut stored = fields(Entity::find_by_id(G::GROUP).one(tx).await.map_err(classify)?);
    change(&mut stored);
    write::<G>(tx, stored).await
}

/// As it would be sent, with secrets.
fn whole<G: SettingsGroup>(group: &G) -> Map<String, Value> {
    let mut whole = group.to_map();
    whole.extend(group.secrets().into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))));
    whole
}

/// As it is stored. A secret that did not change stays sealed as it was.
fn sealed<G: SettingsGroup>(
    keyring: &Keyring,
    before: &G,
    after: &G,
    stored: &Map<String, Value>,
) -> Map<String, Value> {
    let mut fields = after.to_map();
    for ((name, old), (_, new)) in before.secrets().into_iter().zip(after.secrets()) {
        let kept = stored.get(name).filter(|_| old == new).cloned();
        let value =
            kept.or_else(|| new.map(|text| Value::from(keyring.seal_text(&purpose::<G>(name), text))));
        fields.extend(value.map(|value| (name.to_owned(), value)));
    }
    fields
}

/// What the audit log says of a group: the view, and for each secret a mark that differs when it was set anew and that
/// tells nothing about it, because sealing the same text twice gives two results.
fn audited<G: SettingsGroup>(group: &G, sealed: &Map<String, Value>) -> Value {
    let mut fields = serde_json::to_value(group.view()).unwrap_or_default();
    for (name, _) in group.secrets() {
        let mark = |value: &str| token::token_hash(value).chars().take(8).collect::<String>();
        fields[name] =
            sealed.get(name).and_then(Value::as_str).map(|value| format!("set {}", mark(value))).into();
    }
    fields
}
