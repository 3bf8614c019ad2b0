use proptest::prelude::*;

use super::*;
use crate::locale::Locale;
use crate::look::{Accent, Paper, Template};
use crate::page_text::{assert_contains, beyond_margins, texts};
use crate::samples::sample_invoice;

fn pages(invoice: &InvoiceDocument, look: &Look) -> Vec<String> {
    lay_out(invoice, look, |document| Ok(texts(document))).unwrap()
}

fn page(invoice: &InvoiceDocument) -> String {
    pages(invoice, &Look::default()).concat()
}

fn cents(hundredths: i64) -> Money {
    Money::from_scaled(hundredths)
}

fn line(description: &str) -> InvoiceLine {
    InvoiceLine {
        description: description.into(),
        quantity: 1,
        months: 1,
        unit_price: cents(1000),
        amount: cents(1000),
        ..InvoiceLine::default()
    }
}

fn with_lines(count: usize) -> InvoiceDocument {
    InvoiceDocument {
        lines: (1..=count).map(|number| line(&format!("Service no{number}."))).collect(),
        usage: Vec::new(),
        items: Vec::new(),
        messages_html: Vec::new(),
        sub_accounts: Vec::new(),
        ..sample_invoice()
    }
}

#[test]
fn an_invoice_shows_all_that_it_is_given() {
    let invoice = InvoiceDocument { auto_pay_date: Some(sample_invoice().due_date), ..sample_invoice() };
    let page = page(&invoice);
    for part in [
        "Example Fibre, 1 Main Street, +1 217 555 0100, billing@example.com, Tax ID 00-0000000",
        "Invoice 10482, 1207, Marigold Bakery, 615 N 6th Street",
        "Nov 1, 2026, Nov 11, 2026, Nov 1 – Nov 30, 2026, Automatic payment",
        "Fibre 500, $69.95, Static IPv4 address, Oct 20 – Oct 31, 2026 · 12 of 31 days, $3.87, −$5.00",
        "State tax 5%, $3.44, Universal service fee, $1.25",
        "Sub account 2041 · Marigold Bakery, Harbour Street, Fibre 100, $39.95, $41.95",
        "Subtotal, $68.82, Invoice total, $115.46, Payment by card ending in 4242, −$20.00",
        "Previous balance, $12.50, Amount due (USD), $107.96",
        "Data usage, 790.3 GB, of 1,000 GB, Aug, 1,104",
        "Our office is closed on, 26 November",
        "Calls, Destination, 011442079460123, UNITED KINGDOM, 0.1044, All calls, $0.37",
        "Page 1 of",
    ] {
        assert_contains(&page, &part.split(", ").collect::<Vec<_>>());
    }
}

#[test]
fn words_dates_and_amounts_follow_the_language() {
    let mut invoice = with_lines(1);
    invoice.currency = Currency { code: "EUR".into(), minor_units: 2 };
    for (locale, wanted) in [
        (Locale::En, ["Invoice 10482", "Due date", "Nov 11, 2026", "€107.96", "Page 1 of 1"]),
        (Locale::Es, ["Factura 10482", "Vencimiento", "11 nov 2026", "107,96 €", "Página 1 de 1"]),
        (Locale::Fr, ["Facture 10482", "Échéance", "11 nov. 2026", "107,96 €", "Page 1 sur 1"]),
    ] {
        let pages = pages(&invoice, &Look { locale, ..Look::default() });
        assert_contains(&pages[0], &wanted);
    }
}

#[test]
fn taxes_of_one_name_and_rate_are_one_row() {
    let tax = |description: &str, percent: i64, amount| InvoiceTax {
        description: description.into(),
        rate: Some(Rate::from_scaled(percent * 1_000_000)),
        amount: cents(amount),
    };
    let mut invoice = with_lines(1);
    invoice.taxes = vec![tax("City", 5, 101), tax("State", 6, 7), tax("City", 5, 202), tax("City", 4, 9)];
    let page = page(&invoice);
    assert_contains(&page, &["City 5% $3.03 State 6% $0.07 City 4% $0.09"]);
}

