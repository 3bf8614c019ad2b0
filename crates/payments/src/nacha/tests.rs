use chrono::NaiveDate;
use fairlead_kernel::{FieldErrors, Money};
use proptest::prelude::*;

use super::record::plain;
use super::*;
use crate::AccountType;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `27 091000019 123456789 12.50 1001 Ada Example`
fn entry(line: &str) -> Entry {
    let words: Vec<&str> = line.splitn(6, ' ').collect();
    let [code, routing_number, number, amount, id, name] = words[..] else { panic!("{line}") };
    Entry {
        account: BankAccount {
            routing_number: routing_number.into(),
            account_number: Secret::number(number.into()),
            account_type: if code.starts_with('2') { AccountType::Checking } else { AccountType::Savings },
            name_on_account: name.into(),
        },
        direction: if code.ends_with('7') { Direction::Debit } else { Direction::Credit },
        amount: amount.parse().unwrap(),
        receiver_identification: id.into(),
    }
}

fn batch(class: EntryClass, lines: &[&str]) -> Batch {
    Batch {
        class,
        description: "Internet".into(),
        effective_date: day("2026-12-02"),
        entries: lines.iter().map(|line| entry(line)).collect(),
    }
}

fn file(batches: Vec<Batch>) -> File {
    let originator = Originator {
        immediate_destination: "091000019".into(),
        immediate_destination_name: "Example Bank".into(),
        immediate_origin: "1123456789".into(),
        immediate_origin_name: "Example Internet".into(),
        company_name: "Example Internet".into(),
        company_identification: "1123456789".into(),
        originating_routing_number: "091000019".into(),
    };
    File { originator, created_at: day("2026-12-01").and_hms_opt(14, 5, 59).unwrap(), modifier: 'A', batches }
}

fn written(batches: Vec<Batch>) -> String {
    write(&file(batches)).map_err(|errors| format!("{errors:?}")).unwrap().text.expose().to_owned()
}

fn paths(file: &File) -> String {
    let shown =
        |errors: FieldErrors| errors.iter().map(|(path, _)| path.to_owned()).collect::<Vec<_>>().join(" ");
    write(file).err().map(shown).unwrap_or_default()
}

/// The fields of each record stand between bars, written by hand from the record layouts.
fn by_hand(table: &str) -> Vec<String> {
    table.lines().map(|line| line.trim_start().replace('|', "")).filter(|line| !line.is_empty()).collect()
}

#[test]
fn a_file_with_a_paper_batch_and_a_web_batch() {
    let text = written(vec![
        batch(
            EntryClass::Ppd,
            &[
                "27 091000019 123456789 12.50 1001 Ada Example",
                "37 021000021 000987654321 100.00 1002 José Ñuñez",
            ],
        ),
        batch(EntryClass::WebRecurring, &["27 011401533 55501 0.01 1003 Łukasz Müßig-Bjørnsson the Third"]),
    ]);
    // Hashes: 9100001 + 2100002 = 11200003; 1140153; together 12340156.
    let nines = "9".repeat(94);
    let expected = format!(
        "
        1|01| 091000019|1123456789|261201|1405|A|094|10|1|EXAMPLE BANK           |EXAMPLE INTERNET       |        |
        5|225|EXAMPLE INTERNET|                    |1123456789|PPD|INTERNET  |      |261202|   |1|09100001|0000001|
        6|27|09100001|9|123456789        |0000001250|1001           |ADA EXAMPLE           |  |0|091000010000001|
        6|37|02100002|1|000987654321     |0000010000|1002           |JOSE NUNEZ            |  |0|091000010000002|
        8|225|000002|0011200003|000000011250|000000000000|1123456789|                   |      |09100001|0000001|
        5|225|EXAMPLE INTERNET|                    |1123456789|WEB|INTERNET  |      |261202|   |1|09100001|0000002|
        6|27|01140153|3|55501            |0000000001|1003           |LUKASZ MUSSIG-BJORNSSO|R |0|091000010000003|
        8|225|000001|0001140153|000000000001|000000000000|1123456789|                   |      |09100001|0000002|
        9|000002|000001|00000003|0012340156|000000011251|000000000000|                                       |
        {nines}
        "
    );
    assert_eq!(text.lines().collect::<Vec<_>>(), by_hand(&expected));
    assert!(text.ends_with("9\n"));
}

