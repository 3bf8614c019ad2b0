use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fairlead_customers::accounts;
use fairlead_documents::{
    EntryKind, InvoiceDocument, InvoiceState, Locale, Paper, StatementDocument, TemplateKind,
};
use fairlead_kernel::Money;
use fairlead_testkit::{TestApp, json, on_both, serde_json::Value};
use sea_orm::EntityTrait;

use super::{Frame, House, invoice, statement};
use crate::invoices::find;
use crate::run::runner;
use crate::testing::{account_with, set, setup};

const COMPANY: &str = "/system/company";

/// A customer who is billed 33.33 a month for two of something, with 10 % of tax; the path of the account.
async fn customer(t: &TestApp) -> (i64, String) {
    let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 10});
    let vat = t.admin().post("/financial/taxes", vat).await.created();
    let internet = json!({
        "active": true, "name": "Internet", "type": "recurring", "application": "debit", "amount": "33.33",
        "billing_frequency_in_months": 1, "taxes": [vat["id"]],
    });
    let internet = t.admin().post("/system/services", internet).await.created();
    let id = account_with(t, json!({})).await;
    add(t, id, &internet["id"]).await;
    (id, format!("/accounts/{id}"))
}

async fn add(t: &TestApp, id: i64, service: &Value) {
    let body = json!({"service_id": service, "quantity": 2, "prorate": false});
    t.admin().post(&format!("/accounts/{id}/services"), body).await.created();
}

async fn bill(t: &TestApp, through: &str) {
    runner::run(&t.app, through.parse().expect("a date"), |_| {}).await.expect("the run is done");
}

async fn pay(t: &TestApp, path: &str, amount: &str) {
    let body = json!({"payment_method": "check", "reference": "1017", "amount": amount});
    t.admin().post(&format!("{path}/transactions/payments"), body).await.created();
}

async fn framed(t: &TestApp, id: i64) -> (Frame, accounts::Model) {
    let account = accounts::Entity::find_by_id(id)
        .one(t.app.db.read())
        .await
        .expect("it is read")
        .expect("it is there");
    let house = House::of(&t.app).await.expect("a house");
    (Frame::of(&t.app, house, &account).await.expect("a frame"), account)
}

async fn printed(t: &TestApp, id: i64, invoice_id: i64) -> InvoiceDocument {
    let (frame, account) = framed(t, id).await;
    let row = find(t.app.db.read(), id, invoice_id).await.expect("the invoice");
    invoice::document(t.app.db.read(), &frame, &account, &row).await.expect("a document")
}

async fn stated(t: &TestApp, id: i64, invoice_id: i64) -> StatementDocument {
    let (frame, account) = framed(t, id).await;
    let row = find(t.app.db.read(), id, invoice_id).await.expect("the invoice");
    statement::document(t.app.db.read(), &frame, &account, &row).await.expect("a document")
}

fn money(text: &str) -> Money {
    text.parse().expect("an amount")
}

