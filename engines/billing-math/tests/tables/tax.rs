use fairlead_billing_math::charge::Application;
use fairlead_billing_math::tax::{
    Address, GeoTax, Method, Reach, Tax, TaxLine, TaxOverride, TaxPayer, TaxableLine, assess, reversed,
};

use crate::support::{Case, check, listed, rate};

fn zone(id: i64, name: &str, percent: &str) -> GeoTax {
    GeoTax { id, name: name.into(), rate: rate(percent), ..GeoTax::default() }
}

fn named(text: &str) -> Option<String> {
    Some(text.into())
}

fn sales_zones() -> Vec<GeoTax> {
    // Not in the order of their width.
    vec![
        GeoTax { zip: named("532"), zip_partial_match: true, ..zone(4, "zip 532", "0.25") },
        GeoTax { city: named("Milwaukee"), subdivision: named(""), ..zone(3, "Milwaukee", "2") },
        GeoTax { subdivision: named("Wisconsin"), county: named(" "), ..zone(1, "Wisconsin", "5") },
        GeoTax { county: named("Milwaukee Co."), ..zone(2, "Milwaukee Co.", "0.5") },
        GeoTax { zip: named("53081"), ..zone(5, "zip 53081", "1") },
        GeoTax { city: named(""), ..zone(6, "nowhere", "50") },
    ]
}

fn tax(name: &str) -> Tax {
    let (id, method, percent, reach) = match name {
        "vat" => (1, Method::Percentage, "20", Reach::Global),
        "flat9" => (2, Method::Flat, "9", Reach::Global),
        "third" => (3, Method::Percentage, "0.333333", Reach::Global),
        "sales" => (4, Method::Percentage, "0", Reach::Geo(sales_zones())),
        "rural" => {
            let chicago =
                GeoTax { subdivision: named("Illinois"), city: named("Chicago"), ..zone(7, "Chicago", "10") };
            (5, Method::Percentage, "3", Reach::Geo(vec![chicago]))
        }
        "lines" => {
            let state = GeoTax { subdivision: named("Wisconsin"), ..zone(8, "Wisconsin", "0.75") };
            (6, Method::Flat, "0", Reach::Geo(vec![state]))
        }
        other => panic!("tax {other:?}"),
    };
    Tax { id, name: name.into(), method, rate: rate(percent), reach }
}

fn address(case: &Case) -> Option<Address> {
    let known = [
        ("home", "Milwaukee", named("Milwaukee Co."), "Wisconsin", "53202"),
        ("HOME", "MILWAUKEE ", named("milwaukee co."), "wisconsin", "53 202"),
        ("lake", "Sheboygan", named("Sheboygan Co."), "Wisconsin", "53081-1234"),
        ("loop", "Chicago", named("Cook Co."), "Illinois", "60601"),
        ("farm", "Springfield", named("Sangamon Co."), "Illinois", "62701"),
        ("other", "Milwaukee", None, "Oregon", "97222"),
    ];
    let (_, city, county, subdivision, zip) = known.into_iter().find(|(name, ..)| case.says(name))?;
    Some(Address { city: city.into(), county, subdivision: subdivision.into(), zip: zip.into() })
}

fn payer(case: &Case) -> TaxPayer {
    let mut words = case.text(4).split_whitespace().skip_while(|word| *word != "override").skip(1);
    let own = words.next().zip(words.next());
    TaxPayer {
        exempt: case.says("exempt"),
        overrides: own
            .map(|(name, own)| TaxOverride { tax_id: tax(name).id, rate: rate(own) })
            .into_iter()
            .collect(),
        address: address(case),
    }
}

fn line(case: &Case) -> TaxableLine {
    TaxableLine {
        amount: case.get(0),
        application: if case.says("credit") { Application::Credit } else { Application::Debit },
        quantity: case.get(1),
        months: case.after("months").unwrap_or(1),
        exemption: case.get(2),
        prorated: case.after::<String>("prorated").map(|days| {
            let (remaining, cycle) = days.split_once('/').expect("days");
            (remaining.parse().expect("days"), cycle.parse().expect("days"))
        }),
    }
}

fn shown(line: &TaxLine) -> String {
    format!("{} {}% of {} = {}", line.name, line.rate.decimal().normalize(), line.base, line.amount)
}

#[test]
fn taxes() {
    check(include_str!("tax.txt"), 45, |case| {
        let taxes: Vec<Tax> = case.text(3).split_whitespace().map(tax).collect();
        match assess(&line(case), &payer(case), &taxes) {
            Some(lines) => listed(lines.iter().map(shown)),
            None => "too large".into(),
        }
    });
}

#[test]
fn reversing_a_debit_gives_back_what_was_charged_and_not_what_would_be_now() {
    let line = TaxableLine {
        amount: "100.00".parse().unwrap(),
        application: Application::Debit,
        quantity: 1,
        months: 1,
        exemption: "0".parse().unwrap(),
        prorated: None,
    };
    let charged = assess(&line, &TaxPayer::default(), &[tax("vat"), tax("flat9")]).unwrap();
    let given_back = reversed(&charged).unwrap();
    assert_eq!(
        listed(given_back.iter().map(shown)),
        "vat 20% of 100.00 = -20.00, flat9 9% of 100.00 = -9.00"
    );
}

#[test]
fn a_layer_names_its_tax_and_its_zone() {
    let home = Address { subdivision: "Wisconsin".into(), ..Address::default() };
    let payer = TaxPayer { address: Some(home), ..TaxPayer::default() };
    let line = TaxableLine {
        amount: "10.00".parse().unwrap(),
        application: Application::Debit,
        quantity: 1,
        months: 1,
        exemption: "0".parse().unwrap(),
        prorated: None,
    };
    let lines = assess(&line, &payer, &[tax("sales"), tax("vat")]).unwrap();
    let ids: Vec<_> = lines.iter().map(|line| (line.tax_id, line.geotax_id)).collect();
    assert_eq!(ids, [(4, Some(1)), (1, None)]);
}
