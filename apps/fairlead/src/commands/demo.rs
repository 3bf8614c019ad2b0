mod months;
mod products;
mod usage;
mod voice;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use chrono::NaiveDate;
use fairlead_customers::calendar;
use fairlead_kernel::{Error, Result};
use fairlead_store::classify;
use fairlead_store::sea_orm::{ConnectionTrait, Statement};
use fairlead_web::{Actor, App, AppParts, Authenticator, Credentials, assemble};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::say;
use crate::config::Config;
use crate::people::{People, Person};
use crate::platform;

/// Fills an empty database, then says so.
pub async fn run(config: &Config, accounts: usize) -> Result<()> {
    let app = platform::open(config).await?;
    let password = platform::prepare(&app, config).await?;
    super::serve::announce_admin(password);
    fill(&app, accounts).await
}

/// Makes a believable provider through the API itself, so that the demo is data as the product writes it. Does nothing
/// when there are accounts already.
pub async fn fill(app: &App, accounts: usize) -> Result<()> {
    if !is_empty(app).await? {
        say("The database has accounts already: no demo data was added");
        return Ok(());
    }
    let demo = Demo::new(app);
    demo.catalogue().await?;
    let products = demo.products().await?;
    let today = calendar::today(app).await?;
    let mut people = People::new(2026);
    let (mut phones, mut online) = (Vec::new(), Vec::new());
    for number in 0..accounts {
        let person = people.person();
        let account = demo.account(number, &person, today).await?;
        demo.services(number, &account, person.company.is_some(), &products).await?;
        demo.history(number, &account).await?;
        if months::has_phone(number) {
            phones.push(account.clone());
        }
        if status_of(number) == ACTIVE {
            online.push(account);
        }
    }
    demo.voice(&phones, &products, today).await?;
    demo.months(app, online).await?;
    say(&format!("The demo provider has {accounts} accounts"));
    Ok(())
}

const ACTIVE: i64 = 2;
/// Bills too.
const VACATION: i64 = 4;

/// The status of an account: most are active.
fn status_of(number: usize) -> i64 {
    [ACTIVE, ACTIVE, ACTIVE, ACTIVE, ACTIVE, ACTIVE, ACTIVE, 1, 3, VACATION][number % 10]
}

async fn is_empty(app: &App) -> Result<bool> {
    let backend = app.db.read().get_database_backend();
    let first = Statement::from_string(backend, "select id from accounts limit 1");
    Ok(app.db.read().query_one_raw(first).await.map_err(classify)?.is_none())
}

/// The demo's requests come from the operator at the terminal.
struct Terminal;

#[async_trait::async_trait]
impl Authenticator for Terminal {
    async fn authenticate(&self, _: &App, _: Credentials, _: IpAddr) -> Result<Arc<Actor>> {
        Ok(Arc::new(Actor { user_id: 1, username: "admin".into(), super_admin: true, ..Actor::default() }))
    }

    async fn network_allowed(&self, _: &App, _: IpAddr) -> Result<bool> {
        Ok(true)
    }
}

struct Demo {
    router: Router,
}

impl Demo {
    fn new(app: &App) -> Self {
        let parts = AppParts {
            db: app.db.clone(),
            keyring: app.keyring.clone(),
            blobs: app.blobs.clone(),
            authenticator: Arc::new(Terminal),
            mailer: app.mailer.clone(),
            public_url: app.public_url.clone(),
            trusted_proxies: Vec::new(),
            secure_cookies: true,
        };
        let app = App::new(parts);
        Self { router: assemble(&app, platform::routes(), Router::new(), platform::VERSION) }
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/api/v1{path}"))
            .header("authorization", "Bearer demo")
            .body(Body::from(body.to_string()))
            .map_err(Error::internal)?;
        let Ok(response) = self.router.clone().oneshot(request).await;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.map_err(Error::internal)?;
        if !status.is_success() {
            return Err(Error::Internal(format!("POST {path}: {}", String::from_utf8_lossy(&bytes))));
        }
        let mut answer: Value = serde_json::from_slice(&bytes).map_err(Error::internal)?;
        Ok(answer["data"].take())
    }

