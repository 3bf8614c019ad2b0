use fairlead_testkit::{json, serde_json::Value};

use super::Walk;

const VOICE: &str = "/system/voice";

impl Walk<'_> {
    /// Rate centers, providers, numbers and calls.
    pub(super) async fn voice(&mut self, account: &str) {
        for (name, create) in [("rate_centers", "Ripon"), ("voice_providers", "Vitelity")] {
            let all = format!("{VOICE}/{name}");
            let update = json!({"name": format!("{create} II")});
            self.five(&all, &format!("{all}/:id"), &all, json!({"name": create}), update).await;
        }
        self.dids(account).await;
        self.calls(account).await;
    }

    async fn dids(&mut self, account: &str) {
        let all = format!("{VOICE}/dids");
        let dids = json!({"dids": ["4145550100", "4145550101"], "rate_center_id": 1});
        self.call("POST", &all, &all, dids).await;
        let listed = self.get(&all, &all).await;
        let spare = format!("{all}/{}", listed[1]["id"]);
        self.get(&format!("{all}/:id"), &spare).await;
        self.call("DELETE", &format!("{all}/:id"), &spare, Value::Null).await;
        let mut services = Vec::new();
        for name in ["Home voice", "Office voice"] {
            let service = json!({
                "active": true, "name": name, "type": "recurring", "application": "debit", "amount": 20,
                "billing_frequency_in_months": 1, "voice_service": true,
            });
            let service = self.client.post("/system/services", service).await.created()["id"].clone();
            let added = json!({"service_id": service, "prorate": false});
            self.client.post(&format!("{account}/services"), added).await.created();
            services.push(service);
        }
        let (all, at) = ("/accounts/:account_id/dids", format!("{account}/dids"));
        let one = format!("{all}/:did_id");
        let did = json!({"did": "4145550100", "service_id": services[0]});
        let assigned = self.call("POST", all, &at, did.clone()).await;
        let path = format!("{at}/{}", assigned["id"]);
        self.get(all, &at).await;
        self.get(&one, &path).await;
        self.call("PATCH", &one, &path, json!({"service_id": services[1]})).await;
        self.call("DELETE", &one, &path, Value::Null).await;
        self.client.post(&at, did).await.ok();
    }

    async fn calls(&mut self, account: &str) {
        let all = format!("{VOICE}/voice_providers");
        let provider = self.client.post(&all, json!({"name": "Flowroute"})).await.created()["id"].clone();
        let deck = json!({
            "minimum_rate": 0.01, "percentage_increase": 40, "rates": [
                {"name": "ANDORRA", "prefix": "3763", "rate": 0.30786}, {"name": "ANDORRA - MOBILE", "prefix": "3764", "rate": 0.307485},
            ],
        });
        let importing = "import_rates";
        self.call("POST", &format!("{all}/:id/{importing}"), &format!("{all}/{provider}/{importing}"), deck)
            .await;
        let cdrs = json!({"voice_provider_id": provider, "records": [{
            "origination": "4145550100", "destination": "011376312341231234", "call_start": "2016-08-11 09:43:21", "duration": 123,
        }]});
        let rating = format!("{VOICE}/cdr_rating");
        self.call("POST", &rating, &rating, cdrs).await;
        let documented = "/accounts/:account_id/call_records/:start_date/:end_date";
        self.get(documented, &format!("{account}/call_records/2016-08-11/2016-08-12")).await;
    }
}
