//! Where an address lies, from the server that the operator chose (Nominatim search API). Answers are kept for half a year,
//! under a hash: what was asked cannot be read from the table.

use std::sync::LazyLock;
use std::time::Duration;

use fairlead_kernel::{Error, Result};
use fairlead_reference::AddressText;
use fairlead_store::{Timestamp, Tx, Who, classify};
use fairlead_vault::token::token_hash;
use fairlead_web::App;
use reqwest::Client;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, QueryFilter, entity::prelude::*};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Semaphore;
use url::Url;

use crate::settings::{self, Geocoder};

/// A row: one answer.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "geocodes")]
pub struct Model {
    /// Of server and address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub query_hash: String,
    /// When the server was asked.
    pub created_at: Timestamp,
    /// A [`Place`]; null when the server knew none.
    pub answer: Option<Json>,
}

/// None.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What the server knows of an address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// Degrees north.
    pub(crate) latitude: Option<f64>,
    /// Degrees east.
    pub(crate) longitude: Option<f64>,
    /// As the server calls it.
    pub(crate) county: Option<String>,
    /// Postal code.
    pub(crate) zip: Option<String>,
}

/// How asking ended.
pub(crate) enum Outcome {
    /// There is no server, or it does not answer.
    NotAsked,
    /// The server knows no such address.
    Unknown,
    /// It knows one.
    Found(Place),
}

/// How long answers are kept.
const KEPT_IN_DAYS: i64 = 180;
const ANSWER_LIMIT_IN_BYTES: usize = 256 * 1024;
/// The server is somebody else's: an import must not flood it.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Asks for an address, or remembers. A server that fails is no failure here.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn locate(app: &App, address: &AddressText) -> Result<Outcome> {
    let Some(server) = settings::cached::<Geocoder>(app).await?.url.clone() else {
        return Ok(Outcome::NotAsked);
    };
    let Some(query) = query(&server, address) else { return Ok(Outcome::NotAsked) };
    let query_hash = token_hash(query.as_str());
    let oldest = Timestamp(app.db.clock().now().timestamp_millis() - KEPT_IN_DAYS * 86_400_000);
    let known = Entity::find_by_id(&query_hash).filter(Column::CreatedAt.gt(oldest)).one(app.db.read()).await;
    let place = match known.map_err(classify)? {
        Some(known) => known.answer.and_then(|answer| serde_json::from_value(answer).ok()),
        None => match ask(query).await {
            Ok(place) => {
                keep(app, &query_hash, &place).await?;
                place
            }
            Err(error) => {
                // The address stands in the request's URL, which must not get into the log.
                tracing::warn!(error = %error.without_url(), "the geocoder does not answer");
                return Ok(Outcome::NotAsked);
            }
        },
    };
    Ok(place.map_or(Outcome::Unknown, Outcome::Found))
}

fn query(server: &str, address: &AddressText) -> Option<Url> {
    let mut url = Url::parse(&format!("{server}/search")).ok()?;
    url.query_pairs_mut()
        .append_pair("format", "jsonv2")
        .append_pair("addressdetails", "1")
        .append_pair("limit", "1")
        .append_pair("street", &address.line1)
        .append_pair("city", &address.city)
        .append_pair("state", &address.state)
        .append_pair("countrycodes", &address.country.to_lowercase());
    if let Some(zip) = &address.zip {
        url.query_pairs_mut().append_pair("postalcode", zip);
    }
    Some(url)
}

static CLIENT: LazyLock<Result<Client, reqwest::Error>> = LazyLock::new(|| {
    // The HTTP client takes the provider of the process; without one it would not start.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .timeout(Duration::from_secs(5))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("fairlead/", env!("CARGO_PKG_VERSION")))
        .build()
});

/// Why there is no answer.
enum Trouble {
    Http(reqwest::Error),
    Text(&'static str),
}

impl Trouble {
    fn without_url(self) -> String {
        match self {
            Self::Http(error) => error.without_url().to_string(),
            Self::Text(text) => text.to_owned(),
        }
    }
}

impl From<reqwest::Error> for Trouble {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

async fn ask(query: Url) -> Result<Option<Place>, Trouble> {
    let Ok(client) = CLIENT.as_ref() else { return Err(Trouble::Text("the HTTP client did not start")) };
    let _turn = AT_ONCE.acquire().await.map_err(|_| Trouble::Text("stopping"))?;
    let mut response = client.get(query).send().await?.error_for_status()?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_LIMIT_IN_BYTES {
            return Err(Trouble::Text("the answer is too long"));
        }
    }
    let answer: Value = serde_json::from_slice(&body).map_err(|_| Trouble::Text("the answer is not JSON"))?;
    let hits = answer.as_array().ok_or(Trouble::Text("the answer is not a list"))?;
    Ok(hits.first().and_then(place))
}

/// Coordinates stand as text.
fn place(hit: &Value) -> Option<Place> {
    let degrees = |name: &str, limit: f64| {
        let value = hit[name].as_str().and_then(|text| text.parse().ok()).or_else(|| hit[name].as_f64());
        value.filter(|degrees: &f64| degrees.is_finite() && degrees.abs() <= limit)
    };
    let text = |name: &str| hit["address"][name].as_str().filter(|text| text.len() <= 255).map(str::to_owned);
    Some(Place {
        latitude: Some(degrees("lat", 90.0)?),
        longitude: Some(degrees("lon", 180.0)?),
        county: text("county"),
        zip: text("postcode"),
    })
}

async fn keep(app: &App, query_hash: &str, place: &Option<Place>) -> Result<()> {
    let answer = place.as_ref().map(serde_json::to_value).transpose().map_err(Error::internal)?;
    let answer = &answer;
    app.db
        .write(&Who::platform("geocoder"), |tx: Tx| async move {
            let row = ActiveModel {
                query_hash: Set(query_hash.to_owned()),
                created_at: Set(tx.now()),
                answer: Set(answer.clone()),
            };
            let mut conflict = OnConflict::column(Column::QueryHash);
            conflict.update_columns([Column::CreatedAt, Column::Answer]);
            Entity::insert(row)
                .on_conflict(conflict)
                .exec_without_returning(&tx)
                .await
                .map(drop)
                .map_err(classify)
        })
        .await
}

/// Forgets old answers.
pub(crate) async fn forget_old(tx: &Tx) -> Result<()> {
    let oldest = Timestamp(tx.now().0 - KEPT_IN_DAYS * 86_400_000);
    Entity::delete_many().filter(Column::CreatedAt.lte(oldest)).exec(tx).await.map(drop).map_err(classify)
}
