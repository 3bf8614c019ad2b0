use fairlead_kernel::Result;
use serde_json::{Value, json};

use super::Demo;

/// Ids of services that customers have.
pub(super) struct Products {
    /// Internet plans, slowest first.
    pub(super) plans: Vec<Value>,
    /// The others by name.
    pub(super) others: Value,
}

impl Demo {
    /// What a small provider sells: taxes by place, ledger codes, plans, telephony, fees, packages.
    pub(super) async fn products(&self) -> Result<Products> {
        let codes = self.ledger_codes().await?;
        let taxes = self.taxes().await?;
        let capped = self.usage_policy(&codes).await?;
        let plans = self.plans(&codes, &taxes, &capped).await?;
        let others = self.other_services(&codes, &taxes).await?;
        let packages = [
            ("Home internet", vec![&plans[1], &others["Router rental"]]),
            ("Internet and phone", vec![&plans[2], &others["Home phone"], &others["Router rental"]]),
        ];
        for (name, services) in packages {
            self.post("/system/packages", json!({"name": name, "active": true, "services": services}))
                .await?;
        }
        let message = json!({
            "name": "Paperless", "account_type_ids": [1],
            "message": "Save a tree: see and pay your bills at https://portal.example.com.",
        });
        self.post("/financial/invoices/invoice_messages", message).await?;
        Ok(Products { plans, others })
    }

    /// Ids by code.
    async fn ledger_codes(&self) -> Result<Value> {
        let mut codes = json!({});
        for (code, description) in [
            ("4000", "Internet access"),
            ("4100", "Telephone"),
            ("4200", "Equipment rental"),
            ("4300", "Installation and labor"),
            ("4900", "Fees and adjustments"),
        ] {
            let body = json!({"code": code, "description": description});
            codes[code] = self.post("/financial/general_ledger_codes", body).await?["id"].take();
        }
        Ok(codes)
    }

    /// Ids by name.
    async fn taxes(&self) -> Result<Value> {
        let mut taxes = json!({});
        for (name, application, kind, rate) in [
            ("Sales tax", "percentage", "geo", "0"),
            ("Universal service fund", "percentage", "global", "6.25"),
            ("911 surcharge", "flat", "global", "0.75"),
        ] {
            let body = json!({"name": name, "application": application, "type": kind, "rate": rate});
            taxes[name] = self.post("/financial/taxes", body).await?["id"].take();
        }
        let zones = format!("/financial/taxes/{}/geotaxes", taxes["Sales tax"]);
        for (name, rate, state, county) in [
            ("Wisconsin sales tax", "5", "WI", None),
            ("Milwaukee County sales tax", "0.9", "WI", Some("Milwaukee Co.")),
            ("Dane County sales tax", "0.5", "WI", Some("Dane Co.")),
            ("Brown County sales tax", "0.5", "WI", Some("Brown Co.")),
            ("Minnesota sales tax", "6.875", "MN", None),
            ("Iowa sales tax", "6", "IA", None),
        ] {
            let body = json!({"name": name, "rate": rate, "subdivision": state, "county": county});
            self.post(&zones, body).await?;
        }
        Ok(taxes)
    }

    /// The id of a policy with a cap, charged overage and free nights.
    async fn usage_policy(&self, codes: &Value) -> Result<Value> {
        let overage = json!({
            "name": "50 GB beyond the cap", "type": "overage", "amount": 10, "unit_quantity_in_gigabytes": 50,
            "general_ledger_code_id": codes["4000"],
        });
        let overage = self.service(overage).await?;
        let policy = json!({
            "description": "500 GB with free nights", "cap_in_gigabytes": 500, "rollover_enabled": true,
            "rollover_expiration_enabled": true, "rollover_expires_after_months": 3,
            "assess_charges_at_end_of_billing_period": true, "allow_user_to_purchase_capacity": true, "service_id": overage,
        });
        let policy = self.post("/system/usage_based_billing_policies", policy).await?["id"].take();
        for day in 0..7 {
            let night = json!({"day": day, "start": "01:00:00", "end": "06:00:00"});
            let periods =
                format!("/system/usage_based_billing_policies/{policy}/usage_based_billing_free_periods");
            self.post(&periods, night).await?;
        }
        Ok(policy)
    }

