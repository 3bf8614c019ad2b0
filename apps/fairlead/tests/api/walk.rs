//! One walk through every spoken endpoint, each answering as documented.

mod voice;

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use fairlead_testkit::{Client, TestApp, json, on_both, serde_json::Value};

use crate::contract::{CONTRACT, Endpoint, GROUPS, shape};
use crate::setup;

struct Walk<'a> {
    client: Client<'a>,
    seen: BTreeSet<String>,
}

/// Every key that the documented example shows, at its first level.
fn documented_keys(endpoint: &Endpoint) -> Vec<String> {
    let data = endpoint.example.get("data").unwrap_or(&endpoint.example);
    let data = data.as_array().map_or(data, |rows| rows.first().unwrap_or(&Value::Null));
    data.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default()
}

/// Data endpoints answer with an object whose keys are data themselves.
fn keys_are_data(endpoint: &Endpoint) -> bool {
    endpoint.group == "Data" && endpoint.fields.iter().any(|name| name == "data")
}

impl<'a> Walk<'a> {
    fn new(t: &'a TestApp) -> Self {
        Self { client: t.admin(), seen: BTreeSet::new() }
    }

    /// Sends the request and compares the answer with the documented endpoint whose shape is `documented`.
    async fn call(&mut self, method: &str, documented: &str, path: &str, body: Value) -> Value {
        let endpoint = CONTRACT
            .iter()
            .find(|one| one.method == method && one.shape == shape(documented))
            .unwrap_or_else(|| panic!("{method} {documented} is not documented"));
        let verb: Method = method.parse().expect("a method");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let mut answer = self.client.send(verb, path, body).await.status(endpoint.status);
        self.seen.insert(format!("{method} {}", endpoint.shape));
        let data = answer.json["data"].take();
        let listed = endpoint.example.get("paginator").is_some();
        assert_eq!(
            data.is_array(),
            listed || endpoint.example["data"].is_array() && !path.starts_with("/users/"),
            "{path}: {data}"
        );
        if listed {
            for key in ["total_count", "total_pages", "current_page", "limit"] {
                assert!(answer.json["paginator"][key].is_u64(), "{path}: {}", answer.json);
            }
        }
        if !keys_are_data(endpoint) {
            let first = data.as_array().map_or(&data, |rows| rows.first().expect(path));
            for key in documented_keys(endpoint) {
                assert!(
                    first.get(&key).is_some(),
                    "{method} {path}: {key} is documented; the answer is {first}"
                );
            }
        }
        data
    }

    async fn get(&mut self, documented: &str, path: &str) -> Value {
        self.call("GET", documented, path, Value::Null).await
    }

    /// Create, list, show, update and delete of one collection whose documented paths end in `one`.
    async fn five(&mut self, all: &str, one: &str, at: &str, create: Value, update: Value) -> Value {
        let made = self.four(all, one, at, create, update).await;
        self.call("DELETE", one, &format!("{at}/{}", made["id"]), Value::Null).await;
        self.client.get(&format!("{at}/{}", made["id"])).await.status(404);
        made
    }

    /// As `five`, but it stays.
    async fn four(&mut self, all: &str, one: &str, at: &str, create: Value, update: Value) -> Value {
        let made = self.call("POST", all, at, create).await;
        let path = format!("{at}/{}", made["id"]);
        self.get(all, at).await;
        self.get(one, &path).await;
        self.call("PATCH", one, &path, update).await;
        made
    }

    async fn settings(&mut self) {
        for (name, create, update) in [
            ("account_groups", json!({"name": "Late payers"}), json!({"name": "Very late payers"})),
            (
                "account_statuses",
                json!({"name": "Collections", "active": false, "color": "#00ffff", "account_super_user_only": true}),
                json!({"name": "Collected", "active": false, "color": "#00ff00", "account_super_user_only": false}),
            ),
            (
                "account_types",
                json!({"name": "School", "type": "commercial"}),
                json!({"name": "Schools", "type": "residential"}),
            ),
            ("address_types", json!({"name": "Billing"}), json!({"name": "Invoices"})),
            (
                "custom_fields",
                json!({"name": "Height", "type": "text", "unique": true, "active": true, "entity_type": "account"}),
                json!({"name": "Height in metres", "unique": false, "active": true}),
            ),
        ] {
            let all = format!("/system/{name}");
            self.five(&all, &format!("{all}/:id"), &all, create, update).await;
        }
        self.get("/system/application", "/system/application").await;
        self.call("PATCH", "/system/application", "/system/application", json!({"locale": "fr"})).await;
        self.get("/_data/kpi", "/_data/kpi").await;
    }

