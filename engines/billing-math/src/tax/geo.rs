use fairlead_kernel::Rate;

/// A zone of a geographical tax with its own rate. A field that is `None` or blank is not named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeoTax {
    /// Its id.
    pub id: i64,
    /// Its name, shown on the line.
    pub name: String,
    /// Percent or an amount, as the method of the tax says.
    pub rate: Rate,
    /// A state or province.
    pub subdivision: Option<String>,
    /// A county.
    pub county: Option<String>,
    /// A city.
    pub city: Option<String>,
    /// A postal code.
    pub zip: Option<String>,
    /// Whether `zip` is only the beginning of the postal code.
    pub zip_partial_match: bool,
}

/// A physical address, as far as taxes depend on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// State or province, spelt as in the geo taxes.
    pub subdivision: String,
    /// County, for US addresses.
    pub county: Option<String>,
    /// City.
    pub city: String,
    /// Postal code.
    pub zip: String,
}

impl GeoTax {
    /// Whether every field that it names matches, without regard to case and spaces. One that names none matches nowhere.
    pub fn matches(&self, address: &Address) -> bool {
        let zip = |named: &str| {
            let (named, zip) = (squeeze(named), squeeze(&address.zip));
            if self.zip_partial_match { zip.starts_with(&named) } else { zip == named }
        };
        let checks = [
            named(&self.subdivision).map(|it| fold(it) == fold(&address.subdivision)),
            named(&self.county)
                .map(|it| address.county.as_deref().is_some_and(|county| fold(it) == fold(county))),
            named(&self.city).map(|it| fold(it) == fold(&address.city)),
            named(&self.zip).map(zip),
        ];
        checks.iter().any(Option::is_some) && checks.iter().flatten().all(|matches| *matches)
    }

    /// State layers before county, city and postal code layers.
    fn narrowness(&self) -> (bool, bool, bool, i64) {
        let (zip, city, county) = (named(&self.zip), named(&self.city), named(&self.county));
        (zip.is_some(), city.is_some(), county.is_some(), self.id)
    }
}

/// The zones that the address lies in, from the widest to the narrowest.
pub(super) fn layers<'a>(zones: &'a [GeoTax], address: Option<&Address>) -> Vec<&'a GeoTax> {
    let Some(address) = address else { return Vec::new() };
    let mut layers: Vec<&GeoTax> = zones.iter().filter(|zone| zone.matches(address)).collect();
    layers.sort_by_key(|zone| zone.narrowness());
    layers
}

fn named(field: &Option<String>) -> Option<&str> {
    field.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Postal codes are written with and without their space or hyphen.
fn squeeze(zip: &str) -> String {
    zip.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}