    /// The ids of the internet plans, slowest first.
    async fn plans(&self, codes: &Value, taxes: &Value, capped: &Value) -> Result<Vec<Value>> {
        let mut plans = Vec::new();
        for (name, amount, down, up, technology_code, policy) in [
            ("Bronze 25/5", 39.95, 25_000, 5_000, 70, capped),
            ("Silver 50/10", 54.95, 50_000, 10_000, 70, &Value::Null),
            ("Gold 100/20", 74.95, 100_000, 20_000, 70, &Value::Null),
            ("Fiber 1000/500", 99.95, 1_000_000, 500_000, 50, &Value::Null),
        ] {
            let plan = json!({
                "name": name, "type": "recurring", "amount": amount, "data_service": true, "download_in_kilobits": down,
                "upload_in_kilobits": up, "technology_code": technology_code, "usage_based_billing_policy_id": policy,
                "general_ledger_code_id": codes["4000"], "taxes": [taxes["Sales tax"]],
            });
            plans.push(self.service(plan).await?);
        }
        Ok(plans)
    }

    /// Ids by name.
    async fn other_services(&self, codes: &Value, taxes: &Value) -> Result<Value> {
        let sales = &taxes["Sales tax"];
        let phone_taxes = [sales, &taxes["Universal service fund"], &taxes["911 surcharge"]];
        let mut ids = json!({});
        for service in [
            json!({"name": "Home phone", "type": "recurring", "amount": 19.95, "voice_service": true, "taxes": phone_taxes,
                   "unlimited_local_minutes": true, "long_distance_minutes": 300, "long_distance_minutes_amount": "0.039",
                   "first_interval_in_seconds": 60, "sub_interval_in_seconds": 6, "local_prefixes": ["414", "262", "608", "920"],
                   "inbound_toll_free_rate": "0.025", "general_ledger_code_id": codes["4100"]}),
            json!({"name": "Router rental", "type": "recurring", "amount": 5, "taxes": [sales],
                   "general_ledger_code_id": codes["4200"]}),
            json!({"name": "Radio in 24 instalments", "type": "expiring", "amount": 7.5, "times_to_run": 24, "taxes": [sales],
                   "general_ledger_code_id": codes["4200"]}),
            json!({"name": "Installation", "type": "one time", "amount": 99, "tax_exemption_amount": 49,
                   "taxes": [sales], "general_ledger_code_id": codes["4300"]}),
            json!({"name": "Late fee", "type": "adjustment", "amount": 5, "general_ledger_code_id": codes["4900"]}),
            json!({"name": "Adjustment", "type": "adjustment", "amount": 0, "general_ledger_code_id": codes["4900"]}),
            json!({"name": "Goodwill credit", "type": "adjustment", "application": "credit", "amount": 0, "limit_adjustments": true,
                   "period_days": 30, "max_amount_per_period": 100, "general_ledger_code_id": codes["4900"]}),
            json!({"name": "Loyalty discount", "type": "recurring", "application": "credit", "amount": 5,
                   "general_ledger_code_id": codes["4000"]}),
        ] {
            let name = service["name"].as_str().unwrap_or_default().to_owned();
            ids[name] = self.service(service).await?;
        }
        Ok(ids)
    }

    /// The id of an active service that bills monthly; a debit unless `body` says otherwise.
    async fn service(&self, body: Value) -> Result<Value> {
        let mut service = json!({"active": true, "application": "debit", "billing_frequency_in_months": 1});
        if let (Some(service), Value::Object(fields)) = (service.as_object_mut(), body) {
            service.extend(fields);
        }
        Ok(self.post("/system/services", service).await?["id"].take())
    }
}