    async fn data(&mut self) {
        for path in ["email_categories", "version", "countries", "locales", "timezones"] {
            let path = format!("/_data/{path}");
            self.get(&path, &path).await;
        }
        self.get("/_data/counties/:subdivision", "/_data/counties/WI").await;
        self.get("/_data/subdivisions/:country", "/_data/subdivisions/US").await;
        let address = json!({"line1": "615 N 6th St", "city": "Sheboygan", "state": "Wisconsin", "zip": "53081", "country": "US"});
        self.call("POST", "/_data/validate_address", "/_data/validate_address", address).await;
    }

    async fn users(&mut self) {
        self.get("/roles/", "/roles/").await;
        self.get("/roles/:id", "/roles/1").await;
        let user = json!({
            "username": "hsolo", "password": "a long enough secret", "name": "Han Solo", "public_name": "Han S.",
            "role_id": 1, "email_address": "han@example.com",
        });
        let other = json!({
            "username": "leia", "password": "a long enough secret", "name": "Leia", "public_name": "Leia",
            "role_id": 1, "email_address": "leia@example.com",
        });
        self.client.post("/users", other).await.created();
        self.five("/users", "/users/:id", "/users", user, json!({"name": "H. Solo"})).await;
    }

    async fn account(&mut self) -> String {
        let body = json!({
            "name": "Ada Lovelace", "account_type_id": 1, "account_status_id": 2, "account_groups": [],
            "line1": "615 N 6th St", "city": "Sheboygan", "state": "WI", "county": "Sheboygan Co.", "zip": "53081",
            "country": "US", "latitude": 43.75, "longitude": -87.71, "contact_name": "Ada Lovelace", "role": "Owner",
            "email_address": "ada@example.com", "email_message_categories": [2, 3],
        });
        let update = json!({"name": "Ada King", "prorate": false});
        self.five("/accounts", "/accounts/:id", "/accounts", body.clone(), update).await;
        let made = self.client.post("/accounts", body).await.created();
        format!("/accounts/{}", made["id"])
    }

    async fn parts_of(&mut self, account: &str) {
        let address = json!({
            "line1": "555 Main St", "line2": "Suite 7", "city": "Green Bay", "state": "Wisconsin",
            "county": "Brown Co.", "zip": "54301", "country": "US", "latitude": null, "longitude": null, "address_type_id": 2,
        });
        let at = format!("{account}/addresses");
        self.five(
            "/accounts/:id/addresses",
            "/accounts/:id/addresses/:id",
            &at,
            address,
            json!({"line2": ""}),
        )
        .await;
        let contact = json!({
            "name": "Grace Hopper", "role": "Admiral", "email_address": "grace@example.com",
            "phone_numbers": {"work": {"number": "4145550100", "extension": 12}},
            "email_message_categories": [2], "primary": false, "username": "ghopper", "password": "compilers4all",
        });
        let at = format!("{account}/contacts");
        self.five(
            "/accounts/:id/contacts",
            "/accounts/:id/contacts/:id",
            &at,
            contact,
            json!({"role": "Rear Admiral"}),
        )
        .await;
        let call = json!({"time_in_seconds": 12, "subject": "Support", "body": "Slow"});
        let at = format!("{account}/call_logs");
        self.five(
            "/accounts/:id/call_logs",
            "/accounts/:id/call_logs/:id",
            &at,
            call,
            json!({"subject": "Speed"}),
        )
        .await;
        let note = json!({"category": "billing", "message": "<b>Paid</b>", "priority": 1});
        let at = format!("/notes{account}");
        let update = json!({"category": "inquiry", "message": "test"});
        self.five("/notes/:type/:id", "/notes/:type/:id/:id", &at, note, update).await;
        let task = json!({"description": "Build a space elevator.", "due_date": "2026-05-02"});
        let at = format!("{account}/tasks");
        self.five("/:entity/:id/tasks", "/:entity/:id/tasks/:id", &at, task, json!({"complete": true})).await;
        let file = json!({"filename": "hello.txt", "base64_data": "aGVsbG8=", "description": "A greeting"});
        let at = format!("{account}/files");
        self.five("/:entity/:id/files", "/:entity/:id/files/:id", &at, file, json!({"description": "Hello"}))
            .await;
    }

