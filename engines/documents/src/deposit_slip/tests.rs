use super::*;
use crate::locale::Locale;
use crate::look::Paper;
use crate::page_text::{assert_contains, beyond_margins, texts};
use crate::samples::sample_invoice;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn sample_deposit_slip() -> DepositSlipDocument {
    let item = |kind, reference: Option<&str>, account_id, payer: &str, on, cents| DepositItem {
        kind,
        reference: reference.map(str::to_owned),
        account_id,
        payer: payer.into(),
        date: day(on),
        amount: Money::from_scaled(cents),
    };
    DepositSlipDocument {
        company: sample_invoice().company,
        bank_lines: vec!["First Example Bank".into(), "Account ending in 0142".into()],
        slip_id: 17,
        date: day(16),
        description: Some("Week 46".into()),
        closed_on: None,
        currency: Currency::default(),
        items: vec![
            item(DepositKind::Check, Some("1017"), 46, "Ada Lovelace", 10, 7_345),
            item(DepositKind::Cash, None, 47, "Grace Hopper", 11, 4_200),
            item(DepositKind::Check, Some("880214"), 52, "Marigold Bakery", 12, 120_000),
            item(DepositKind::Cash, None, 51, "Edsger Example", 12, 4_200),
        ],
    }
}

fn pages(slip: &DepositSlipDocument, look: &Look) -> Vec<String> {
    lay_out(slip, look, |document| Ok(texts(document))).unwrap()
}

#[test]
fn a_slip_names_the_bank_lists_the_checks_and_adds_up_the_cash() {
    let page = pages(&sample_deposit_slip(), &Look::default()).concat();
    assert_contains(
        &page,
        &[
            "DEPOSIT TO First Example Bank Account ending in 0142",
            "Deposit slip Number 17",
            "Date Nov 16, 2026",
            "Total deposit (USD) $1,357.45",
            "1 1017 Ada Lovelace 46 Nov 10, 2026 $73.45",
            "2 880214 Marigold Bakery 52 Nov 12, 2026 $1,200.00",
            "Checks 2 $1,273.45",
            "Cash 2 $84.00",
            "Total deposit 4 $1,357.45",
            "Signature of the depositor",
            "Page 1 of 1",
        ],
    );
}

#[test]
fn words_dates_and_paper_follow_the_look() {
    for (locale, wanted) in [
        (Locale::Es, ["Comprobante de depósito", "N.º de cheque", "Efectivo"]),
        (Locale::Fr, ["Bordereau de remise", "N° de chèque", "Espèces"]),
    ] {
        let look = Look { locale, ..Look::default() };
        assert_contains(&pages(&sample_deposit_slip(), &look).concat(), &wanted);
    }
    let size = |paper| {
        let look = Look { paper, ..Look::default() };
        lay_out(&sample_deposit_slip(), &look, |it| Ok(it.pages()[0].frame.size().x.to_mm())).unwrap()
    };
    assert_eq!((size(Paper::A4).round(), size(Paper::Letter).round()), (210.0, 216.0));
}

#[test]
fn a_slip_without_checks_or_without_anything_is_a_page() {
    let mut slip = sample_deposit_slip();
    slip.items.retain(|item| item.kind == DepositKind::Cash);
    assert_contains(&pages(&slip, &Look::default()).concat(), &["Cash 2 $84.00", "Total deposit 2 $84.00"]);
    slip.items.clear();
    slip.bank_lines.clear();
    assert_contains(&pages(&slip, &Look::default()).concat(), &["Total deposit 0 $0.00"]);
}

#[test]
fn the_sum_stands_with_a_check_on_every_length() {
    let check = sample_deposit_slip().items[0].clone();
    for count in (14..=34).chain([300]) {
        let number = |at: usize| DepositItem { reference: Some(format!("no{at}.")), ..check.clone() };
        let slip = DepositSlipDocument { items: (1..=count).map(number).collect(), ..sample_deposit_slip() };
        let pages = pages(&slip, &Look { paper: Paper::Letter, ..Look::default() });
        let with_last = pages.iter().find(|page| page.contains(&format!("no{count}."))).unwrap();
        assert_contains(with_last, &[&format!("Checks {count}")]);
        if pages.len() > 1 {
            assert_contains(pages.last().unwrap(), &["Deposit slip · Number 17"]);
        }
    }
}

#[test]
fn hostile_text_is_only_text_and_stays_on_the_page() {
    let mut slip = sample_deposit_slip();
    slip.items[0].payer = "#panic(\"x\") *b* <e>".into();
    slip.items[0].reference = Some("9".repeat(400));
    slip.items[1].payer = "w".repeat(400);
    slip.description = Some("#panic() ".repeat(40));
    slip.bank_lines = vec!["#panic()".into(), "b".repeat(300)];
    let look = Look::default();
    assert_contains(&pages(&slip, &look).concat(), &["#panic(\"x\") *b* <e>", "#panic()"]);
    assert_eq!(lay_out(&slip, &look, |it| Ok(beyond_margins(it))).unwrap(), Vec::<String>::new());
    assert_eq!(deposit_slip_pdf(&slip, &look), deposit_slip_pdf(&slip, &look));
}
