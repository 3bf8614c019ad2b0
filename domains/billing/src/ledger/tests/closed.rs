//! What a closed accounting period refuses, and what it does not.

use fairlead_testkit::{TestAnswer, TestApp, json, on_both, serde_json::Value};

use super::books::{Books, money};
use crate::testing::setup;

/// On the 15th an account is charged 10.00 and 20.00, the 10.00 are invoiced, and a card pays 4.00 of them; 5.00 in cash and a
/// discount stay available. The 18th is today. `dated` is the date of that invoice, or of what is made.
const CASES: &str = "
# verb      dated  closed through => done, or the field that is named
void        16     15             => done
void        15     14             => done
void        15     15             => invoice_id
void        18     17             => done
void        19     18             => invoice_id     # what it books would be of today
delete      16     14             => done
delete      15     15             => invoice_id
delete      16     15             => invoice_id     # its credit is of the 15th
delete      19     18             => invoice_id
uncredit    16     14             => done
uncredit    16     15             => debits
uncredit    19     18             => debits
reverse     15     15             => done           # checks bounce later
reverse     15     17             => done
reverse     15     18             => payment_id
refund      15     15             => done
refund      15     17             => done
refund      15     18             => payment_id
apply       15     17             => done           # it is put on the invoice today
apply       15     18             => invoice_id
discount    15     17             => done
discount    15     18             => invoice_id
pay         18     17             => done
pay         17     17             => date
pay         17     16             => done
pay         18     18             => date
card        18     17             => done
card        18     18             => date
once        18     17             => done
once        18     18             => date
paypal      18     17             => done
paypal      18     18             => date
invoice     18     17             => done
invoice     17     17             => date
invoice     17     16             => done
invoice     19     18             => done           # nothing is booked by it
service     18     17             => done
service     18     18             => service_id
run         18     17             => done
run         18     18             => date
run         17     17             => done           # late bills are booked today
freeze      15     18             => done           # neither moves money
describe    15     18             => done
reference   15     18             => done
";

struct Case<'a> {
    t: &'a TestApp,
    books: Books<'a>,
    account: i64,
    invoice: i64,
    card: i64,
    /// By card, and by hand.
    payments: [i64; 2],
    discount: i64,
    service: i64,
}

fn id(value: &Value) -> i64 {
    value["id"].as_i64().expect("an id")
}

fn card() -> Value {
    json!({
        "number": "4242424242424242", "expiration_month": 9, "expiration_year": 2029, "name_on_account": "Ada", "amount": "4.00",
        "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI", "zip": "54302", "country": "US",
    })
}

impl<'a> Case<'a> {
    async fn begin(t: &'a TestApp, service: i64, dated: &str) -> Self {
        let books = Books { t, service_id: service };
        let account = books.account(None).await;
        let debit = books.debit(account, money("10.00"), money("0.00")).await.unwrap();
        books.debit(account, money("20.00"), money("0.00")).await.unwrap();
        let all = format!("/accounts/{account}");
        let new = json!({"debits": [debit], "date": format!("2026-03-{dated}"), "due_date": "2026-04-01"});
        let invoice = id(&t.admin().post(&format!("{all}/invoices"), new).await.ok());
        let mut method = card();
        (method["type"], method["auto"], method["account_number"]) =
            (json!("credit card"), json!(false), json!("4242424242424242"));
        let method = id(&t.admin().post(&format!("{all}/payment_methods"), method).await.created());
        let paying = json!({"payment_method_id": method, "amount": "4.00"});
        let paid = id(&t.admin().post(&format!("{all}/transactions/payments"), paying).await.created());
        let cash = id(&books.pay(account, "5.00", false).await);
        let discount = books.discount(account, money("1.00")).await.unwrap();
        Self { t, books, account, invoice, card: method, payments: [paid, cash], discount, service }
    }