#[test]
fn many_taxes_and_credits_get_tables_of_their_own() {
    let mut invoice = with_lines(1);
    let tax = |number| InvoiceTax { description: format!("Levy {number}"), rate: None, amount: cents(100) };
    invoice.taxes = (1..=60).map(tax).collect();
    invoice.credits = vec![invoice.credits[0].clone(); 30];
    let pages = pages(&invoice, &Look::default());
    assert_contains(&pages[0], &["Taxes $60.00 Invoice total", "Payments and credits −$600.00"]);
    assert_contains(&pages.concat(), &["Levy 60"]);
    assert_eq!(pages.concat().matches("−$20.00").count(), 30);
}

#[test]
fn a_state_is_marked_and_only_an_open_invoice_has_a_slip() {
    let slip = "Please detach here and return with your payment";
    for (state, auto_pay, amount_due, mark, has_slip) in [
        (InvoiceState::Open, false, 500, "", true),
        (InvoiceState::Open, true, 500, "Automatic payment", false),
        (InvoiceState::Open, false, 0, "", false),
        (InvoiceState::Open, false, -500, "−$5.00", false),
        (InvoiceState::Paid, false, 0, "PAID", false),
        (InvoiceState::Void, false, 500, "VOID", false),
    ] {
        let mut invoice = InvoiceDocument { state, amount_due: cents(amount_due), ..with_lines(1) };
        invoice.auto_pay_date = auto_pay.then_some(invoice.due_date);
        let page = page(&invoice);
        assert_contains(&page, &[mark]);
        assert_eq!(page.contains(slip), has_slip, "{state:?} {amount_due}");
        assert_eq!(page.contains("PO Box 555"), has_slip, "{state:?} {amount_due}");
    }
    let mut own_address = with_lines(1);
    own_address.payment_slip = Some(PaymentSlip::default());
    assert_eq!(page(&own_address).matches("1 Main Street").count(), 2);
}

#[test]
fn a_void_invoice_says_so_on_every_page() {
    let void = InvoiceDocument { state: InvoiceState::Void, ..with_lines(60) };
    let pages = pages(&void, &Look { locale: Locale::Fr, ..Look::default() });
    assert!(pages.len() > 1);
    assert!(pages.iter().all(|page| page.contains("ANNULÉE")));
}

#[test]
fn five_hundred_lines_keep_their_head_their_order_and_their_pages() {
    let pages = pages(&with_lines(500), &Look { paper: Paper::Letter, ..Look::default() });
    let count = pages.len();
    assert!((12..30).contains(&count), "{count}");
    for (at, page) in pages.iter().enumerate() {
        assert_contains(page, &[&format!("Page {} of {count}", at + 1)]);
        assert_eq!(page.contains("Invoice 10482 · Account 1207"), at > 0, "page {at}");
        assert!(!page.contains("Service no") || page.contains("Unit price"), "page {at}: {page}");
    }
    let all = pages.concat();
    let places: Vec<usize> =
        (1..=500).map(|number| all.find(&format!("Service no{number}.")).unwrap()).collect();
    assert!(places.is_sorted());
}

/// However many lines there are, the sums share a page with one of them, and the slip is on the last page.
#[test]
fn sums_never_stand_alone() {
    for count in (16..=26).chain([70, 75]) {
        let pages = pages(&with_lines(count), &Look::default());
        let sums = pages.iter().find(|page| page.contains("Invoice total")).unwrap();
        assert!(sums.contains(&format!("Service no{count}.")), "{count} lines: {sums}");
        assert_contains(sums, &["Subtotal", "Amount due", "Unit price"]);
        assert!(pages.last().unwrap().contains("Please detach here"), "{count} lines");
    }
}

