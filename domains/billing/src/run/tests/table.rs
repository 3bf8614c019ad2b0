//! Billing runs case by case, with numbers worked out by hand. What happens to the bills afterwards is in the ledger's table.

use std::collections::BTreeMap;

use fairlead_testkit::{TestApp, json, on_both};

use super::{account_with, add_on, bill, pay, service, texts};
use crate::ledger::tests::{Books, money};
use crate::testing::{set, setup};

const TABLE: &str = include_str!("table.txt");

struct Catalogue {
    services: BTreeMap<&'static str, i64>,
    vat: i64,
    /// For charges of other things.
    other: i64,
}

async fn tax(t: &TestApp, application: &str, kind: &str, rate: &str) -> i64 {
    let body = json!({"name": format!("{application} {kind}"), "application": application, "type": kind, "rate": rate});
    t.admin().post("/financial/taxes", body).await.created()["id"].as_i64().expect("an id")
}

impl Catalogue {
    async fn open(t: &TestApp) -> Self {
        let vat = tax(t, "percentage", "global", "10").await;
        let flat = tax(t, "flat", "global", "0.90").await;
        let geo = tax(t, "percentage", "geo", "0").await;
        for (name, place) in [("Wisconsin", json!({})), ("Green Bay", json!({"city": "Green Bay"}))] {
            let mut zone = json!({"name": name, "subdivision": "WI", "rate": if name == "Wisconsin" { "5" } else { "0.5" }});
            place.as_object().expect("an object").iter().for_each(|(key, value)| zone[key] = value.clone());
            t.admin().post(&format!("/financial/taxes/{geo}/geotaxes"), zone).await.created();
        }
        let all = [
            ("basic", json!({"type": "recurring", "amount": "30.00"})),
            ("net", json!({"type": "recurring", "amount": "50.00", "taxes": [vat]})),
            ("odd", json!({"type": "recurring", "amount": "33.33", "taxes": [vat]})),
            ("phone", json!({"type": "recurring", "amount": "20.00", "taxes": [flat]})),
            (
                "part",
                json!({"type": "recurring", "amount": "40.00", "taxes": [vat], "tax_exemption_amount": "15.00"}),
            ),
            ("geo", json!({"type": "recurring", "amount": "100.00", "taxes": [geo]})),
            ("free", json!({"type": "recurring", "amount": 0})),
            ("loan", json!({"type": "expiring", "amount": "10.00", "times_to_run": 3})),
            ("mail", json!({"type": "recurring", "amount": "2.00", "billing_frequency_in_months": 3})),
            ("bonus", json!({"type": "recurring", "amount": "5.00", "application": "credit"})),
            (
                "gift",
                json!({"type": "expiring", "amount": "80.00", "times_to_run": 1, "application": "credit"}),
            ),
        ];
        let mut services = BTreeMap::new();
        for (name, mut body) in all {
            body["name"] = json!(name);
            services.insert(name, service(t, body).await);
        }
        let other = service(t, json!({"name": "other", "type": "one time", "amount": 1})).await;
        Self { services, vat, other }
    }
}

/// The account as the first column says it.
async fn account(t: &TestApp, terms: &str, vat: i64) -> i64 {
    let id = account_with(t, json!({})).await;
    set(t, id, "next_bill_date = '2026-04-01'").await;
    let mut words = terms.split_whitespace().filter(|word| *word != "-");
    while let Some(word) = words.next() {
        let mut next = || words.next().expect("a value");
        let columns = match word {
            "next" => {
                let date = next();
                format!("next_bill_date = '{date}', bill_day = {}", &date[8..])
            }
            "months" => format!("months_to_bill = {}", next()),
            "invoice" => {
                next();
                format!("separate_invoice_day_enabled = true, invoice_day = {}", next())
            }
            "due" => match (next(), next()) {
                ("from", _) => "due_days_day = 'invoice'".into(),
                (_, days) => format!("due_days = {days}"),
            },
            "exempt" => "tax_exempt = true".into(),
            "override" => {
                let own = json!({"tax_id": vat, "rate": next()});
                t.admin().post(&format!("/accounts/{id}/account_tax_overrides"), own).await.created();
                continue;
            }
            other => panic!("terms {other:?}"),
        };
        set(t, id, &columns).await;
    }
    id
}

async fn ending(t: &TestApp, id: i64) -> String {
    let amount = |hundredths: &str| {
        let hundredths: i64 = hundredths.parse().expect("an amount");
        fairlead_kernel::Money::from_scaled(hundredths).to_string()
    };
    let sql = format!(
        "select date || ' ' || due_date || ' ' || remaining_due || ' ' || \
         (select sum(d.amount + d.tax_amount) from debits d where d.invoice_id = invoices.id) \
         from invoices where account_id = {id} order by id"
    );
    let shown = |row: &String| {
        let words: Vec<&str> = row.split(' ').collect();
        format!("{} {} {} of {}", words[0], words[1], amount(words[2]), amount(words[3]))
    };
    let invoices: Vec<String> = texts(t, &sql).await.iter().map(shown).collect();
    let balances = super::balances_of(t, id).await;
    let words: Vec<&str> = balances.split(' ').collect();
    let sums: Vec<String> = words[..3].iter().map(|sum| amount(sum)).collect();
    format!("{}; {} {}", invoices.join(", "), sums.join(" "), words[3])
}

async fn outcome(t: &TestApp, catalogue: &Catalogue, case: &str) -> String {
    let columns: Vec<&str> = case.split('|').map(str::trim).collect();
    let id = account(t, columns[0], catalogue.vat).await;
    let mut words = columns[1].split_whitespace().filter(|word| *word != "-").peekable();
    while let Some(name) = words.next() {
        let quantity = words.next_if(|word| word.starts_with('x'));
        let quantity = quantity.map_or(1, |word| word[1..].parse().expect("a quantity"));
        add_on(t, id, catalogue.services[name], quantity, None).await;
    }
    let books = Books { t, service_id: catalogue.other };
    let has: Vec<&str> = columns[2].split_whitespace().collect();
    for pair in has.chunks_exact(2) {
        match pair[0] {
            "paid" => pay(t, id, money(pair[1]).scaled()).await,
            _ => drop(books.debit(id, money(pair[1]), money("0.00")).await.expect("a debit")),
        }
    }
    bill(t, columns[3]).await;
    let ending = ending(t, id).await;
    // The next case has its own run.
    set(t, id, "next_bill_date = null").await;
    ending
}

on_both! {
    async fn runs_make_these_bills(t) {
        let catalogue = Catalogue::open(&t).await;
        let lines = TABLE.lines().map(|line| line.split('#').next().unwrap_or("").trim());
        let cases: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once("=>")).collect();
        let mut wrong = Vec::new();
        for (case, expected) in &cases {
            let found = outcome(&t, &catalogue, case).await;
            if found != expected.trim() {
                wrong.push(format!("{case}=> {}\n    but was {found}", expected.trim()));
            }
        }
        assert!(wrong.is_empty(), "{} of {} cases differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
        assert_eq!(cases.len(), 51);
    }
}