    async fn ask(&self, verb: &str, dated: &str) -> TestAnswer {
        let (admin, account) = (self.t.admin(), format!("/accounts/{}", self.account));
        let (all, invoice) =
            (format!("{account}/transactions"), format!("{account}/invoices/{}", self.invoice));
        let [paid, cash] = self.payments;
        let date = format!("2026-03-{dated}");
        match verb {
            "void" | "freeze" => self.books.on(self.account, self.invoice, verb).await,
            "delete" => admin.delete(&invoice).await,
            "uncredit" => {
                let credits = admin.get(&format!("{invoice}/credits")).await.ok();
                admin.post(&format!("{invoice}/credits/{}/reverse", credits[0]["id"]), json!({})).await
            }
            "reverse" => admin.post(&format!("{all}/payments/{cash}/reverse"), json!({})).await,
            "refund" => admin.post(&format!("{all}/payments/{paid}/refund"), json!({})).await,
            "apply" => {
                let deposits = admin.get(&format!("{all}/deposits?filter[payment_id]={cash}")).await.ok();
                admin.post(&format!("{invoice}/apply_deposit/{}", deposits[0]["id"]), json!({})).await
            }
            "discount" => admin.post(&format!("{invoice}/apply_discount/{}", self.discount), json!({})).await,
            "pay" => {
                let body = json!({"payment_method": "check", "amount": 1, "date": date});
                admin.post(&format!("{all}/payments"), body).await
            }
            "card" => {
                let body = json!({"payment_method_id": self.card, "amount": 1});
                admin.post(&format!("{all}/payments"), body).await
            }
            "once" => admin.post(&format!("{all}/one_time_credit_card_payment"), card()).await,
            "paypal" => {
                let body = json!({"amount": 1, "transaction_id": format!("SALE{}", self.account)});
                admin.post(&format!("{all}/paypal_payments"), body).await
            }
            "invoice" => {
                let free = self.books.uninvoiced(self.account).await;
                let body = json!({"debits": free, "date": date, "due_date": "2026-04-01"});
                admin.post(&format!("{account}/invoices"), body).await
            }
            "service" => {
                let body = json!({"service_id": self.service, "prorate": true});
                admin.post(&format!("{account}/services"), body).await
            }
            "run" => admin.post("/billing_runs", json!({"date": date})).await,
            "describe" => {
                let path = format!("{all}/discounts/{}", self.discount);
                admin.patch(&path, json!({"description": "March"})).await
            }
            "reference" => {
                admin.patch(&format!("{all}/payments/{cash}"), json!({"response_message": "7"})).await
            }
            other => panic!("verb {other:?}"),
        }
    }
}

/// `done`, or the fields that are named.
fn outcome(answer: &TestAnswer) -> String {
    match answer.json["error"]["message"].as_object() {
        Some(fields) => {
            assert!(
                fields.values().all(|message| message == "The accounting period is closed."),
                "{answer:?}"
            );
            fields.keys().cloned().collect::<Vec<_>>().join(" ")
        }
        None if answer.status.is_success() => "done".into(),
        None => answer.json["error"].to_string(),
    }
}

on_both! {
    async fn what_a_closed_accounting_period_refuses(t) {
        t.admin().patch("/system/payment_processor", json!({"kind": "sandbox"})).await.ok();
        let service = json!({"active": true, "name": "Visit", "type": "one time", "application": "debit", "amount": 5, "billing_frequency_in_months": 1});
        let service = id(&t.admin().post("/system/services", service).await.created());
        let lines = CASES.lines().map(|line| line.split('#').next().unwrap_or("").trim()).filter(|line| !line.is_empty());
        let mut cases = Vec::new();
        for line in lines {
            let (words, expected) = line.split_once("=>").expect("=>");
            let words: Vec<&str> = words.split_whitespace().collect();
            cases.push((Case::begin(&t, service, words[1]).await, words, expected.trim()));
        }
        t.wait(chrono::TimeDelta::days(3));
        let mut wrong = Vec::new();
        for (case, words, expected) in &cases {
            case.books.close(Some(format!("2026-03-{}", words[2]).parse().expect("a date"))).await;
            let found = outcome(&case.ask(words[0], words[1]).await);
            if found != *expected {
                wrong.push(format!("{words:?} => {expected}, but was {found}"));
            }
            case.books.close(None).await;
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(cases.len(), 44);
    }
}
