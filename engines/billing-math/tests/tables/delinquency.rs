use chrono::NaiveDate;
use fairlead_billing_math::delinquency::{
    Ageing, Grace, Invoice, account_delinquent_from, ageing, delinquent_from, is_delinquent, past_due,
    status_switch_date,
};

use crate::support::{Case, check, date, items, money, optional, shown};

fn invoice(text: &str) -> Invoice {
    let words: Vec<&str> = text.split_whitespace().collect();
    Invoice { due_date: date(words[0]), remaining_due: money(words[1]), frozen: words.contains(&"frozen") }
}

fn invoices(text: &str) -> Vec<Invoice> {
    items(text).map(invoice).collect()
}

fn yes(it: bool) -> &'static str {
    if it { "yes" } else { "no" }
}

fn one(case: &Case) -> String {
    let invoice = invoice(&format!("{} {}", case.text(1), case.text(2)));
    let grace = Grace { days: case.get(3), until: optional(case.text(4)) };
    let today: NaiveDate = case.get(5);
    let (late, delinquent) = (past_due(&invoice, today), is_delinquent(&invoice, &grace, today));
    format!("{} {} {}", yes(late), yes(delinquent), shown(delinquent_from(&invoice, &grace)))
}

#[test]
fn delinquency() {
    check(include_str!("delinquency.txt"), 25, |case| match case.text(0) {
        "invoice" => one(case),
        "switch" => {
            let invoices = invoices(case.text(1));
            let grace = Grace { days: case.get(2), until: optional(case.text(3)) };
            let switch = status_switch_date(&invoices, &grace, case.get(4));
            format!("{} {}", shown(account_delinquent_from(&invoices, &grace)), shown(switch))
        }
        "ageing" => {
            let aged = ageing(&invoices(case.text(1)), case.get(2));
            shown(aged.map(|aged| {
                let Ageing { not_due, days_0_to_30, days_31_to_60, days_61_to_90, over_90_days } = aged;
                format!("{not_due} {days_0_to_30} {days_31_to_60} {days_61_to_90} {over_90_days}")
            }))
        }
        other => panic!("line {}: {other:?}", case.line),
    });
}
