//! The rules as a text table: one case a line, the expected result on the right, worked out by hand.

use fairlead_kernel::Rate;
use fairlead_rating::{
    Bundle, Deck, Digits, Direction, Intervals, Line, Markup, NANOS, Number, Terms, cost, of_price, rate,
    rate_text, read_deck,
};
use rust_decimal::Decimal;

struct Case {
    line: usize,
    cells: Vec<&'static str>,
}

impl Case {
    fn text(&self, index: usize) -> &'static str {
        self.cells.get(index).copied().unwrap_or("")
    }

    fn get<T: std::str::FromStr>(&self, index: usize) -> T {
        let text = self.text(index);
        text.parse().unwrap_or_else(|_| panic!("line {}: cannot read {text:?}", self.line))
    }
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// `prefix:rate:name` in smallest units, separated by commas.
fn lines(text: &'static str) -> impl Iterator<Item = Line<'static>> {
    items(text).map(|item| {
        let mut parts = item.splitn(3, ':');
        let prefix = parts.next().unwrap_or("");
        let rate = parts.next().and_then(|rate| rate.parse().ok());
        Line { name: parts.next().unwrap_or(""), prefix, rate }
    })
}

fn deck(text: &'static str) -> Deck {
    let (rates, skipped) = read_deck(lines(text), &Markup::default());
    assert!(skipped.is_empty(), "{skipped:?}");
    rates.into_iter().collect()
}

/// Nanos as smallest units with the digits that they need.
fn units(rate_nanos: i64) -> String {
    Decimal::new(rate_nanos, 9).normalize().to_string()
}

fn number(case: &Case) -> String {
    let Some(number) = Number::parse(case.text(1)) else { return "no number".into() };
    let kind = match number {
        Number::National(_) if number.is_toll_free() => "toll free",
        Number::National(_) => "national",
        Number::International(_) => "international",
    };
    format!("{kind} {}, shown as {number}", number.dialled())
}

fn found(case: &Case) -> String {
    let digits = Digits::parse(case.text(2)).expect("digits");
    deck(case.text(1)).find(digits).map_or_else(
        || "none".into(),
        |found| format!("{} at {} {}", found.prefix, units(found.rate_nanos), found.name).trim().to_owned(),
    )
}

fn imported(case: &Case) -> String {
    let markup = Markup { percentage_increase: case.get(1), minimum_rate: case.get(2) };
    let (rates, skipped) = read_deck(lines(case.text(3)), &markup);
    let rates = rates.iter().map(|rate| format!("{}:{}", rate.prefix, units(rate.rate_nanos)));
    rates.chain(skipped).collect::<Vec<_>>().join(" ")
}

/// `prefixes 414 1262; intervals 60 30; local 5; long 3; toll 2`, prices in smallest units.
fn terms(text: &str) -> Terms {
    let mut terms = Terms::default();
    let nanos = |text: &str| text.parse::<i64>().expect("a whole price") * NANOS;
    for part in text.split(';') {
        let words: Vec<&str> = part.split_whitespace().collect();
        match words.as_slice() {
            ["prefixes", prefixes @ ..] => {
                terms.local_prefixes = prefixes.iter().filter_map(|prefix| Digits::parse(prefix)).collect();
            }
            ["intervals", first, sub] => {
                terms.intervals = Intervals {
                    first_in_seconds: first.parse().expect("seconds"),
                    sub_in_seconds: sub.parse().expect("seconds"),
                };
            }
            ["local", price] => terms.local_rate_nanos = nanos(price),
            ["long", price] => terms.long_distance_rate_nanos = nanos(price),
            ["toll", price] => terms.inbound_toll_free_rate_nanos = nanos(price),
            [] => {}
            other => panic!("{other:?}"),
        }
    }
    terms
}

fn call(case: &Case) -> String {
    let direction = if case.text(0) == "in" { Direction::Inbound } else { Direction::Outbound };
    let to = Number::parse(case.text(1)).expect("a number");
    let (terms, deck) = (terms(case.text(3)), deck(case.text(4)));
    let Some(rated) = rate(direction, to, case.get(2), &terms, &deck) else { return "no rate".into() };
    let matched = rated.matched.map_or_else(|| "-".into(), |matched| matched.prefix.to_string());
    format!("{:?} {}s at {} by {matched}", rated.class, rated.billed_seconds, units(rated.rate_nanos))
}

fn costs(case: &Case) -> String {
    let parts = items(case.text(1)).map(|item| {
        let (seconds, rate) = item.split_once('@').expect("seconds@rate");
        let rate: Decimal = rate.parse().expect("a rate");
        let nanos = i64::try_from(rate * Decimal::from(NANOS)).expect("nanos");
        (nanos, seconds.parse().expect("seconds"))
    });
    cost(parts).map_or_else(|| "too large".into(), |money| money.to_string())
}

fn bundle(case: &Case) -> String {
    let unlimited = case.text(1) == "unlimited";
    let free_seconds = if unlimited { 0 } else { case.get::<u64>(1) * 60 };
    let bundle = Bundle { unlimited, free_seconds, rate_nanos: of_price(case.get::<Rate>(2)) };
    let charged = bundle.charged_seconds(case.get(3));
    let cost = cost([(bundle.rate_nanos, charged)]).expect("an amount");
    format!("{charged}s {cost}")
}

#[test]
fn rating() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (index, line) in include_str!("rating.txt").lines().enumerate() {
        let line = line.split('#').next().unwrap_or("").trim();
        let Some((cells, expected)) = line.split_once("=>") else {
            assert!(line.is_empty(), "line {}: no =>", index + 1);
            continue;
        };
        let case = Case { line: index + 1, cells: cells.split('|').map(str::trim).collect() };
        let result = match case.text(0) {
            "number" => number(&case),
            "find" => found(&case),
            "import" => imported(&case),
            "seconds" => {
                let intervals = Intervals { first_in_seconds: case.get(1), sub_in_seconds: case.get(2) };
                intervals.billed_seconds(case.get(3)).to_string()
            }
            "in" | "out" => call(&case),
            "cost" => costs(&case),
            "bundle" => bundle(&case),
            "text" => rate_text(case.get(1)),
            other => panic!("line {}: {other:?}", case.line),
        };
        count += 1;
        if result != expected.trim() {
            wrong.push(format!("line {}: {line}\n    but was {result}", case.line));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 90, "only {count} cases");
}
