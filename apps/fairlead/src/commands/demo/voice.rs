//! Telephony of the demo provider: two carriers with decks, numbers, and the calls of some months.

use chrono::{Days, NaiveDate};
use fairlead_kernel::Result;
use serde_json::{Value, json};

use super::Demo;
use super::products::Products;

/// As carriers send decks: name, prefix, the price of a minute in cents.
const DECK: [(&str, &str, f64); 18] = [
    ("UNITED STATES", "1", 0.42),
    ("TOLL FREE", "1800", 0.0),
    ("TOLL FREE", "1888", 0.0),
    ("CANADA - ONTARIO", "1416", 0.51),
    ("CANADA - ONTARIO", "1613", 0.51),
    ("MEXICO", "52", 1.12),
    ("MEXICO - MOBILE", "521", 2.38),
    ("UNITED KINGDOM", "44", 0.87),
    ("UNITED KINGDOM - MOBILE", "447", 3.41),
    ("GERMANY", "49", 0.94),
    ("GERMANY - MOBILE", "4915", 2.76),
    ("POLAND", "48", 1.35),
    ("POLAND - MOBILE", "485", 3.08),
    ("NORWAY", "47", 1.02),
    ("PHILIPPINES", "63", 9.85),
    ("PHILIPPINES - MOBILE", "639", 12.4),
    ("ANDORRA", "376", 10.2),
    ("ANDORRA - MOBILE", "3763", 21.6),
];

/// Who customers call: numbers of the 555 exchange, and numbers beyond the North American plan.
const CALLED: [&str; 10] = [
    "4145550123",
    "9205550188",
    "2125550142",
    "6085550117",
    "8005550199",
    "3125550164",
    "011442079460123",
    "4145550171",
    "01148225550100",
    "6515550133",
];

/// Calls a month of somebody with a telephone.
const CALLS_A_MONTH: u64 = 12;
const MONTHS: u64 = 5;
const CALLS_IN_A_BATCH: usize = 5000;

impl Demo {
    /// Gives these accounts a number each, and rates their calls up to `today`.
    pub(super) async fn voice(
        &self,
        accounts: &[Value],
        products: &Products,
        today: NaiveDate,
    ) -> Result<()> {
        let center =
            self.post("/system/voice/rate_centers", json!({"name": "Milwaukee"})).await?["id"].take();
        let dids: Vec<String> =
            (0..accounts.len() + 20).map(|number| format!("414555{:04}", 2000 + number)).collect();
        for part in dids.chunks(CALLS_IN_A_BATCH) {
            self.post("/system/voice/dids", json!({"dids": part, "rate_center_id": center})).await?;
        }
        for (account, did) in accounts.iter().zip(&dids) {
            let body = json!({"did": did, "service_id": products.others["Home phone"]});
            self.post(&format!("/accounts/{account}/dids"), body).await?;
        }
        let provider = self.carriers(today).await?;
        let calls: Vec<Value> = dids[..accounts.len()]
            .iter()
            .enumerate()
            .flat_map(|(number, did)| (0..MONTHS * CALLS_A_MONTH).map(move |call| (number as u64, did, call)))
            .filter_map(|(number, did, call)| record(number, did, call, today))
            .collect();
        for batch in calls.chunks(CALLS_IN_A_BATCH) {
            let body = json!({"voice_provider_id": provider, "records": batch});
            self.post("/system/voice/cdr_rating", body).await?;
        }
        Ok(())
    }

    /// The carrier of the calls, with a dearer deck that waits for next month, and one in reserve.
    async fn carriers(&self, today: NaiveDate) -> Result<Value> {
        let all = "/system/voice/voice_providers";
        let mut ids = Vec::new();
        for (name, percentage_increase) in [("Lakeshore Carrier", 40), ("Backup Telecom", 60)] {
            let id = self.post(all, json!({"name": name})).await?["id"].take();
            let body =
                json!({"rates": rates(1.0), "minimum_rate": 0, "percentage_increase": percentage_increase});
            self.post(&format!("{all}/{id}/import_rates"), body).await?;
            ids.push(id);
        }
        let next = today.checked_add_days(Days::new(30)).unwrap_or(today);
        let body = json!({
            "rates": rates(1.08), "minimum_rate": 0, "percentage_increase": 40,
            "activate_at": format!("{next} 05:00:00"),
        });
        self.post(&format!("{all}/{}/import_rates", ids[0]), body).await?;
        Ok(ids.swap_remove(0))
    }
}

fn rates(factor: f64) -> Value {
    let rate = |(name, prefix, rate): &(&str, &str, f64)| json!({"name": name, "prefix": prefix, "rate": format!("{:.4}", rate * factor)});
    DECK.iter().map(rate).collect()
}

/// The same calls in every demo: spread over days and hours, from seconds to an hour.
fn record(number: u64, did: &str, call: u64, today: NaiveDate) -> Option<Value> {
    let mixed = (number * 131 + call * 17 + 7) % 997;
    let day = today.checked_sub_days(Days::new(1 + call * 30 / CALLS_A_MONTH + mixed % 2))?;
    let start = format!("{day} {:02}:{:02}:{:02}", 13 + mixed % 10, mixed % 60, mixed % 53);
    // Somebody calls from a number that nobody was given.
    let origination = if mixed == 13 { "4145559999" } else { did };
    let destination = CALLED[(mixed as usize + call as usize) % CALLED.len()];
    Some(
        json!({"origination": origination, "destination": destination, "call_start": start, "duration": 20 + mixed * mixed % 2400}),
    )
}