    async fn templates(&mut self) {
        let all = "/system/misc/task_templates";
        let one = format!("{all}/:id");
        let made =
            self.four(all, &one, all, json!({"name": "Installation"}), json!({"name": "Install"})).await;
        let at = format!("{all}/{}/template_tasks", made["id"]);
        let (tasks, task) = (format!("{one}/template_tasks"), format!("{one}/template_tasks/:id"));
        self.five(&tasks, &task, &at, json!({"name": "Wash the dishes"}), json!({"name": "Jump rope"})).await;
        self.call("DELETE", &one, &format!("{all}/{}", made["id"]), Value::Null).await;
    }

    async fn custom_field_values(&mut self, account: &str) {
        let field = json!({"name": "Note", "type": "text", "unique": false, "active": true, "entity_type": "account"});
        let field = self.client.post("/system/custom_fields", field).await.created();
        let at = format!("/entity_custom_fields{account}");
        let one = "/entity_custom_fields/:entity/:id/:id";
        let path = format!("{at}/{}", field["id"]);
        self.call("PATCH", one, &path, json!({"data": "Some text"})).await;
        self.client.send(Method::POST, &path, Body::from(r#"{"data":"Other text"}"#)).await.created();
        self.get("/entity_custom_fields/:entity/:id", &at).await;
        self.get(one, &path).await;
    }

    async fn portal(&mut self, account: &str) {
        let contacts = self.client.get(&format!("{account}/contacts")).await.ok();
        let path = format!("{account}/contacts/{}", contacts[0]["id"]);
        let lookup = json!({"email_address": "ada@example.com", "check_if_available": true});
        self.call("POST", "/customer_portal/email_lookup", "/customer_portal/email_lookup", lookup).await;
        let login = json!({"username": "adalove", "password": "difference engine"});
        self.client.patch(&path, login.clone()).await.created();
        self.call("POST", "/customer_portal/auth", "/customer_portal/auth", login).await;
    }

    async fn contracts(&mut self, account: &str) {
        let template =
            json!({"name": "Agreement", "body": "<p>Between us.</p>", "term_in_months": 12, "active": true});
        let template = self.client.post("/system/contract_templates", template).await.created();
        let contacts = self.client.get(&format!("{account}/contacts")).await.ok();
        let contact = &contacts[0]["id"];
        let create =
            json!({"contract_template_id": template["id"], "contact_id": contact, "custom_message": "Hello"});
        let update = json!({"custom_message": "Hello again", "contact_id": contact});
        let at = format!("{account}/contracts");
        let (all, one) = ("/accounts/:id/contracts", "/accounts/:id/contracts/:id");
        let made = self.four(all, one, &at, create, update).await;
        let path = format!("{at}/{}", made["id"]);
        self.get("/accounts/:id/contracts/:id/base64", &format!("{path}/base64")).await;
        self.call("DELETE", one, &path, Value::Null).await;
    }

    async fn taxes(&mut self) {
        let code = json!({"code": "12345", "description": "Internet Access"});
        let all = "/financial/general_ledger_codes";
        self.five(all, &format!("{all}/:id"), all, code, json!({"code": "123456"})).await;
        let all = "/financial/taxes";
        let one = format!("{all}/:id");
        let tax = json!({"name": "VAT", "application": "percentage", "type": "geo", "rate": 20});
        let tax = self.four(all, &one, all, tax, json!({"rate": 21})).await;
        let zone = json!({"name": "Sheboygan County", "rate": 0.4, "subdivision": "Wisconsin", "county": "Sheboygan Co."});
        let at = format!("{all}/{}/geotaxes", tax["id"]);
        let (zones, one_zone) = (format!("{one}/geotaxes"), format!("{one}/geotaxes/:geotaxid"));
        self.five(&zones, &one_zone, &at, zone, json!({"rate": "1.0", "zip": "53081"})).await;
        self.call("DELETE", &one, &format!("{all}/{}", tax["id"]), Value::Null).await;
    }

    async fn tax_overrides(&mut self, account: &str) {
        let vat = json!({"name": "VAT", "application": "percentage", "type": "global", "rate": 20});
        let tax = self.client.post("/financial/taxes", vat).await.created();
        let all = "/accounts/:account_id/account_tax_overrides";
        let at = format!("{account}/account_tax_overrides");
        let own = json!({"tax_id": tax["id"], "rate": 15.43234});
        self.five(all, &format!("{all}/:id"), &at, own, json!({"tax_id": tax["id"], "rate": "15"})).await;
    }

    async fn usage_policy(&mut self) {
        let all = "/system/usage_based_billing_policies";
        let one = format!("{all}/:id");
        let policy = json!({
            "description": "Test 123", "cap_in_gigabytes": 150, "rollover_enabled": false, "rollover_expiration_enabled": false,
            "assess_charges_at_end_of_billing_period": false, "allow_user_to_purchase_capacity": false,
        });
        let policy = self.four(all, &one, all, policy, json!({"cap_in_gigabytes": 200})).await;
        let at = format!("{all}/{}/usage_based_billing_free_periods", policy["id"]);
        let (periods, period) = (
            format!("{one}/usage_based_billing_free_periods"),
            format!("{one}/usage_based_billing_free_periods/:id"),
        );
        let night = json!({"day": 0, "start": "00:00:00", "end": "02:30:00"});
        self.five(&periods, &period, &at, night, json!({"end": "03:00:00"})).await;
        self.call("DELETE", &one, &format!("{all}/{}", policy["id"]), Value::Null).await;
    }

    async fn services(&mut self) {
        let service = json!({
            "active": true, "name": "Schumm Ltd", "type": "recurring", "application": "debit", "amount": 63.62,
            "billing_frequency_in_months": 1, "data_service": true, "upload_in_kilobits": 500, "download_in_kilobits": 1000,
        });
        let all = "/system/services";
        let one = format!("{all}/:id");
        let service = self.four(all, &one, all, service, json!({"amount": "65.00"})).await;
        let package = json!({"name": "My Awesome Package", "active": true, "services": [service["id"]]});
        let packages = "/system/packages";
        self.five(packages, &format!("{packages}/:id"), packages, package, json!({"active": false})).await;
        self.call("DELETE", &one, &format!("{all}/{}", service["id"]), Value::Null).await;
        let all = "/financial/invoices/invoice_messages";
        let message =
            json!({"name": "Commercial Message", "message": "Please pay.", "account_type_ids": [2]});
        self.five(all, &format!("{all}/:id"), all, message, json!({"message": "Thank you."})).await;
    }

    /// A manual invoice over an adjustment of this amount.
    async fn invoice(&mut self, account: &str, service: &Value, amount: &str) -> String {
        let body = json!({"service_id": service["id"], "amount": amount});
        self.client.post(&format!("{account}/services"), body).await;
        let debits =
            self.get("/accounts/:id/transactions/debits", &format!("{account}/transactions/debits")).await;
        let body = json!({"debits": [debits[0]["id"]], "due_date": "2026-03-20"});
        let at = format!("{account}/invoices");
        let made = self.call("POST", "/accounts/:id/invoices", &at, body).await;
        format!("{at}/{}", made["id"])
    }

    /// An adjustment service that charges or credits.
    async fn adjustment(&mut self, application: &str) -> Value {
        let body = json!({
            "active": true, "name": format!("Adjustment {application}"), "type": "adjustment", "application": application,
            "amount": 0, "billing_frequency_in_months": 1,
        });
        self.client.post("/system/services", body).await.created()
    }

    async fn invoices(&mut self, account: &str) {
        let (charge, credit) = (self.adjustment("debit").await, self.adjustment("credit").await);
        let invoice = self.invoice(account, &charge, "15.32").await;
        let (all, one) = ("/accounts/:id/invoices", "/accounts/:id/invoices/:id");
        self.get(all, &format!("{account}/invoices")).await;
        self.get(one, &invoice).await;
        self.client.get(&format!("{account}/invoices/outstanding")).await.ok();
        self.get(&format!("{one}/pdf"), &format!("{invoice}/pdf")).await;
        self.get(&format!("{one}/debits"), &format!("{invoice}/debits")).await;
        for verb in ["freeze", "unfreeze"] {
            self.call("POST", &format!("{one}/{verb}"), &format!("{invoice}/{verb}"), Value::Null).await;
            self.client.patch(&format!("{invoice}/{verb}"), json!({})).await.ok();
        }
        let paid =
            json!({"payment_method": "check", "reference": "1077", "amount": "5.00", "auto_apply": false});
        let payments = format!("{account}/transactions/payments");
        let paid = self.call("POST", "/accounts/:id/transactions/payments", &payments, paid).await;
        let deposits = self
            .get("/accounts/:id/transactions/deposits", &format!("{account}/transactions/deposits"))
            .await;
        let discount = json!({"service_id": credit["id"], "amount": "2.00"});
        self.client.post(&format!("{account}/services"), discount).await;
        let discounts = self
            .get("/accounts/:id/transactions/discounts", &format!("{account}/transactions/discounts"))
            .await;
        for (kind, id) in [("deposit", &deposits[0]["id"]), ("discount", &discounts[0]["id"])] {
            let path = format!("{invoice}/apply_{kind}/{id}");
            self.call("POST", &format!("{one}/apply_{kind}/:id"), &path, Value::Null).await;
        }
        let credits = self.get(&format!("{one}/credits"), &format!("{invoice}/credits")).await;
        let path = format!("{invoice}/credits/{}/reverse", credits[0]["id"]);
        self.call("POST", &format!("{one}/credits/:id/reverse"), &path, Value::Null).await;
        self.transactions(account, &paid["id"], [&deposits[0]["id"], &discounts[0]["id"]]).await;
        self.link(account, &invoice, &charge).await;
        self.call("POST", &format!("{one}/void"), &format!("{invoice}/void"), Value::Null).await;
        let other = self.invoice(account, &charge, "1.00").await;
        self.call("DELETE", one, &other, Value::Null).await;
    }

    async fn link(&mut self, account: &str, invoice: &str, charge: &Value) {
        let body = json!({
            "name": "Ada's sister", "account_type_id": 1, "account_status_id": 2, "line1": "615 N 6th St", "city": "Sheboygan",
            "state": "WI", "county": "Sheboygan Co.", "zip": "53081", "country": "US", "contact_name": "Ada's sister",
        });
        let below = self.client.post("/accounts", body).await.created();
        self.client.patch(account, json!({"sub_accounts": [below["id"]]})).await.ok();
        let child = self.invoice(&format!("/accounts/{}", below["id"]), charge, "3.00").await;
        let child = self.client.get(&child).await.ok();
        let path = format!("{invoice}/link");
        let body = json!({"child_invoice_id": child["id"]});
        self.call("POST", "/accounts/:id/invoices/:id/link", &path, body).await;
    }

    async fn transactions(&mut self, account: &str, payment: &Value, [deposit, discount]: [&Value; 2]) {
        let (all, at) = ("/accounts/:id/transactions", format!("{account}/transactions"));
        let debits = self.client.get(&format!("{at}/debits")).await.ok();
        self.get(&format!("{all}/deposits/:id"), &format!("{at}/deposits/{deposit}")).await;
        for (kind, id) in [("debits", &debits[0]["id"]), ("discounts", discount)] {
            let (one, path) = (format!("{all}/{kind}/:id"), format!("{at}/{kind}/{id}"));
            self.get(&one, &path).await;
            self.call("PATCH", &one, &path, json!({"description": "I wrote this"})).await;
        }
        let sale = json!({"amount": "12.53", "transaction_id": "ABC123", "email_payment_receipt": true});
        self.call("POST", &format!("{all}/paypal_payments"), &format!("{at}/paypal_payments"), sale).await;
        self.get(&format!("{all}/payments"), &format!("{at}/payments")).await;
        let (one, path) = (format!("{all}/payments/:id"), format!("{at}/payments/{payment}"));
        self.get(&one, &path).await;
        self.call("PATCH", &one, &path, json!({"response_message": "test"})).await;
        self.call("POST", &format!("{one}/reverse"), &format!("{path}/reverse"), Value::Null).await;
    }

    async fn account_services(&mut self, account: &str) {
        let service = json!({
            "active": true, "name": "Silver", "type": "recurring", "application": "debit", "amount": 31, "billing_frequency_in_months": 1,
        });
        let service = self.client.post("/system/services", service).await.created()["id"].clone();
        let all = "/accounts/:account_id/services";
        let one = format!("{all}/:unique_service_relationship_id");
        let at = format!("{account}/services");
        let made = self.call("POST", all, &at, json!({"service_id": service, "quantity": 2})).await;
        let path = format!("{at}/{}", made["unique_service_relationship_id"]);
        self.get(all, &at).await;
        self.get(&one, &path).await;
        let update = json!({"price_override": "12.50", "price_override_reason": "Discounting service", "prorate": false});
        self.call("PATCH", &one, &path, update).await;
        self.call("DELETE", &one, &path, Value::Null).await;
        let package = json!({"name": "Home", "active": true, "services": [service]});
        let package = self.client.post("/system/packages", package).await.created()["id"].clone();
        let all = "/accounts/:account_id/packages";
        let at = format!("{account}/packages");
        let made = self.call("POST", all, &at, json!({"package_id": package, "prorate": false})).await;
        let id = made["unique_package_id"].as_str().expect("a text");
        self.call("DELETE", &format!("{all}/:unique_package_id"), &format!("{at}/{id}"), Value::Null).await;
    }

    async fn scheduled_events(&mut self, account: &str) {
        let all = "/accounts/:account_id/scheduled_events";
        let event = json!({"event_type": "change_status", "scheduled_datetime": "2026-10-25 07:00:00", "primary_value": "3"});
        let later = json!({"scheduled_datetime": "2026-10-26 07:00:00"});
        self.five(all, &format!("{all}/:id"), &format!("{account}/scheduled_events"), event, later).await;
    }

    async fn transaction_batches(&mut self, account: &str) {
        let charge = self.adjustment("debit").await;
        let account_id = account.rsplit('/').next().expect("an id");
        let body = json!({"name": "My first batch", "batch_id": "acme-12345", "transactions": [
            {"account_id": account_id, "service_id": charge["id"], "amount": 12.53, "override_taxation": true,
             "tax_transactions": [{"amount": 12.43, "description": "Some tax"}]},
        ]});
        let all = "/financial/transaction_batches";
        self.call("POST", all, all, body).await;
    }

    async fn account_billing(&mut self, account: &str) {
        self.get("/accounts/:id/billing_details", &format!("{account}/billing_details")).await;
        let path = format!("{account}/billing_parameters");
        self.get("/accounts/:id/billing_parameters", &path).await;
        self.call(
            "PATCH",
            "/accounts/:id/billing_parameters",
            &path,
            json!({"bill_day": 18, "due_days": 12}),
        )
        .await;
    }

    async fn payment_methods(&mut self, account: &str) {
        self.client.patch("/system/payment_processor", json!({"kind": "sandbox"})).await.ok();
        let (all, one) =
            ("/accounts/:id/payment_methods", "/accounts/:id/payment_methods/:payment_method_id");
        let at = format!("{account}/payment_methods");
        let card = json!({
            "type": "credit card", "account_number": "4242424242424242", "expiration_month": 9, "expiration_year": 2031,
            "name_on_account": "Ada Lovelace", "auto": true, "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI",
            "zip": "54302", "country": "US",
        });
        let made = self.four(all, one, &at, card, json!({"auto": false})).await;
        let path = format!("{at}/{}", made["id"]);
        self.client.post(&format!("{path}/toggle_auto"), json!({"auto": true})).await.created();
        self.call(
            "PATCH",
            &format!("{one}/toggle_auto"),
            &format!("{path}/toggle_auto"),
            json!({"auto": false}),
        )
        .await;
        let token = json!({
            "token": "sandbox_token_approved_00ff00ff00ff00ff", "type": "echeck", "identifier": "6789", "auto": false,
            "name_on_account": "Ada Lovelace",
        });
        let at = format!("{account}/tokenized_payment_method");
        self.call("POST", "/accounts/:id/tokenized_payment_method", &at, token).await;
        self.call("DELETE", one, &path, Value::Null).await;
        self.charges(account).await;
    }

    async fn charges(&mut self, account: &str) {
        let (all, at) = ("/accounts/:id/transactions", format!("{account}/transactions"));
        let pay = json!({
            "number": "4242424242424242", "expiration_month": "09", "expiration_year": "2031", "amount": "12.34",
            "name_on_account": "Ada Lovelace", "line1": "555 Packers Ln", "city": "Green Bay", "state": "WI", "zip": "54302",
            "country": "US", "cvc": "973",
        });
        let name = "one_time_credit_card_payment";
        let paid = self.call("POST", &format!("{all}/{name}"), &format!("{at}/{name}"), pay).await;
        let refund = format!("{at}/payments/{}/refund", paid["id"]);
        self.call("POST", &format!("{all}/payments/:id/refund"), &refund, Value::Null).await;
    }

    async fn data_usage(&mut self, account: &str) {
        let overage = json!({
            "active": true, "name": "More data", "type": "overage", "application": "debit", "amount": 10,
            "billing_frequency_in_months": 1, "unit_quantity_in_gigabytes": 5,
        });
        let overage = self.client.post("/system/services", overage).await.created()["id"].clone();
        let policy = json!({
            "description": "Capped", "cap_in_gigabytes": 150, "rollover_enabled": true, "rollover_expiration_enabled": false,
            "assess_charges_at_end_of_billing_period": true, "allow_user_to_purchase_capacity": true, "service_id": overage,
        });
        let policies = "/system/usage_based_billing_policies";
        let policy = self.client.post(policies, policy).await.created()["id"].clone();
        let plan = json!({
            "active": true, "name": "Gold", "type": "recurring", "application": "debit", "amount": 50,
            "billing_frequency_in_months": 1, "data_service": true, "upload_in_kilobits": 500, "download_in_kilobits": 1000,
            "usage_based_billing_policy_id": policy,
        });
        let plan = self.client.post("/system/services", plan).await.created()["id"].clone();
        self.client
            .post(&format!("{account}/services"), json!({"service_id": plan, "prorate": false}))
            .await
            .created();
        let documented = "/accounts/:id/usage_based_billing_policy_details";
        self.get(documented, &format!("{account}/usage_based_billing_policy_details")).await;
        let mut sample = json!({
            "timestamp": 1451606400, "in": 1, "out": 3, "data_source_identifier": "192.0.2.100",
            "data_source_parent": "router-01.example.com", "data_type": "Unknown",
        });
        let granular = "/accounts/:id/granular_data_usage";
        let at = format!("{account}/granular_data_usage");
        self.call("POST", granular, &at, json!({"data": [sample]})).await;
        let id: i64 = account.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        for (field, value) in [("timestamp", 1_451_606_460), ("in", 141), ("out", 1807), ("account_id", id)] {
            sample[field] = json!(value);
        }
        let bulk = "/accounts/bulk_granular_data_usage";
        self.call("POST", bulk, bulk, json!({"data": [sample]})).await;
        let path = format!("{at}/1451606400/1451606461");
        self.get(&format!("{granular}/:start_time/:end_time"), &path).await;
        let all = "/accounts/:id/data_usage_histories";
        let at = format!("{account}/data_usage_histories");
        let histories = self.get(all, &at).await;
        self.get(&format!("{all}/:data_usage_history_id"), &format!("{at}/{}", histories[0]["id"])).await;
        let corrected =
            json!({"billable_in_bytes": 1, "billable_out_bytes": 2, "free_in_bytes": 3, "free_out_bytes": 4});
        self.call("PATCH", all, &at, corrected).await;
        self.call("POST", "/accounts/:id/top_off", &format!("{account}/top_off"), json!({"quantity": 2}))
            .await;
    }

    fn assert_complete(&self) {
        let missing: Vec<String> = CONTRACT
            .iter()
            .filter(|one| GROUPS.contains(&one.group.as_str()))
            .map(|one| format!("{} {}", one.method, one.shape))
            .filter(|key| !self.seen.contains(key))
            .collect();
        assert!(missing.is_empty(), "not walked: {missing:#?}");
        println!("walked {} endpoints as documented", self.seen.len());
    }
}

on_both! {
    async fn every_spoken_endpoint_succeeds_as_documented(t) {
        let mut walk = Walk::new(&t);
        walk.data().await;
        walk.users().await;
        walk.settings().await;
        walk.templates().await;
        let account = walk.account().await;
        walk.parts_of(&account).await;
        walk.custom_field_values(&account).await;
        walk.portal(&account).await;
        walk.contracts(&account).await;
        walk.taxes().await;
        walk.usage_policy().await;
        walk.services().await;
        walk.tax_overrides(&account).await;
        walk.account_services(&account).await;
        walk.scheduled_events(&account).await;
        walk.transaction_batches(&account).await;
        walk.account_billing(&account).await;
        walk.invoices(&account).await;
        walk.payment_methods(&account).await;
        walk.data_usage(&account).await;
        walk.voice(&account).await;
        walk.assert_complete();
    }
}