#[test]
fn refunds_are_credits_and_eleven_records_take_two_blocks() {
    let refund = "32 091000019 123456789 5.00 1001 Ada Example";
    let payment = "27 091000019 123456789 12.50 1001 Example Books Ltd";
    let text = written(vec![
        batch(EntryClass::WebSingle, &[refund]),
        batch(EntryClass::Ccd, &[payment, refund]),
        batch(EntryClass::Ppd, &[payment]),
    ]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 20);
    // Hash of four entries: 4 x 9100001.
    let expected = "
        5|220|EXAMPLE INTERNET|                    |1123456789|WEB|INTERNET  |      |261202|   |1|09100001|0000001|
        6|32|09100001|9|123456789        |0000000500|1001           |ADA EXAMPLE           |S |0|091000010000001|
        8|220|000001|0009100001|000000000000|000000000500|1123456789|                   |      |09100001|0000001|
        5|200|EXAMPLE INTERNET|                    |1123456789|CCD|INTERNET  |      |261202|   |1|09100001|0000002|
        6|27|09100001|9|123456789        |0000001250|1001           |EXAMPLE BOOKS LTD     |  |0|091000010000002|
        6|32|09100001|9|123456789        |0000000500|1001           |ADA EXAMPLE           |  |0|091000010000003|
        8|200|000002|0018200002|000000001250|000000000500|1123456789|                   |      |09100001|0000002|
        5|225|EXAMPLE INTERNET|                    |1123456789|PPD|INTERNET  |      |261202|   |1|09100001|0000003|
        6|27|09100001|9|123456789        |0000001250|1001           |EXAMPLE BOOKS LTD     |  |0|091000010000004|
        8|225|000001|0009100001|000000001250|000000000000|1123456789|                   |      |09100001|0000003|
        9|000003|000002|00000004|0036400004|000000002500|000000001000|                                       |
    ";
    assert_eq!(lines[1..12], by_hand(expected));
    assert!(lines[12..].iter().all(|line| *line == "9".repeat(94)));
}

#[test]
fn a_hash_keeps_its_last_ten_digits() {
    let lines = vec!["27 324377516 123456789 1.00 1001 Ada Example"; 400];
    let text = written(vec![batch(EntryClass::Ppd, &lines)]);
    // 400 x 32437751 = 12975100400
    let control = "8|225|000400|2975100400|000000040000|000000000000|1123456789|                   |      |09100001|0000001|";
    assert!(text.lines().any(|line| line == by_hand(control)[0]));
}

#[test]
fn a_file_says_what_returns_will_name() {
    let line = "27 091000019 123456789 12.50 1001 Ada Example";
    let file = file(vec![batch(EntryClass::Ppd, &[line, line]), batch(EntryClass::Ccd, &[line])]);
    let written = write(&file).unwrap_or_else(|errors| panic!("{errors:?}"));
    let expected = [vec!["091000010000001", "091000010000002"], vec!["091000010000003"]];
    assert_eq!(written.trace_numbers, expected);
    assert_eq!((written.total_debit, written.total_credit), (Money::from_scaled(3750), Money::ZERO));
}

#[test]
fn what_a_bank_would_send_back_is_refused_all_at_once() {
    let table = "
        27 091000019 123456789          12.50        1001 Ada   |
        27 091000018 123456789          12.50        1001 Ada   | routing_number
        27 091000019 12345678901234567  12.50        1001 Ada   |
        27 091000019 123456789012345678 12.50        1001 Ada   | account_number
        27 091000019 12|                12.50        1001 Ada   | account_number
        27 091000019 123456789          99999999.99  1001 Ada   |
        27 091000019 123456789          100000000.00 1001 Ada   | amount
        27 091000019 123456789          0.00         1001 Ada   | amount
        27 091000019 123456789          -1.00        1001 Ada   | amount
        27 091000019 123456789          1.00 1234567890123456 A | receiver_identification
        27 091000019 123456789          1.00         1001 株式  | name_on_account
        27 1         1                  0.00         ü    ✓     | routing_number account_number amount name_on_account
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (case, expected) = line.rsplit_once('|').unwrap();
        let case = case.split_whitespace().collect::<Vec<_>>().join(" ");
        let expected: Vec<String> =
            expected.split_whitespace().map(|field| format!("batches.0.entries.0.{field}")).collect();
        assert_eq!(paths(&file(vec![batch(EntryClass::Ppd, &[&case])])), expected.join(" "), "{case}");
    }
}

