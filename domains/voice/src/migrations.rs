//! The tables of this domain.

use fairlead_customers::accounts::migration::reference;
use fairlead_store::{Change, Step, index, seed, sql, table, unique_text};
use sea_orm::sea_query::{ColumnDef, ForeignKeyAction};

/// In order.
pub fn migrations() -> Vec<Step> {
    vec![
        Step { name: "m0400_rate_centers", changes: rate_centers },
        Step { name: "m0401_voice_providers", changes: voice_providers },
        Step { name: "m0402_dids", changes: dids },
        Step { name: "m0403_call_records", changes: call_records },
        Step { name: "m0404_call_bills", changes: call_bills },
    ]
}

fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().to_owned()
}

fn maybe(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().to_owned()
}

fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().to_owned()
}

/// With the one that every provider begins with (domain rule "Built-in rows").
fn rate_centers() -> Vec<Change> {
    let mut changes =
        vec![table("rate_centers").col(text("name")).into(), unique_text("rate_centers", "name")];
    changes.extend(seed("rate_centers", &["name"], &[(1, &["Default"])]));
    changes
}

/// The rates of a deck have no foreign key: a hundred thousand of them come and go with their deck at once, and a check for
/// each would cost more than storing them.
fn voice_providers() -> Vec<Change> {
    vec![
        table("voice_providers").col(text("name")).into(),
        unique_text("voice_providers", "name"),
        table("rate_decks")
            .col(number("voice_provider_id"))
            .col(text("state"))
            .col(number("percentage_increase"))
            .col(number("minimum_rate"))
            .col(number("rates"))
            .col(number("skipped"))
            .col(maybe("activate_at"))
            .col(maybe("activated_at"))
            .col(maybe("replaced_at"))
            .col(number("created_at"))
            .foreign_key(&mut reference("rate_decks", "voice_provider_id", "voice_providers"))
            .into(),
        index("rate_decks", &["voice_provider_id"]),
        sql("alter table voice_providers add column rate_deck_id bigint \
             constraint fk_voice_providers__rate_deck_id references rate_decks (id)"),
        sql(
            "create table deck_rates (rate_deck_id bigint not null, prefix text not null, name text not null, \
             rate_nanos bigint not null, primary key (rate_deck_id, prefix))",
        ),
    ]
}

/// A service that leaves its account leaves its DIDs there: nobody loses a number because a plan ends.
fn dids() -> Vec<Change> {
    let mut service = reference("dids", "account_service_id", "account_services");
    vec![
        table("dids")
            .col(text("did"))
            .col(number("rate_center_id"))
            .col(maybe("account_id"))
            .col(maybe("account_service_id"))
            .foreign_key(&mut reference("dids", "rate_center_id", "rate_centers"))
            .foreign_key(&mut reference("dids", "account_id", "accounts"))
            .foreign_key(service.on_delete(ForeignKeyAction::SetNull))
            .into(),
        sql("create unique index uq_dids__did on dids (did)"),
        index("dids", &["rate_center_id"]),
        index("dids", &["account_id"]),
        index("dids", &["account_service_id"]),
    ]
}

fn call_records() -> Vec<Change> {
    vec![
        table("call_records")
            .col(number("voice_provider_id"))
            .col(text("origination"))
            .col(text("destination"))
            .col(number("call_start"))
            .col(number("duration_in_seconds"))
            .col(text("state"))
            .col(maybe("account_id"))
            .col(maybe("service_id"))
            .col(ColumnDef::new("class").text())
            .col(ColumnDef::new("matched_prefix").text())
            .col(ColumnDef::new("prefix_name").text())
            .col(maybe("rate_nanos"))
            .col(maybe("billed_seconds"))
            .col(ColumnDef::new("call_date").date().not_null())
            .col(ColumnDef::new("billed_on").date())
            .foreign_key(&mut reference("call_records", "voice_provider_id", "voice_providers"))
            .foreign_key(&mut reference("call_records", "account_id", "accounts"))
            .foreign_key(&mut reference("call_records", "service_id", "services"))
            .into(),
        sql("create unique index uq_call_records__call on call_records \
             (call_start, origination, destination, duration_in_seconds, voice_provider_id)"),
        index("call_records", &["account_id", "call_start"]),
        index("call_records", &["service_id"]),
        sql("create index ix_call_records__uncharged on call_records (account_id, call_date) \
             where billed_on is null and state = 'rated'"),
        sql("create index ix_call_records__waiting on call_records (id) where state <> 'rated'"),
    ]
}

/// By which terms the calls of a bill were charged, and which calls those are: invoices list them as they were, whatever the
/// plan becomes later. No free seconds stands for unlimited ones.
fn call_bills() -> Vec<Change> {
    vec![
        table("call_bills")
            .col(number("account_id"))
            .col(number("service_id"))
            .col(ColumnDef::new("bill_date").date().not_null())
            .col(maybe("local_free_seconds"))
            .col(number("local_rate_nanos"))
            .col(maybe("long_distance_free_seconds"))
            .col(number("long_distance_rate_nanos"))
            .foreign_key(&mut reference("call_bills", "account_id", "accounts"))
            .foreign_key(&mut reference("call_bills", "service_id", "services"))
            .into(),
        index("call_bills", &["account_id", "bill_date"]),
        index("call_bills", &["service_id"]),
        sql(
            "create index ix_call_records__billed on call_records (account_id, billed_on) where billed_on is not null",
        ),
    ]
}
