use fairlead_billing_math::charge::{
    Account, AccountService, After, Application, PlannedLine, ServiceType, once, plan,
};

use crate::support::{Case, check, listed, optional, value};

fn service_type(word: &str, times_to_run: u32) -> ServiceType {
    match word {
        "recurring" => ServiceType::Recurring,
        "expiring" => ServiceType::Expiring { times_to_run },
        "one-time" => ServiceType::OneTime,
        "adjustment" => ServiceType::Adjustment,
        "overage" => ServiceType::Overage,
        other => panic!("service type {other:?}"),
    }
}

fn account(case: &Case) -> Account {
    let (months, next) = case.text(0).split_once("next").expect("an account");
    Account { active: !case.says("inactive"), months_to_bill: value(months), next_bill_date: optional(next) }
}

fn service(case: &Case) -> AccountService {
    let words: Vec<&str> = case.text(1).split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    let word_after = |key: &str| words.iter().skip_while(|word| **word != key).nth(1).copied();
    let (run, times_to_run) = word_after("runs").and_then(|runs| runs.split_once('/')).unwrap_or(("0", "0"));
    AccountService {
        id: 7,
        service_id: 3,
        name: "Service".into(),
        name_override: has("named").then(|| "Own name".into()),
        service_type: service_type(words[0], value(times_to_run)),
        application: if has("credit") { Application::Credit } else { Application::Debit },
        amount: value(words[1]),
        price_override: word_after("override").map(value),
        quantity: value(words[2].trim_start_matches('x')),
        billing_frequency_in_months: word_after("every").map_or(1, value),
        next_bill_date: word_after("next").and_then(optional),
        number_of_times_billed: value(run),
    }
}

fn shown(line: &PlannedLine<'_>) -> String {
    let after = match line.after {
        After::Stays => "stays".into(),
        After::BillsNextOn(date) => format!("next {date}"),
        After::HasRun(times) => format!("has run {times}"),
        After::Leaves => "leaves".into(),
    };
    let PlannedLine { service, price, months, period, amount, .. } = line;
    format!("{}: {price} x {months}, until {}, {amount}, {after}", service.description(), period.end)
}

#[test]
fn charges() {
    check(include_str!("charge.txt"), 38, |case| {
        let services = [service(case)];
        match plan(&account(case), &services, case.get(2)) {
            Ok(lines) if lines.is_empty() => "nothing".into(),
            Ok(lines) => listed(lines.iter().map(shown)),
            Err(too_large) => too_large.to_string(),
        }
    });
}

#[test]
fn a_bill_has_a_line_for_each_service_that_is_due_in_the_order_of_the_services() {
    let case = |line: &'static str| Case { line: 0, cells: line.split('|').collect() };
    let account = account(&case("3 next 2026-02-05"));
    let services = [
        "|recurring 50.00 x1",
        "|recurring 10.00 x1 every 12 next 2026-06-05",
        "|expiring 20.00 x1 runs 5/6",
        "|one-time 99.00 x1",
        "|recurring 5.00 x1 credit",
    ]
    .map(|line| service(&case(line)));
    let lines = plan(&account, &services, "2026-02-05".parse().unwrap()).unwrap();
    assert_eq!(listed(lines.iter().map(|line| line.amount)), "150.00, 20.00, -15.00");
}

#[test]
fn charges_at_once() {
    check(include_str!("once.txt"), 11, |case| {
        let application = if case.text(4) == "credit" { Application::Credit } else { Application::Debit };
        let charged = once(
            service_type(case.text(0), 6),
            application,
            case.get(1),
            case.get(2),
            optional(case.text(3)),
        );
        charged.map_or_else(|refused| refused.to_string(), |amount| amount.to_string())
    });
}
