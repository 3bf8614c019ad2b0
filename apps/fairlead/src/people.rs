//! People who do not exist, at places that do: seeded, so that the same seed gives the same people on every machine.
//!
//! The demo provider and the tests take their customers from here. Every mail address is in a domain reserved for
//! examples and every telephone number in the range reserved for fiction (555-0100 to 555-0199).

/// One row a line: city, state, county, postal code, country, latitude, longitude. The system tests read it too.
const CITIES: &str = include_str!("../../../tests/data/cities.csv");

/// A person, or a business and the person who speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// First and last name.
    pub name: String,
    /// The name of the business; about one in eight has one.
    pub company: Option<String>,
    /// Unique within one [`People`].
    pub email: String,
    /// At least the mobile number is there.
    pub phones: Phones,
    /// Where they live or do business.
    pub address: Address,
}

impl Person {
    /// What an account is called: the business if there is one, else the person.
    pub fn account_name(&self) -> &str {
        self.company.as_deref().unwrap_or(&self.name)
    }
}

/// Ten digits each, without separators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phones {
    /// Only a business has one.
    pub work: Option<String>,
    /// About every third person has one.
    pub home: Option<String>,
    /// Everybody has one.
    pub mobile: String,
}

/// A postal address as API v1 takes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// House number and street.
    pub line1: String,
    /// A flat or suite, about every fifth address.
    pub line2: Option<String>,
    /// Name of a real city.
    pub city: String,
    /// Two-letter code in the United States and Canada, else the name of the subdivision.
    pub state: String,
    /// Only in the United States, as `/_data/counties` spells it.
    pub county: Option<String>,
    /// A real postal code of the city.
    pub zip: String,
    /// ISO 3166-1 code of two letters.
    pub country: String,
    /// Degrees north, six decimals, within 0.05 of the city's centre.
    pub latitude: f64,
    /// Degrees east, six decimals, within 0.05 of the city's centre.
    pub longitude: f64,
}

/// An endless, repeatable row of people.
///
/// ```
/// # use fairlead_testkit::people::People;
/// let first: Vec<_> = People::new(7).take(3).collect();
/// assert_eq!(first, People::new(7).take(3).collect::<Vec<_>>());
/// ```
#[derive(Debug, Clone)]
pub struct People {
    random: SplitMix,
    cities: Vec<[&'static str; 7]>,
    made: u64,
}

impl People {
    /// People that depend on nothing but the seed.
    pub fn new(seed: u64) -> Self {
        let cities = CITIES.lines().skip(1).filter_map(city).collect();
        Self { random: SplitMix(seed), cities, made: 0 }
    }

    /// The next person; there is always one.
    pub fn person(&mut self) -> Person {
        self.made += 1;
        let first = self.random.pick(FIRST_NAMES);
        let last = self.random.pick(LAST_NAMES);
        let company = self.random.one_in(8).then(|| self.company(last));
        let phones = Phones {
            work: company.is_some().then(|| self.phone()),
            home: self.random.one_in(3).then(|| self.phone()),
            mobile: self.phone(),
        };
        let host = self.random.pick(&["example.com", "example.net", "example.org"]);
        Person {
            name: format!("{first} {last}"),
            company,
            email: format!("{}.{}.{}@{host}", plain(first), plain(last), self.made),
            phones,
            address: self.address(),
        }
    }

    fn company(&mut self, last: &str) -> String {
        let trade = self.random.pick(TRADES);
        let form = self.random.pick(&["", " LLC", " Inc.", " & Sons", " Co-op", " Group"]);
        format!("{last} {trade}{form}")
    }

    fn phone(&mut self) -> String {
        let area = self.random.pick(AREA_CODES);
        format!("{area}55501{:02}", self.random.below(100))
    }

    fn address(&mut self) -> Address {
        let at = self.random.below(self.cities.len() as u64) as usize;
        let [city, state, county, zip, country, latitude, longitude] = self.cities[at];
        let number = 1 + self.random.below(9899);
        let street = self.random.pick(STREETS);
        let kind = self.random.pick(&["St", "Ave", "Rd", "Ln", "Dr", "Blvd", "Ct", "Way"]);
        let line2 = self.random.one_in(5).then(|| {
            let unit = self.random.pick(&["Apt", "Unit", "Suite"]);
            format!("{unit} {}", 1 + self.random.below(420))
        });
        Address {
            line1: format!("{number} {street} {kind}"),
            line2,
            city: city.into(),
            state: state.into(),
            county: (!county.is_empty()).then(|| county.into()),
            zip: zip.into(),
            country: country.into(),
            latitude: self.near(latitude),
            longitude: self.near(longitude),
        }
    }