#[test]
fn a_file_without_a_sender_or_entries_is_none() {
    let line = "27 091000019 123456789 12.50 1001 Ada Example";
    let good = || file(vec![batch(EntryClass::Ppd, &[line])]);
    let spoiled = |spoil: fn(&mut File)| {
        let mut file = good();
        spoil(&mut file);
        paths(&file)
    };
    assert_eq!(paths(&good()), "");
    assert_eq!(spoiled(|file| file.batches.clear()), "batches");
    assert_eq!(spoiled(|file| file.batches[0].entries.clear()), "batches.0.entries");
    assert_eq!(spoiled(|file| file.modifier = 'a'), "modifier");
    assert_eq!(
        spoiled(|file| file.batches[0].effective_date = day("2026-11-30")),
        "batches.0.effective_date"
    );
    assert_eq!(spoiled(|file| file.batches[0].description = "Internet fee".into()), "batches.0.description");
    assert_eq!(
        spoiled(|file| {
            file.originator.immediate_destination = "091000018".into();
            file.originator.company_name = "Example Internet Ltd".into();
            file.originator.company_identification = " ".into();
        }),
        "immediate_destination company_name company_identification"
    );
}

#[test]
fn totals_that_do_not_fit_their_field_are_refused() {
    let lines = vec!["27 091000019 123456789 99999999.99 1001 Ada"; 101];
    assert_eq!(paths(&file(vec![batch(EntryClass::Ppd, &lines)])), "batches");
    assert_eq!(paths(&file(vec![batch(EntryClass::Ppd, &lines[..100])])), "");
}

/// A number from columns as the layouts count them: from 1, both ends included.
fn columns(line: &str, from: usize, to: usize) -> u64 {
    line[from - 1..to].parse().unwrap_or_else(|_| panic!("{from} to {to} of {line}"))
}

/// A line for [`entry`]. The name is the rest of it, whatever it holds.
fn any_line() -> impl Strategy<Value = String> {
    let routing = prop::sample::select(vec!["091000019", "021000021", "011401533", "324377516"]);
    let code = prop::sample::select(vec!["22", "27", "32", "37"]);
    (code, routing, "[0-9A-Z]{4,17}", 1_i64..=9_999_999, "[A-Za-z0-9]{1,15}", "\\PC{0,30}x").prop_map(
        |(code, routing, number, cents, id, name)| {
            format!("{code} {routing} {number} {} {id} {name}", Money::from_scaled(cents))
        },
    )
}

proptest! {
    #[test]
    fn the_controls_agree_with_the_entries(lines in prop::collection::vec(prop::collection::vec(any_line(), 1..6), 1..5)) {
        let of_lines = |lines: &Vec<String>| batch(EntryClass::WebSingle, &lines.iter().map(String::as_str).collect::<Vec<_>>());
        let text = written(lines.iter().map(of_lines).collect());
        let lines: Vec<&str> = text.lines().collect();
        prop_assert!(text.is_ascii() && lines.len().is_multiple_of(10));
        prop_assert!(lines.iter().all(|line| line.len() == 94));
        let file_control = lines.iter().find(|line| line.starts_with("90")).unwrap();
        prop_assert_eq!(columns(file_control, 8, 13) as usize, lines.len() / 10);
        prop_assert_eq!(columns(file_control, 2, 7) as usize, lines.iter().filter(|line| line.starts_with('8')).count());
        let entries: Vec<&&str> = lines.iter().filter(|line| line.starts_with('6')).collect();
        prop_assert_eq!(columns(file_control, 14, 21) as usize, entries.len());
        prop_assert_eq!(columns(file_control, 22, 31), entries.iter().map(|line| columns(line, 4, 11)).sum::<u64>());
        let (debits, credits): (Vec<&&str>, Vec<&&str>) = entries.iter().partition(|line| &line[2..3] == "7");
        prop_assert_eq!(columns(file_control, 32, 43), debits.iter().map(|line| columns(line, 30, 39)).sum::<u64>());
        prop_assert_eq!(columns(file_control, 44, 55), credits.iter().map(|line| columns(line, 30, 39)).sum::<u64>());
        let controls: Vec<&&str> = lines.iter().filter(|line| line.starts_with('8')).collect();
        prop_assert_eq!(columns(file_control, 22, 31), controls.iter().map(|line| columns(line, 11, 20)).sum::<u64>());
        let traces: Vec<u64> = entries.iter().map(|line| columns(line, 88, 94)).collect();
        prop_assert_eq!(traces, (1..=entries.len() as u64).collect::<Vec<_>>());
    }

    #[test]
    fn any_text_becomes_plain(text in "\\PC{0,60}") {
        let plain = plain(&text);
        prop_assert!(plain.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic() && !byte.is_ascii_lowercase()), "{}", plain);
    }
}