on_both! {
    async fn an_invoice_is_printed_with_its_lines_taxes_and_payments(t) {
        t.admin().patch(COMPANY, json!({"name": "Lakeside Wireless", "line1": "1 Harbor Rd", "city": "Erie", "state": "PA", "zip": "16501"})).await.ok();
        let message = json!({"name": "Thanks", "message": "<b>Thank you!</b>", "account_type_ids": [1]});
        t.admin().post("/financial/invoices/invoice_messages", message).await.created();
        let (id, path) = customer(&t).await;
        bill(&t, "2026-04-01").await;
        pay(&t, &path, "20.00").await;
        let document = printed(&t, id, 1).await;
        assert_eq!(document.company.name, "Lakeside Wireless");
        assert_eq!(document.company.address_lines, ["1 Harbor Rd", "Erie PA 16501"]);
        assert_eq!(document.account.address_lines, ["555 Packers Ln", "Green Bay WI 54302"]);
        let line = &document.lines[0];
        assert_eq!((line.description.as_str(), line.quantity, line.unit_price, line.amount), ("Internet", 2, money("33.33"), money("66.66")));
        let period = line.period.expect("a period");
        assert_eq!((period.from.to_string(), period.through.to_string()), ("2026-04-01".into(), "2026-04-30".into()));
        assert_eq!((document.taxes[0].description.as_str(), document.taxes[0].amount), ("VAT", money("6.67")));
        assert_eq!((document.total, document.amount_due, document.state), (money("73.33"), money("53.33"), InvoiceState::Open));
        assert_eq!((document.credits[0].description.as_str(), document.credits[0].amount), ("check 1017", money("20.00")));
        assert_eq!(document.messages_html, ["<b>Thank you!</b>"]);
        let pdf = t.admin().get(&format!("{path}/invoices/1/pdf")).await.created();
        assert_eq!((&pdf["invoice_id"], &pdf["account_id"]), (&json!(1), &json!(id)));
        let bytes = STANDARD.decode(pdf["base64"].as_str().expect("base64")).expect("base64");
        assert!(bytes.starts_with(b"%PDF-"), "it is a PDF");
        pay(&t, &path, "53.33").await;
        assert_eq!(printed(&t, id, 1).await.state, InvoiceState::Paid);
    }

    async fn what_sub_accounts_owe_is_on_the_masters_invoice(t) {
        let (id, path) = customer(&t).await;
        let sub = account_with(&t, json!({"name": "Guest house"})).await;
        add(&t, sub, &json!(1)).await;
        t.admin().patch(&path, json!({"sub_accounts": [sub]})).await.ok();
        bill(&t, "2026-04-01").await;
        let document = printed(&t, id, 1).await;
        let section = &document.sub_accounts[0];
        assert_eq!((section.account_name.as_str(), section.lines.len(), section.subtotal), ("Guest house", 1, money("73.33")));
        assert_eq!((document.total, document.amount_due), (money("146.66"), money("146.66")));
    }

    async fn the_look_follows_the_settings(t) {
        let (id, _) = customer(&t).await;
        let (frame, _) = framed(&t, id).await;
        let look = frame.house.look(TemplateKind::Invoice);
        assert_eq!((look.paper, look.locale, frame.house.currency.code.as_str()), (Paper::Letter, Locale::En, "USD"));
        t.admin().patch("/system/application", json!({"country": "FR", "locale": "fr", "currency_symbol": "€"})).await.ok();
        let (frame, _) = framed(&t, id).await;
        let look = frame.house.look(TemplateKind::Invoice);
        assert_eq!((look.paper, look.locale, frame.house.currency.code.as_str()), (Paper::A4, Locale::Fr, "EUR"));
        assert_eq!(frame.account.address_lines, ["555 Packers Ln", "Green Bay WI 54302", "US"]);
    }

    async fn a_statement_goes_from_invoice_to_invoice(t) {
        let (id, path) = customer(&t).await;
        set(&t, id, "bill_mode = 'statement', next_bill_date = '2026-01-01'").await;
        bill(&t, "2026-03-01").await;
        let body = json!({"payment_method": "cash", "amount": "73.33", "date": "2026-02-10"});
        t.admin().post(&format!("{path}/transactions/payments"), body).await.created();
        let statement = stated(&t, id, 3).await;
        assert_eq!((statement.period.from.to_string(), statement.period.through.to_string()), ("2026-02-02".into(), "2026-03-01".into()));
        let entries: Vec<_> = statement.entries.iter().map(|one| (one.kind, one.debit, one.credit, one.running_balance)).collect();
        assert_eq!(entries, [
            (EntryKind::Payment, Money::ZERO, money("73.33"), money("73.33")),
            (EntryKind::Invoice, money("73.33"), Money::ZERO, money("146.66")),
        ]);
        assert_eq!((statement.opening_balance, statement.closing_balance), (money("146.66"), money("146.66")));
        // On 15 March: the invoice of February is 32 days past due, that of March 4.
        assert_eq!((statement.ageing.days_1_to_30, statement.ageing.days_31_to_60), (money("73.33"), money("73.33")));
        t.admin().get(&format!("{path}/invoices/3/pdf")).await.created();
    }

    async fn lines_show_their_own_taxes_where_that_is_wanted(t) {
        let (id, path) = customer(&t).await;
        bill(&t, "2026-04-01").await;
        assert!(printed(&t, id, 1).await.lines[0].shown_taxes.is_empty());
        let set = json!({"tax_display": "per_line", "remit_to": "PO Box 555\nErie PA", "payment_slip": true});
        t.admin().patch("/system/invoicing", set).await.ok();
        let document = printed(&t, id, 1).await;
        assert_eq!(document.lines[0].shown_taxes[0].amount, money("6.67"));
        assert_eq!((document.taxes.len(), document.total), (1, money("73.33")));
        assert_eq!(document.payment_slip.expect("a slip").remit_to_lines, ["PO Box 555", "Erie PA"]);
        t.admin().get(&format!("{path}/invoices/1/pdf")).await.created();
        t.admin().patch("/system/invoicing", json!({"payment_slip": false})).await.ok();
        assert!(printed(&t, id, 1).await.payment_slip.is_none());
    }

    async fn invoices_of_others_are_not_printed(t) {
        let (_, path) = customer(&t).await;
        bill(&t, "2026-04-01").await;
        let other = account_with(&t, json!({})).await;
        t.admin().get(&format!("/accounts/{other}/invoices/1/pdf")).await.refused(404, "No item with that ID found.");
        t.admin().get(&format!("{path}/invoices/2/pdf")).await.status(404);
        t.user().get(&format!("{path}/invoices/1/pdf")).await.status(403);
        t.user().can("invoices.read").get(&format!("{path}/invoices/1/pdf")).await.created();
    }
}
