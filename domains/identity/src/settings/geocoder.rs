use fairlead_kernel::{FieldErrors, Input};
use fairlead_web::Ctx;
use serde::Serialize;
use url::Url;
use utoipa::ToSchema;

use super::SettingsGroup;

/// Who knows where an address lies.
#[derive(Debug, Clone, PartialEq, Input, Serialize, ToSchema)]
#[schema(as = GeocoderSettings)]
pub struct Geocoder {
    /// Address of a server that speaks the Nominatim search API, without `/search`. None: addresses get no coordinates.
    #[input(max = 1000)]
    pub url: Option<String>,
}

impl SettingsGroup for Geocoder {
    type View = Self;
    const GROUP: &'static str = "geocoder";

    fn view(&self) -> Self {
        self.clone()
    }

    fn check(mut self, _: &Ctx, errors: &mut FieldErrors) -> Self {
        let valid = |text: &str| {
            Url::parse(text).is_ok_and(|url| {
                let http = matches!(url.scheme(), "http" | "https") && url.has_host();
                http && url.username().is_empty() && url.password().is_none() && url.query().is_none()
            })
        };
        if self.url.as_deref().is_some_and(|url| !valid(url)) {
            errors.add("url", "The url must be a valid http or https address without a query or a password.");
        }
        self.url = self.url.map(|url| url.trim_end_matches('/').to_owned());
        self
    }
}
