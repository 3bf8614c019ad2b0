use super::*;
use crate::locale::Locale;
use crate::look::Paper;
use crate::page_text::{assert_contains, beyond_margins, texts};
use crate::samples::sample_statement;

fn pages(statement: &StatementDocument, look: &Look) -> Vec<String> {
    lay_out(statement, look, |document| Ok(texts(document))).unwrap()
}

fn with_entries(count: usize) -> StatementDocument {
    let entry = |number: usize| StatementEntry {
        description: format!("Entry no{number}."),
        ..sample_statement().entries[0].clone()
    };
    StatementDocument { entries: (1..=count).map(entry).collect(), ..sample_statement() }
}

#[test]
fn a_statement_leads_from_the_opening_to_the_closing_balance() {
    let page = pages(&sample_statement(), &Look::default()).concat();
    assert_contains(
        &page,
        &[
            "Opening balance $40.00 Oct 1, 2026 Invoice Invoice 10377 $73.45 $113.45",
            "Oct 9, 2026 Payment Card ending in 4242 $100.95 $12.50",
            "Closing balance $188.91 $105.95 $122.96",
            "CURRENT $0.00 1–30 DAYS $110.46 31–60 DAYS $12.50 61–90 DAYS $0.00 90+ DAYS $0.00",
            "Oct 1 – Nov 30, 2026",
            "Page 1 of 1",
        ],
    );
}

#[test]
fn kinds_and_words_follow_the_language() {
    for (locale, wanted) in [
        (Locale::Es, ["Estado de cuenta", "Saldo inicial", "Pago", "1–30 DÍAS"]),
        (Locale::Fr, ["Relevé de compte", "Solde initial", "Paiement", "1–30 JOURS"]),
    ] {
        assert_contains(&pages(&sample_statement(), &Look { locale, ..Look::default() })[0], &wanted);
    }
}

#[test]
fn a_statement_without_entries_says_so() {
    assert_contains(
        &pages(&with_entries(0), &Look::default())[0],
        &["Nothing was charged or paid in this period."],
    );
}

#[test]
fn the_closing_balance_stands_with_an_entry() {
    for count in (23..=30).chain([60, 300]) {
        let pages = pages(&with_entries(count), &Look { paper: Paper::Letter, ..Look::default() });
        let last = format!("Entry no{count}.");
        let with_last = pages.iter().find(|page| page.contains(&last)).unwrap();
        assert_contains(with_last, &["Closing balance", "Charges"]);
        assert_contains(pages.last().unwrap(), &[&format!("Page {0} of {0}", pages.len())]);
    }
}

#[test]
fn hostile_text_is_only_text_and_stays_on_the_page() {
    let mut statement = sample_statement();
    statement.entries[0].description = "#panic(\"x\") *b* <e>".into();
    statement.entries[1].description = "w".repeat(400);
    statement.account.name = "#panic()".into();
    assert_contains(&pages(&statement, &Look::default())[0], &["#panic(\"x\") *b* <e>", "#panic()"]);
    let outside = lay_out(&statement, &Look::default(), |document| Ok(beyond_margins(document))).unwrap();
    assert_eq!(outside, Vec::<String>::new());
    assert_eq!(statement_pdf(&statement, &Look::default()), statement_pdf(&statement, &Look::default()));
}
