use chrono::SecondsFormat;
use fairlead_billing_math::calendar::{
    CountedFrom, InvoiceTerms, MonthDay, Period, add_months, covered, cycle, daily_run_start, due_bill_dates,
    invoice_dates, missed_dates, today,
};

use crate::support::{Case, check, date, instant, listed, optional, shown};

fn counted_from(case: &Case, index: usize) -> CountedFrom {
    match case.text(index) {
        "billing" => CountedFrom::Billing,
        "invoice" => CountedFrom::Invoice,
        other => panic!("line {}: counted from {other:?}", case.line),
    }
}

fn period(period: Option<Period>) -> String {
    shown(period.map(|it| format!("{} to {}, {} days", it.start, it.end, it.days())))
}

fn invoice(case: &Case) -> String {
    let terms = InvoiceTerms {
        separate_invoice_day: optional(case.text(2)).and_then(MonthDay::new),
        due_days: case.get(3),
        due_days_day: counted_from(case, 4),
        auto_pay_days: case.get(5),
        auto_pay_day: counted_from(case, 6),
    };
    let dates = invoice_dates(case.get(1), &terms);
    shown(dates.map(|it| format!("{} {} {}", it.date, it.due_date, it.auto_pay_date)))
}

#[test]
fn calendar() {
    check(include_str!("calendar.txt"), 65, |case| match case.text(0) {
        "on_or_after" => shown(MonthDay::new(case.get(1)).and_then(|day| day.on_or_after(case.get(2)))),
        "after" => shown(MonthDay::new(case.get(1)).and_then(|day| day.after(case.get(2)))),
        "add_months" => shown(add_months(case.get(1), case.get(2))),
        "cycle" => period(cycle(case.get(1), case.get(2))),
        "covered" => period(covered(case.get(1), case.get(2))),
        "due" => listed(due_bill_dates(case.get(1), case.get(2), case.get(3))),
        "invoice" => invoice(case),
        "today" => today(instant(case.text(1)), case.get(2)).to_string(),
        "run" => shown(
            daily_run_start(date(case.text(1)), case.get(2))
                .map(|start| start.to_rfc3339_opts(SecondsFormat::Secs, true)),
        ),
        "missed" => listed(missed_dates(optional(case.text(1)), case.get(2))),
        other => panic!("line {}: {other:?}", case.line),
    });
}