#[test]
fn an_invoice_without_lines_is_one_page() {
    for look in [Look::default(), Look { paper: Paper::Letter, locale: Locale::Es, ..Look::default() }] {
        assert_eq!(pages(&InvoiceDocument::default(), &look).len(), 1);
    }
    assert_contains(&page(&InvoiceDocument::default()), &["No charges", "$0.00"]);
}

#[test]
fn no_name_of_a_column_breaks() {
    let mut small = with_lines(1);
    small.lines[0] = InvoiceLine { unit_price: cents(1), amount: cents(1), months: 2, ..line("x") };
    for (locale, names) in [
        (Locale::En, "Description\nQty\nMonths\nUnit price\nAmount\n"),
        (Locale::Es, "Descripción\nCant.\nMeses\nPrecio\nImporte\n"),
        (Locale::Fr, "Description\nQté\nMois\nPrix unit.\nMontant\n"),
    ] {
        let page = pages(&small, &Look { locale, ..Look::default() }).concat();
        assert!(page.contains(names), "{page}");
    }
}

#[test]
fn each_document_of_a_file_counts_its_own_pages() {
    let (mut file, look) = (PrintFile::default(), Look::default());
    for invoice in [with_lines(1), with_lines(80), with_lines(2)] {
        file.add_invoice(&invoice, &look).unwrap();
    }
    file.add_statement(&crate::sample_statement(), &look).unwrap();
    assert_eq!(file.len(), 6);
    assert!(file.clone().into_pdf().unwrap().starts_with(b"%PDF-1."));
    let pages = texts(&file.into_document());
    let feet = ["Page 1 of 1", "Page 1 of 3", "Page 2 of 3", "Page 3 of 3", "Page 1 of 1", "Page 1 of 1"];
    assert_eq!(pages.len(), feet.len(), "{:?}", pages.last());
    for (page, foot) in pages.iter().zip(feet) {
        assert_contains(page, &[foot]);
    }
    assert!(invoices_pdf(&[], &Look::default()).is_err());
}

/// As many calls as wanted, of two numbers.
fn with_calls(count: usize) -> InvoiceDocument {
    let mut invoice = InvoiceDocument { items: sample_invoice().items, ..with_lines(2) };
    let row = |call: usize| {
        let to = format!("1212{call:07}");
        ["Oct 13, 2026 11:05", "12175550142", to.as_str(), "NEW YORK - MOBILE", "2:00", "0.0200", "0.0400"]
            .map(str::to_owned)
            .to_vec()
    };
    let groups = &mut invoice.items[0].groups;
    groups[0].rows = (0..count - count / 4).map(row).collect();
    groups[1].rows = (count - count / 4..count).map(row).collect();
    invoice
}

#[test]
fn a_few_calls_stand_on_the_page_of_the_invoice() {
    let pages = pages(&with_calls(8), &Look::default());
    assert_eq!(pages.len(), 1);
    assert_contains(
        &pages[0],
        &["Calls", "Destination", "12175550142", "0.0200", "Subtotal", "All calls $0.37"],
    );
}

/// Each page of the list begins with the names of its columns and the number that called, and no call is lost.
#[test]
fn a_long_list_of_calls_keeps_its_head_on_all_pages() {
    for (paper, locale) in [(Paper::A4, Locale::En), (Paper::Letter, Locale::Fr)] {
        let look = Look { paper, locale, ..Look::default() };
        let laid_out = |document: &PagedDocument| Ok((texts(document), beyond_margins(document)));
        let (pages, outside) = lay_out(&with_calls(200), &look, laid_out).unwrap();
        assert!((4..7).contains(&pages.len()), "{}", pages.len());
        assert!(pages[0].contains("PO Box 555") && !pages[0].contains("Destination"));
        for page in &pages[1..] {
            assert_contains(page, &["Date From To Destination Minutes Rate Amount"]);
            assert!(page.contains("12175550142\n") || page.contains("18005550199\n"), "{page}");
        }
        assert_eq!(pages.concat().matches("12120000199").count(), 1);
        assert_eq!(pages.concat().matches("1212").count(), 200);
        assert_contains(pages.last().unwrap(), &["All calls $0.37"]);
        assert_eq!(outside, Vec::<String>::new());
    }
}

