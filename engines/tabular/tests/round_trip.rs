//! Whatever is written as CSV is read as it was, whatever cuts, packs or encodes it; and no bytes at all bring it down.

use std::io::{Cursor, Write};

use fairlead_tabular::{Choices, Limits, Visit, read};
use proptest::prelude::*;

fn rows_of(bytes: Vec<u8>, choices: &Choices) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    read(Cursor::new(bytes), choices, &Limits::default(), |row| {
        rows.push(row.cells);
        Visit::Next
    })
    .expect("a table");
    rows
}

fn trimmed(cells: &[String]) -> Vec<String> {
    let mut cells: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_was_written_is_read(
        table in prop::collection::vec(prop::collection::vec("[ -~äöß\n\"',;]{0,12}", 3), 1..30),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
        packed in any::<bool>(),
        utf16 in any::<bool>(),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        // The first byte decides whether it is JSON.
        writer.write_record(["h", "i", "j"]).expect("written");
        for row in &table {
            writer.write_record(row).expect("written");
        }
        let mut bytes = writer.into_inner().expect("written");
        if utf16 {
            let text = String::from_utf8(bytes).expect("text");
            bytes = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        }
        if packed {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(&bytes).expect("packed");
            bytes = gzip.finish().expect("packed");
        }
        let choices = Choices { delimiter: Some(char::from(delimiter)), ..Choices::default() };
        let expected: Vec<Vec<String>> =
            table.iter().map(|row| trimmed(row)).filter(|row| !row.is_empty()).collect();
        prop_assert_eq!(&rows_of(bytes, &choices)[1..], expected.as_slice());
    }

    #[test]
    fn any_bytes_end_in_rows_or_in_words(
        start in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"\x1f\x8b\x08\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"[{", b"{", b"\xff\xfe", b"a,b\n"]),
        bytes in prop::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let whole = [start, &bytes].concat();
        let mut previous = 0;
        let outcome = read(Cursor::new(whole), &Choices::default(), &Limits::default(), |row| {
            assert!(row.number > previous && !row.cells.is_empty());
            previous = row.number;
            Visit::Next
        });
        if let Err(problem) = outcome {
            prop_assert!(problem.to_string().ends_with(['.', '?']), "{}", problem);
        }
    }
}