    /// Groups, statuses, custom fields and templates that a small provider would have.
    async fn catalogue(&self) -> Result<()> {
        for name in ["Friends and family", "Late payers", "Employees", "Wholesale"] {
            self.post("/system/account_groups", json!({"name": name})).await?;
        }
        for (name, active, color) in
            [("Vacation", true, "#1098ad"), ("Sent to collections", false, "#c92a2a")]
        {
            let body =
                json!({"name": name, "active": active, "color": color, "account_super_user_only": !active});
            self.post("/system/account_statuses", body).await?;
        }
        self.post("/system/account_types", json!({"name": "Non-profit", "type": "commercial"})).await?;
        self.post("/system/address_types", json!({"name": "Billing"})).await?;
        let fields = [
            json!({"name": "Gate code", "type": "text", "unique": false, "active": true, "entity_type": "account"}),
            json!({"name": "Dog on site", "type": "checkbox", "active": true, "entity_type": "account"}),
            json!({"name": "Roof type", "type": "select", "active": true, "entity_type": "account",
                   "select_options": [{"text": "Metal"}, {"text": "Shingle"}, {"text": "Tile"}]}),
        ];
        for field in fields {
            self.post("/system/custom_fields", field).await?;
        }
        let template = self.post("/system/misc/task_templates", json!({"name": "New installation"})).await?;
        for task in
            ["Survey the line of sight", "Mount the radio", "Test the speed", "Show the customer the portal"]
        {
            self.post(
                &format!("/system/misc/task_templates/{}/template_tasks", template["id"]),
                json!({"name": task}),
            )
            .await?;
        }
        let body = "<h2>Terms of service</h2><p>This agreement is between <b>{{company_name}}</b> and \
                    <b>{{account_name}}</b>.</p><ul><li>The service is provided at the address of the account.</li>\
                    <li>Either side can end it with 30 days' notice.</li></ul>";
        self.post(
            "/system/contract_templates",
            json!({"name": "Service agreement", "body": body, "term_in_months": 12, "active": true}),
        )
        .await?;
        Ok(())
    }

    async fn account(&self, number: usize, person: &Person, today: NaiveDate) -> Result<Value> {
        let address = &person.address;
        let status = status_of(number);
        let billed =
            matches!(status, ACTIVE | VACATION).then(|| months::first_bill_date(number, today)).flatten();
        let groups = if number.is_multiple_of(7) { vec![1 + number % 4] } else { Vec::new() };
        let mut account = self
            .post(
                "/accounts",
                json!({
                    "name": person.account_name(),
                    "account_type_id": if person.company.is_some() { 2 } else { 1 },
                    "account_status_id": status,
                    "account_groups": groups,
                    "next_bill_date": billed,
                    "line1": address.line1, "line2": address.line2, "city": address.city, "state": address.state,
                    "county": address.county, "zip": address.zip, "country": address.country,
                    "latitude": address.latitude, "longitude": address.longitude,
                    "contact_name": person.name, "email_address": person.email,
                    "phone_numbers": {"mobile": {"number": person.phones.mobile, "extension": null}},
                    "email_message_categories": [2, 3, 4, 5],
                }),
            )
            .await?;
        Ok(account["id"].take())
    }

    async fn history(&self, number: usize, account: &Value) -> Result<()> {
        const NOTES: [(&str, &str, u8); 4] = [
            (
                "support",
                "Speed test at the radio shows <b>94 Mbit/s</b> down: the slow spot is the customer's own Wi-Fi.",
                0,
            ),
            ("billing", "Prefers to be billed on the first of the month.", 1),
            ("sales", "Asked about the faster plan; call back after the harvest.", 0),
            ("other", "Large dog in the yard: call before coming.", 2),
        ];
        if number.is_multiple_of(2) {
            let (category, message, priority) = NOTES[number / 2 % 4];
            let body = json!({"category": category, "message": message, "priority": priority});
            self.post(&format!("/notes/accounts/{account}"), body).await?;
        }
        if number.is_multiple_of(5) {
            let body = json!({"description": "Check the alignment of the antenna", "user_id": 1});
            self.post(&format!("/accounts/{account}/tasks"), body).await?;
        }
        if number % 4 == 1 {
            let body = json!({"time_in_seconds": 60 + number * 7 % 900, "subject": "Slow in the evening",
                              "body": "Went through the router settings together; better now."});
            self.post(&format!("/accounts/{account}/call_logs"), body).await?;
        }
        if number.is_multiple_of(9) {
            let body = json!({"filename": "installation.txt", "description": "Notes of the installer",
                              "base64_data": "UmFkaW8gb24gdGhlIG5vcnRoIGdhYmxlLCA0MiBtIG9mIGNhYmxlLgo="});
            self.post(&format!("/accounts/{account}/files"), body).await?;
        }
        Ok(())
    }
}