/// The texts of a row stand at one height: no cell breaks or grows.
#[test]
fn calls_stay_in_their_rows() {
    let mut invoice = with_calls(40);
    for (call, row) in invoice.items[0].groups[0].rows.iter_mut().enumerate() {
        row[3] =
            ["", "A VERY LONG NAME OF A DESTINATION - MOBILE", "x/y-z a b c d e f g h i"][call % 3].into();
        row[2] = "0".repeat(40);
    }
    let heights =
        lay_out(&invoice, &Look::default(), |document| Ok(crate::page_text::heights(document))).unwrap();
    for text in ["Oct 13, 2026 11:05", "0.0400"].map(|text| text.replace(' ', "\u{a0}")) {
        let of = |wanted: &str| {
            heights.iter().filter(|(text, _)| text == wanted).map(|(_, at)| *at).collect::<Vec<_>>()
        };
        assert_eq!(of(&text), of("0.0200"), "{text}");
        assert_eq!(of(&text).len(), 40);
    }
}

const ATTACK: &str =
    "#import \"@preview/x:1.0.0\": * ] #panic(\"x\") $a$ *b* _c_ `d` <e> @f \\ \u{0}\u{202e} // g";

#[test]
fn hostile_text_is_only_text() {
    let attack = || ATTACK.to_owned();
    let mut invoice = sample_invoice();
    invoice.company.name = attack();
    invoice.company.address_lines = vec![attack()];
    invoice.company.phone = Some(attack());
    invoice.company.tax_id = Some(attack());
    invoice.account.name = attack();
    invoice.account.address_lines = vec![attack(), String::new(), "\u{7}".into()];
    invoice.currency.code = attack();
    invoice.items[0].title = attack();
    invoice.items[0].columns[0].name = attack();
    invoice.items[0].groups[0].name = attack();
    invoice.items[0].groups[0].rows[0][3] = attack();
    invoice.items[0].note = Some(attack());
    invoice.lines[0].description = attack();
    invoice.taxes[0].description = attack();
    invoice.sub_accounts[0].account_name = attack();
    invoice.credits[0].description = attack();
    invoice.messages_html = vec![crate::html::escape(ATTACK) + "<script>alert(1)</script>"];
    invoice.payment_slip = Some(PaymentSlip { remit_to_lines: vec![attack()] });
    let page = page(&invoice);
    assert!(!page.contains("alert"));
    assert_contains(&page.replace('\n', " "), &["#panic(\"x\")", "*b*", "<e>", "@f"]);
    assert!(invoice_pdf(&invoice, &Look::default()).is_ok());
}

#[test]
fn nothing_leaves_the_margins() {
    let long_word = "w".repeat(300);
    let wide = i64::MAX / 1000;
    let mut invoice = sample_invoice();
    invoice.company.name.clone_from(&long_word);
    invoice.company.address_lines = vec![long_word.clone()];
    invoice.account.name.clone_from(&long_word);
    invoice.account.address_lines = vec![long_word.clone(), "a word and another ".repeat(20)];
    invoice.lines[0] =
        InvoiceLine { months: 12, amount: cents(wide), unit_price: cents(-wide), ..line(&long_word) };
    invoice.lines[1].description = "Very long description ".repeat(60);
    invoice.taxes[0].description.clone_from(&long_word);
    invoice.sub_accounts[0].account_name.clone_from(&long_word);
    invoice.credits[0].description.clone_from(&long_word);
    (invoice.total, invoice.amount_due) = (cents(wide), cents(wide));
    invoice.messages_html = vec![long_word];
    for paper in [Paper::A4, Paper::Letter] {
        let look = Look { paper, locale: Locale::Fr, ..Look::default() };
        let outside = lay_out(&invoice, &look, |document| Ok(beyond_margins(document))).unwrap();
        assert_eq!(outside, Vec::<String>::new());
    }
}