    /// The coordinate moved by up to 0.05 degrees, in millionths so that no platform rounds differently.
    fn near(&mut self, degrees: &str) -> f64 {
        let centre: f64 = degrees.parse().unwrap_or_default();
        let millionths = (centre * 1e6).round() as i64 + self.random.below(100_001) as i64 - 50_000;
        millionths as f64 / 1e6
    }
}

impl Iterator for People {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        Some(self.person())
    }
}

fn city(line: &'static str) -> Option<[&'static str; 7]> {
    line.split(',').collect::<Vec<_>>().try_into().ok()
}

/// The letters of a name as they may stand in a mail address.
fn plain(name: &str) -> String {
    let fold = |letter: char| match letter {
        'á' | 'ã' | 'ä' | 'å' | 'à' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'î' => 'i',
        'ñ' | 'ń' => 'n',
        'ó' | 'ö' | 'ø' | 'ô' => 'o',
        'ú' | 'ü' => 'u',
        'ç' | 'ć' | 'č' => 'c',
        'ł' => 'l',
        'š' | 'ś' => 's',
        'ž' | 'ż' => 'z',
        other => other,
    };
    name.to_lowercase().chars().map(fold).filter(char::is_ascii_alphanumeric).collect()
}

/// SplitMix64 (Steele, Lea and Flood, 2014): small, fast, and the same everywhere. Not for secrets.
#[derive(Debug, Clone)]
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// 0 to `limit - 1`; the bias of the multiplication is far below what anybody could notice here.
    fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(limit)) >> 64) as u64
    }

    fn one_in(&mut self, chance: u64) -> bool {
        self.below(chance) == 0
    }

    fn pick(&mut self, list: &[&'static str]) -> &'static str {
        list[self.below(list.len() as u64) as usize]
    }
}

#[rustfmt::skip]
const FIRST_NAMES: &[&str] = &[
    "Aaliyah", "Adam", "Ahmed", "Aiko", "Alejandra", "Alice", "Amara", "Amit", "Ana", "Andrew", "Anna", "Anthony", "Ben", "Björn",
    "Brenda", "Brian", "Carlos", "Carol", "Chen", "Chloé", "Christopher", "Cynthia", "Daniel", "David", "Deborah", "Diego",
    "Donna", "Edward", "Elena", "Elizabeth", "Emily", "Emma", "Eric", "Fatima", "Frank", "Gabriel", "George", "Grace", "Hannah",
    "Hassan", "Helen", "Henry", "Hiroshi", "Ibrahim", "Isabella", "Ivan", "Jack", "James", "Janet", "Jasmine", "Jason", "Javier",
    "Jennifer", "Jessica", "João", "John", "José", "Joseph", "Joshua", "Juan", "Julia", "Karen", "Katherine", "Kenji", "Kevin",
    "Kim", "Kwame", "Laura", "Lars", "Leila", "Linda", "Lucía", "Luis", "Małgorzata", "Maria", "Mark", "Martha", "Mary", "Matthew",
    "Mei", "Melissa", "Michael", "Michelle", "Miguel", "Mohammed", "Nancy", "Naomi", "Nicole", "Nikolai", "Noah", "Olga", "Olivia",
    "Omar", "Pamela", "Patricia", "Patrick", "Paul", "Peter", "Priya", "Rachel", "Raj", "Rebecca", "Renée", "Richard", "Robert",
    "Rosa", "Ruth", "Ryan", "Samantha", "Samuel", "Sandra", "Sarah", "Scott", "Sean", "Sharon", "Sofía", "Søren", "Stephanie",
    "Steven", "Susan", "Tariq", "Teresa", "Thomas", "Timothy", "Valentina", "Victoria", "Walter", "William", "Xavier", "Yuki", "Zoë",
];

#[rustfmt::skip]
const LAST_NAMES: &[&str] = &[
    "Abbott", "Adams", "Ali", "Allen", "Anderson", "Andersson", "Bailey", "Baker", "Barnes", "Begay", "Bell", "Bennett", "Brooks",
    "Brown", "Bryant", "Butler", "Campbell", "Carter", "Castillo", "Chávez", "Chen", "Clark", "Cohen", "Coleman", "Collins", "Cook",
    "Cooper", "Cruz", "D'Angelo", "Davis", "de la Cruz", "Diaz", "Dubois", "Edwards", "Evans", "Fernández", "Fisher", "Flores",
    "Foster", "Fujimoto", "Garcia", "Gonzales", "Gray", "Green", "Gutiérrez", "Hall", "Hansen", "Harris", "Hassan", "Hayes",
    "Henderson", "Hernandez", "Hill", "Howard", "Hughes", "Ivanov", "Jackson", "James", "Jenkins", "Jensen", "Johnson", "Jones",
    "Kelly", "Khan", "Kim", "King", "Kowalski", "Kumar", "Larsen", "Le", "Lee", "Lewis", "Long", "López", "MacDonald", "Martin",
    "Martínez", "McCarthy", "Mendoza", "Miller", "Mitchell", "Moore", "Morales", "Morgan", "Morris", "Müller", "Murphy", "Myers",
    "Nakamura", "Nelson", "Nguyen", "Novák", "O'Brien", "O'Neill", "Okafor", "Olsen", "Ortiz", "Owens", "Parker", "Patel", "Pérez",
    "Perry", "Peterson", "Phillips", "Powell", "Price", "Ramirez", "Reed", "Reyes", "Richardson", "Rivera", "Roberts", "Robinson",
    "Rodriguez", "Rogers", "Ross", "Ruiz", "Russell", "Sanchez", "Sanders", "Schmidt", "Scott", "Silva", "Singh", "Smith", "St. John",
    "Stewart", "Sullivan", "Taylor", "Thompson", "Torres", "Tran", "Turner", "Van Dyke", "Vasquez", "Walker", "Wang", "Ward", "Watson",
    "White", "Whitehorse", "Williams", "Wilson", "Wood", "Wright", "Yamada", "Yazzie", "Young", "Zhang", "Zieliński",
];

#[rustfmt::skip]
const STREETS: &[&str] = &[
    "1st", "2nd", "3rd", "4th", "Airport", "Aspen", "Birch", "Bluff", "Broadway", "Canyon", "Cedar", "Center", "Cherry", "Chestnut",
    "Church", "College", "Cottonwood", "County Line", "Creek", "Dogwood", "Eagle", "Elm", "Fairview", "Forest", "Franklin", "Grant",
    "Greenfield", "Grove", "Harbor", "Heron", "Hickory", "Highland", "Hill", "Jackson", "Jefferson", "Juniper", "Lake", "Lakeview",
    "Lincoln", "Locust", "Madison", "Magnolia", "Main", "Maple", "Meadow", "Mill", "Monroe", "N 6th", "Oak", "Old Mill", "Orchard",
    "Park", "Pine", "Pleasant", "Prairie", "Quarry", "Railroad", "Ridge", "River", "Rock Creek", "School", "Spring", "Spruce",
    "State", "Summit", "Sunset", "Sycamore", "Union", "Valley", "Valley View", "Walnut", "Washington", "Willow", "Wilson", "Winding",
];

#[rustfmt::skip]
const TRADES: &[&str] = &[
    "Auto Repair", "Bakery", "Books", "Brewing", "Construction", "Consulting", "Dairy", "Dental", "Electric", "Farms", "Feed & Seed",
    "Fitness", "Foods", "Hardware", "Heating & Air", "Insurance", "Landscaping", "Law Office", "Logistics", "Machine", "Motel",
    "Orchards", "Pharmacy", "Plumbing", "Ranch", "Real Estate", "Roofing", "Trucking", "Veterinary", "Winery",
];

const AREA_CODES: &[&str] =
    &["202", "303", "406", "414", "505", "541", "608", "615", "701", "802", "907", "920"];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn people(count: usize) -> Vec<Person> {
        People::new(42).take(count).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_people() {
        assert_eq!(people(200), people(200));
        assert_ne!(people(1), People::new(43).take(1).collect::<Vec<_>>());
    }

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        let mut random = SplitMix(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn mail_addresses_are_unique_and_reserved_for_examples() {
        let all = people(5_000);
        let unique: HashSet<_> = all.iter().map(|person| &person.email).collect();
        assert_eq!(unique.len(), all.len());
        for person in &all {
            let (local, host) = person.email.split_once('@').unwrap();
            assert!(
                local.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.'),
                "{local}"
            );
            assert!(["example.com", "example.net", "example.org"].contains(&host), "{host}");
            assert!(!local.starts_with('.') && !local.contains(".."), "{local}");
        }
    }

    #[test]
    fn telephone_numbers_are_those_of_fiction() {
        for person in people(2_000) {
            let phones = person.phones;
            for number in [phones.work, phones.home, Some(phones.mobile)].into_iter().flatten() {
                assert_eq!(number.len(), 10);
                assert_eq!(&number[3..8], "55501");
            }
        }
    }

    #[test]
    fn every_line_of_the_cities_is_read_and_they_spread_over_the_continent() {
        assert_eq!(People::new(0).cities.len(), CITIES.lines().count() - 1);
        let all = people(5_000);
        let places: HashSet<_> = all.iter().map(|p| (&p.address.country, &p.address.state)).collect();
        assert!(places.len() > 60, "{} subdivisions", places.len());
        for Person { address, .. } in &all {
            assert_eq!(address.county.is_some(), address.country == "US", "{address:?}");
            assert!(address.latitude.abs() < 90.0 && address.longitude.abs() <= 180.0, "{address:?}");
            assert_ne!(address.latitude, 0.0);
        }
    }
}
