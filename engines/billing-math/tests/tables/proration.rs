use fairlead_billing_math::calendar::Period;
use fairlead_billing_math::charge::Application;
use fairlead_billing_math::proration::{
    Rounding, Terms, add, change_price, change_quantity, move_bill_date, remove, split,
};

use crate::support::{Case, check, date, items, listed, shown};

fn cycle(text: &str) -> Period {
    let (start, end) = text.split_once(" to ").expect("a cycle");
    Period { start: date(start), end: date(end) }
}

fn terms(case: &Case) -> Terms {
    Terms {
        price: case.get(1),
        quantity: case.get(2),
        months: case.get(3),
        application: if case.says("credit") { Application::Credit } else { Application::Debit },
        rounding: if case.says("whole") { Rounding::WholeUnit } else { Rounding::MinorUnit },
    }
}

fn parts(case: &Case) -> String {
    let cuts: Vec<_> = items(case.text(3)).map(date).collect();
    let parts = split(case.get(1), cycle(case.text(2)), &cuts);
    shown(parts.map(|parts| listed(parts.into_iter().map(|(_, amount)| amount))))
}

#[test]
fn proration() {
    check(include_str!("proration.txt"), 45, |case| {
        if case.text(0) == "split" {
            return parts(case);
        }
        let (terms, cycle) = (terms(case), cycle(case.text(4)));
        let prorated = match case.text(0) {
            "add" => add(&terms, cycle, case.get(5)),
            "remove" => remove(&terms, cycle, case.get(5)),
            "quantity" => change_quantity(&terms, case.get(6), cycle, case.get(5)),
            "price" => change_price(&terms, case.get(6), cycle, case.get(5)),
            "move" => move_bill_date(&terms, cycle, case.get(5)),
            other => panic!("line {}: {other:?}", case.line),
        };
        shown(prorated.map(|it| format!("{}, {it}", it.amount)))
    });
}