#[test]
fn the_file_is_a_pdf_in_the_look_and_the_same_each_time() {
    let invoice = with_lines(1);
    let look = Look { paper: Paper::Letter, accent: Accent::parse("#0b7a75").unwrap(), ..Look::default() };
    let pdf = invoice_pdf(&invoice, &look).unwrap();
    assert!(pdf.starts_with(b"%PDF-1."));
    assert!(pdf.windows(b"/MediaBox[0 0 612 792]".len()).any(|bytes| bytes == b"/MediaBox[0 0 612 792]"));
    assert_eq!(pdf, invoice_pdf(&invoice, &look).unwrap());
    assert_ne!(pdf, invoice_pdf(&invoice, &Look { paper: Paper::Letter, ..Look::default() }).unwrap());
}

#[test]
fn a_replaced_template_reads_the_same_data() {
    let text = "#let data = json(\"data.json\")\n#data.account.name owes #data.amount_due";
    let look = Look { template: Some(Template::new(text)), ..Look::default() };
    assert_contains(&pages(&with_lines(1), &look)[0], &["Marigold Bakery owes $107.96"]);
    let broken = Look { template: Some(Template::new("#panic()")), ..Look::default() };
    assert!(matches!(invoice_pdf(&with_lines(1), &broken), Err(DocumentError::Layout(_))));
}

#[test]
fn more_data_than_a_document_carries_is_refused() {
    let invoice = InvoiceDocument { messages_html: vec!["<p>x".repeat(100_000)], ..with_lines(1) };
    let result = invoice_pdf(&invoice, &Look::default());
    assert!(matches!(result, Err(DocumentError::TooLong { .. })), "{result:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(8) })]

    /// The amounts on the page, read back, are those that were given, and the sums are their sums.
    #[test]
    fn sums_shown_are_sums_given(
        amounts in prop::collection::vec(-10_000_000_i64..10_000_000, 1..6),
        taxes in prop::collection::vec(-100_000_i64..100_000, 0..5),
        total in any::<i64>(),
    ) {
        let mut invoice = with_lines(0);
        invoice.lines = amounts.iter().map(|it| InvoiceLine { amount: cents(*it), ..line("x") }).collect();
        invoice.taxes = taxes
            .iter()
            .map(|it| InvoiceTax { description: "Tax".into(), rate: None, amount: cents(*it) })
            .collect();
        (invoice.total, invoice.amount_due) = (cents(total), cents(total));
        let page = page(&invoice);
        let shown: Vec<i128> = page.split_whitespace().filter_map(read_back).collect();
        for given in &amounts {
            prop_assert!(shown.contains(&i128::from(*given)), "{given} in {page}");
        }
        let after = |label: &str| -> Option<i128> {
            page.split(label).nth(1)?.split_whitespace().find_map(read_back)
        };
        prop_assert_eq!(after("Subtotal\n"), Some(amounts.iter().map(|it| i128::from(*it)).sum()));
        prop_assert_eq!(after("Invoice total\n"), Some(total.into()));
        if !taxes.is_empty() {
            prop_assert_eq!(after("Tax\n"), Some(taxes.iter().map(|it| i128::from(*it)).sum()));
        }
    }
}

/// `−$1,234.50` as hundredths.
fn read_back(text: &str) -> Option<i128> {
    let (minus, digits) = match text.strip_prefix('−') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let digits: String = digits.strip_prefix('$')?.chars().filter(|c| !matches!(c, ',' | '.')).collect();
    digits.parse::<i128>().ok().map(|number| number * minus)
}
