use fairlead_billing_math::allocation::{Fund, FundId, OpenInvoice, apply, spread};

use crate::support::{Case, check, date, items, listed, money, shown, value};

fn fund(text: &str) -> Fund {
    let words: Vec<&str> = text.split_whitespace().collect();
    let id = match words[0] {
        "deposit" => FundId::Deposit(value(words[1])),
        "discount" => FundId::Discount(value(words[1])),
        other => panic!("fund {other:?}"),
    };
    Fund { id, amount_remaining: money(words[2]) }
}

fn invoice(text: &str) -> OpenInvoice {
    let words: Vec<&str> = text.split_whitespace().collect();
    OpenInvoice {
        id: value(words[0]),
        due_date: date(words[1]),
        remaining_due: money(words[2]),
        frozen: words.contains(&"frozen"),
        master_invoice_id: words.iter().skip_while(|word| **word != "in").nth(1).map(|id| value(id)),
    }
}

fn applied(case: &Case) -> String {
    let funds: Vec<Fund> = items(case.text(1)).map(fund).collect();
    let invoices: Vec<OpenInvoice> = items(case.text(2)).map(invoice).collect();
    listed(apply(&funds, &invoices).iter().map(|credit| {
        let fund = match credit.fund {
            FundId::Deposit(id) => format!("deposit {id}"),
            FundId::Discount(id) => format!("discount {id}"),
        };
        format!("{fund} to {} {}", credit.invoice_id, credit.amount)
    }))
}

#[test]
fn allocation() {
    check(include_str!("allocation.txt"), 36, |case| match case.text(0) {
        "apply" => applied(case),
        "spread" => {
            let weights: Vec<u64> = case.text(2).split_whitespace().map(value).collect();
            shown(spread(case.get(1), &weights).map(listed))
        }
        other => panic!("line {}: {other:?}", case.line),
    });
}
