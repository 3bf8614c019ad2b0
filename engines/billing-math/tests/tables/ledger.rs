use std::collections::BTreeMap;

use chrono::NaiveDate;
use fairlead_billing_math::allocation::FundId;
use fairlead_billing_math::ledger::{Ledger, NewInvoice, Paid, Refused};
use fairlead_kernel::Money;

use crate::support::{Case, check, date, listed, money, value};

fn january(day: &str) -> NaiveDate {
    date(&format!("2026-01-{:02}", value::<u32>(day)))
}

/// A story that is told step by step, with names for what it makes.
struct Story {
    ledger: Ledger,
    account: i64,
    accounts: BTreeMap<&'static str, i64>,
    invoices: BTreeMap<&'static str, i64>,
    payments: BTreeMap<&'static str, i64>,
    last_credit: i64,
    notes: Vec<String>,
}

impl Story {
    fn new() -> Self {
        let mut ledger = Ledger::default();
        let account = ledger.open_account(None).expect("an account");
        let accounts = BTreeMap::from([("master", account)]);
        let (invoices, payments) = (BTreeMap::new(), BTreeMap::new());
        Self { ledger, account, accounts, invoices, payments, last_credit: 0, notes: Vec::new() }
    }

    fn step(&mut self, step: &'static str) -> Result<(), Refused> {
        let words: Vec<&'static str> = step.split_whitespace().collect();
        let word = |index: usize| words.get(index).copied().unwrap_or("");
        let ledger = &mut self.ledger;
        match word(0) {
            "debit" => {
                let taxes = words.get(2).map_or(Money::ZERO, |taxes| money(taxes));
                ledger.debit(self.account, money(word(1)), taxes)?;
            }
            "discount" => {
                ledger.discount(self.account, money(word(1)))?;
            }
            "child" => {
                self.accounts.insert(word(1), ledger.open_account(Some(self.accounts["master"]))?);
            }
            "on" => self.account = self.accounts[word(1)],
            "bill" | "manual" => {
                let new = NewInvoice {
                    debits: ledger.uninvoiced(self.account),
                    date: january("1"),
                    due_date: january(word(2)),
                    automatic: word(0) == "bill",
                };
                self.invoices.insert(word(1), ledger.invoice(self.account, &new)?);
            }
            "pay" | "card" => {
                let paid = if word(0) == "pay" { Paid::ByHand } else { Paid::ByProcessor };
                self.payments.insert(word(1), ledger.pay(self.account, money(word(2)), paid)?);
            }
            "close" => ledger.closed_through = Some(january(word(1))),
            "auto" => {
                let credits = ledger.auto_apply(self.account, january("20"))?;
                self.last_credit = credits.last().copied().unwrap_or(self.last_credit);
            }
            "left" => {
                let left = ledger.amount_remaining(FundId::Deposit(self.payments[word(1)]));
                self.notes.push(format!("{} {left} left", word(1)));
            }
            "uncredit" => ledger.reverse_credit(self.last_credit)?,
            "reverse" => ledger.reverse_payment(self.payments[word(1)])?,
            "refund" => ledger.refund(self.payments[word(1)])?,
            _ => self.invoice_step(word(0), word(1), word(2))?,
        }
        Ok(())
    }

    fn invoice_step(&mut self, verb: &str, first: &str, second: &str) -> Result<(), Refused> {
        let ledger = &mut self.ledger;
        match verb {
            "apply" => {
                let fund = FundId::Deposit(self.payments[first]);
                self.last_credit = ledger.apply(fund, self.invoices[second], january("20"))?;
            }
            "void" => {
                ledger.void(self.invoices[first], january("20"))?;
                self.last_credit = ledger.credits_on(self.invoices[first])[0];
            }
            "delete" => {
                ledger.delete(self.invoices[first])?;
                self.invoices.remove(first);
            }
            "freeze" => ledger.freeze(self.invoices[first], true)?,
            "thaw" => ledger.freeze(self.invoices[first], false)?,
            "link" => ledger.link(self.invoices[first], self.invoices[second])?,
            other => panic!("step {other:?}"),
        }
        Ok(())
    }

    fn ending(&self) -> String {
        let balances = self.ledger.balances(self.account).expect("balances");
        let sums =
            format!("{} {} {}", balances.balance_due, balances.balance_total, balances.available_funds);
        let invoices = self.invoices.iter().map(|(name, id)| {
            let own = format!("{name} {}", self.ledger.remaining_due(*id));
            match self.ledger.child_remaining_due(*id).expect("a sum") {
                Money::ZERO => own,
                children => format!("{own} and {children} of children"),
            }
        });
        let invoices = (!self.invoices.is_empty()).then(|| listed(invoices));
        [sums].into_iter().chain(invoices).chain(self.notes.iter().cloned()).collect::<Vec<_>>().join("; ")
    }
}

fn told(case: &Case) -> String {
    let mut story = Story::new();
    for step in case.text(0).split(';') {
        if let Err(refused) = story.step(step.trim()) {
            story.notes.push(refused.to_string());
        }
    }
    story.ending()
}

#[test]
fn ledger() {
    check(include_str!("ledger.txt"), 66, told);
}

#[test]
fn a_debit_is_on_one_invoice_once_and_on_none_of_another_account() {
    let mut ledger = Ledger::default();
    let (ours, theirs) = (ledger.open_account(None).unwrap(), ledger.open_account(None).unwrap());
    let mut debit = |account| ledger.debit(account, money("10.00"), money("0.80")).unwrap();
    let (first, second, other) = (debit(ours), debit(ours), debit(theirs));
    let mut invoice = |debits: &[i64]| {
        let (date, due_date) = (january("1"), january("10"));
        ledger.invoice(ours, &NewInvoice { debits: debits.to_vec(), date, due_date, automatic: false })
    };
    assert_eq!(invoice(&[first, first]), Err(Refused::AlreadyInvoiced));
    assert_eq!(invoice(&[first, other]), Err(Refused::Missing));
    assert!(invoice(&[first]).is_ok());
    assert_eq!(invoice(&[second, first]), Err(Refused::AlreadyInvoiced));
    assert_eq!(ledger.uninvoiced(ours), [second]);
}

#[test]
fn what_is_not_there_is_refused_as_such() {
    let mut ledger = Ledger::default();
    let missing = Err(Refused::Missing);
    assert_eq!(ledger.open_account(Some(1)), missing);
    assert_eq!(ledger.debit(1, money("1.00"), Money::ZERO), missing);
    assert_eq!(ledger.discount(1, money("1.00")), missing);
    assert_eq!(ledger.pay(1, money("1.00"), Paid::ByHand), missing);
    assert_eq!(ledger.apply(FundId::Discount(1), 1, january("1")), missing);
    assert_eq!(ledger.reverse_payment(1), Err(Refused::Missing));
    assert_eq!(ledger.refund(1), Err(Refused::Missing));
    assert_eq!(ledger.reverse_credit(1), Err(Refused::Missing));
    assert_eq!(ledger.delete(1), Err(Refused::Missing));
    assert_eq!(ledger.balances(1), Err(Refused::Missing));
}
