//! Files as people send them, and what each comes to.

use std::io::{Cursor, Write};

use fairlead_tabular::{Choices, Layout, Limits, Problem, Visit, read};

fn table_with(
    bytes: &[u8],
    choices: &Choices,
    limits: &Limits,
) -> Result<(Layout, Vec<(u64, String)>), Problem> {
    let mut rows = Vec::new();
    let layout = read(Cursor::new(bytes.to_vec()), choices, limits, |row| {
        rows.push((row.number, row.cells.join("|")));
        Visit::Next
    })?;
    Ok((layout, rows))
}

fn table(bytes: &[u8]) -> (Layout, Vec<String>) {
    let (layout, rows) = table_with(bytes, &Choices::default(), &Limits::default()).expect("a table");
    (layout, rows.into_iter().map(|(_, row)| row).collect())
}

fn problem(bytes: &[u8]) -> String {
    table_with(bytes, &Choices::default(), &Limits::default()).expect_err("no table").to_string()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).expect("it is packed");
    packed.finish().expect("it is packed")
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member");
        archive.write_all(bytes).expect("its content");
    }
    archive.finish().expect("an archive").into_inner()
}

#[test]
fn delimiters_are_found() {
    for (text, delimiter, first) in [
        ("a,b,c\n1,2,3\n", ',', "a|b|c"),
        ("a;b;c\n1,5;2;3\n2,5;3;4\n", ';', "a|b|c"),
        ("a\tb\tc\n1\t2\t3\n", '\t', "a|b|c"),
        ("a|b|c\n1|2|3\n", '|', "a|b|c"),
        ("Name, first;Price\n\"x;y\";1,5\nz;2,5\n", ';', "Name, first|Price"),
        ("only one column\nand another row\n", ',', "only one column"),
    ] {
        let (layout, rows) = table(text.as_bytes());
        assert_eq!((layout.delimiter, rows[0].as_str()), (Some(delimiter), first), "{text}");
    }
}

#[test]
fn encodings_are_found() {
    let utf16 = |big: bool, mark: bool, text: &str| -> Vec<u8> {
        let mark = if mark { vec![0xfeff] } else { vec![] };
        let units = mark.into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let late = [b"name,note\n".as_slice(), "plain,ascii\n".repeat(20_000).as_bytes(), "Größe,ü\n".as_bytes()]
        .concat();
    for (bytes, encoding, last) in [
        ("name,note\nGröße,ü\n".as_bytes().to_vec(), "UTF-8", "Größe|ü"),
        ("\u{feff}name,note\nGröße,ü\n".as_bytes().to_vec(), "UTF-8", "Größe|ü"),
        (late, "UTF-8", "Größe|ü"),
        (b"name,note\nGr\xf6\xdfe,\xfc\n".to_vec(), "windows-1252", "Größe|ü"),
        (utf16(false, true, "name,note\nGröße,ü\n"), "UTF-16LE", "Größe|ü"),
        (utf16(true, true, "name,note\nGröße,ü\n"), "UTF-16BE", "Größe|ü"),
        (utf16(false, false, "name,note\nplain,text\n"), "UTF-16LE", "plain|text"),
        ("name,note\nПривет, мир".as_bytes().to_vec(), "UTF-8", "Привет|мир"),
    ] {
        let (layout, rows) = table(&bytes);
        assert_eq!((layout.encoding, rows.last().map(String::as_str)), (Some(encoding), Some(last)));
        assert!(!layout.has_unreadable_characters);
        assert!(rows[0].starts_with("name"), "{rows:?}");
    }
}

#[test]
fn a_chosen_encoding_that_does_not_fit_is_told() {
    let choices = Choices { encoding: Some("utf-8".into()), ..Choices::default() };
    let (layout, _) = table_with(b"name\nGr\xf6\xdfe\n", &choices, &Limits::default()).expect("a table");
    assert!(layout.has_unreadable_characters);
    let choices = Choices { encoding: Some("klingon".into()), ..Choices::default() };
    let error = table_with(b"name\nx\n", &choices, &Limits::default()).expect_err("no encoding");
    assert_eq!(error.to_string(), "The encoding klingon is not known.");
}

#[test]
fn rows_have_the_numbers_of_their_lines() {
    for text in ["a,b\n\n1,2\n \n3,4", "a,b\r\n\r\n1,2\r\n \r\n3,4\r\n"] {
        let (_, rows) =
            table_with(text.as_bytes(), &Choices::default(), &Limits::default()).expect("a table");
        let numbers: Vec<u64> = rows.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 3, 5], "{text:?}");
    }
}

#[test]
fn json_names_its_columns() {
    let list = br#"[{"a": 1, "b": {"c": "x, ]"}}, {"a": null, "d": [1, 2], "e": true}]"#;
    let lines = b"{\"a\": 1, \"b\": {\"c\": \"x, ]\"}}\n{\"a\": null, \"d\": [1, 2], \"e\": true}\n";
    for (bytes, format) in [(list.as_slice(), "json"), (lines.as_slice(), "jsonl")] {
        let (layout, rows) = table(bytes);
        assert_eq!((layout.format.name(), layout.header_row), (format, Some(1)));
        assert_eq!(rows, ["a|b.c|d|e", "1|x, ]", "||1;2|true"]);
    }
    let (layout, rows) = table(br#"[["name", "note"], ["x", 2.5]]"#);
    assert_eq!((layout.header_row, rows), (None, vec!["name|note".to_owned(), "x|2.5".to_owned()]));
    assert_eq!(problem(br#"[{"a": 1}, {"a": ]"#), "Record 2 is not valid JSON: expected value.");
}

#[test]
fn packed_texts_are_unpacked() {
    let text = b"a,b\n1,2\n";
    for (bytes, compression) in [
        (gzip(text), "gzip"),
        (zip(&[("folder/", b""), ("folder/data.csv", text), ("__MACOSX/._data.csv", b"x")]), "zip"),
    ] {
        let (layout, rows) = table(&bytes);
        assert_eq!((layout.compression.map(|packed| packed.name()), rows.len()), (Some(compression), 2));
    }
    assert_eq!(
        problem(&zip(&[("a.csv", text), ("b.csv", text)])),
        "The archive must contain exactly one file; it contains 2."
    );
    assert_eq!(problem(&zip(&[])), "The archive must contain exactly one file; it contains 0.");
    let cut = gzip(text);
    assert_eq!(problem(&cut[..cut.len() - 4]), "The file is damaged: its end is missing.");
}

#[test]
fn what_is_no_table_says_what_it_is() {
    let jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01";
    for (bytes, expected) in [
        (b"".to_vec(), "The file is empty."),
        (b" \n\n ".to_vec(), "The file is empty."),
        (jpeg.to_vec(), "The file is not a table but an image (image/jpeg)."),
        (gzip(jpeg), "The file is not a table but an image (image/jpeg)."),
        (b"%PDF-1.7\n%abc".to_vec(), "The file is not a table but a document (application/pdf)."),
        (b"name,note\n\0\x01\x02,x".to_vec(), "The file is not a table but binary data."),
    ] {
        assert_eq!(problem(&bytes), expected);
    }
}

#[test]
fn a_bomb_ends_at_the_limit() {
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    let zeros = "0,".repeat(100).into_bytes().repeat(20_000);
    for bytes in [gzip(&zeros), zip(&[("bomb.csv", &zeros)])] {
        assert!(bytes.len() < 1 << 20);
        let error = table_with(&bytes, &Choices::default(), &limits).expect_err("a bomb");
        assert_eq!(error.to_string(), "The file is too large: unpacked it has more than 1 MB.");
    }
}

#[test]
fn a_row_without_end_is_given_up() {
    let long = [b"a,b\n\"".as_slice(), &b"x".repeat(3 << 20)].concat();
    assert_eq!(problem(&long), "Row 2 is longer than 1024 kB. Is a quotation mark missing?");
    let long = format!("{{\"a\": \"{}\"}}", "x".repeat(3 << 20));
    assert_eq!(problem(long.as_bytes()), "Row 1 is longer than 1024 kB. Is a quotation mark missing?");
    assert_eq!(problem("x,".repeat(501).as_bytes()), "Row 1 has more than 500 columns.");
    let limits = Limits { rows: 2, ..Limits::default() };
    let error = table_with(b"a\nb\nc\n", &Choices::default(), &limits).expect_err("too many");
    assert_eq!(error.to_string(), "The file has more than 2 rows.");
}

const SHEET: &str = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="2"><c r="A2" t="inlineStr"><is><t>Name</t></is></c><c r="B2" t="inlineStr"><is><t>Price</t></is></c><c r="D2" t="inlineStr"><is><t>Since</t></is></c></row>
<row r="3"><c r="A3" t="inlineStr"><is><t>Fiber</t></is></c><c r="B3"><f>SUM(1,2)</f><v>59.95</v></c><c r="D3" s="1"><v>46096</v></c></row>
<row r="5"><c r="A5" t="str"><f>1/0</f><v>15551234567</v></c><c r="B5" t="e"><v>#DIV/0!</v></c><c r="C5" t="b"><v>1</v></c></row>
</sheetData></worksheet>"#;

fn xlsx(sheet: &str) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let rels = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
    let book = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Prices" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let top = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let styles = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#;
    zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", top.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn a_workbook_that_begins_at_its_top_counts_from_one() {
    let sheet = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Fiber</t></is></c></row>
</sheetData></worksheet>"#;
    let (_, rows) = table_with(&xlsx(sheet), &Choices::default(), &Limits::default()).expect("a table");
    assert_eq!(rows, [(1, "Name".to_owned()), (2, "Fiber".to_owned())]);
}

#[test]
fn a_workbook_is_read_as_it_was_computed() {
    let (layout, rows) = table_with(&xlsx(SHEET), &Choices::default(), &Limits::default()).expect("a table");
    assert_eq!((layout.format.name(), layout.sheets), ("xlsx", vec!["Prices".to_owned()]));
    let expected =
        [(2, "Name|Price||Since"), (3, "Fiber|59.95||2026-03-15"), (5, "15551234567|#DIV/0!|true")];
    assert_eq!(rows, expected.map(|(number, row)| (number, row.to_owned())));
    let choices = Choices { sheet: Some("Costs".into()), ..Choices::default() };
    let error = table_with(&xlsx(SHEET), &choices, &Limits::default()).expect_err("no sheet");
    assert_eq!(error.to_string(), "The workbook has no sheet called Costs.");
    let limits = Limits { unpacked_bytes: 500, ..Limits::default() };
    assert!(matches!(
        table_with(&xlsx(SHEET), &Choices::default(), &limits),
        Err(Problem::TooLarge { limit_in_bytes: 500 } | Problem::TooLarge { .. })
    ));
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="One">{rows}</table:table><table:table table:name="Two"><table:table-row><table:table-cell><text:p>other</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<x/>"),
    ])
}

#[test]
fn an_opendocument_sheet_is_read_however_often_it_repeats() {
    let rows = r#"<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>Fish &amp; chips</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="currency" office:value="1234.5"><text:p>$1,234.50</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16380"/></table:table-row>
        <table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>"#;
    let (layout, found) = table_with(&ods(rows), &Choices::default(), &Limits::default()).expect("a table");
    assert_eq!((layout.format.name(), layout.sheets.len()), ("ods", 2));
    let expected = [(3, "Fish & chips|||1234.5"), (4, "x|x"), (5, "x|x"), (6, "x|x")];
    assert_eq!(found, expected.map(|(number, row)| (number, row.to_owned())));
    let choices = Choices { sheet: Some("Two".into()), ..Choices::default() };
    let (_, found) = table_with(&ods(rows), &choices, &Limits::default()).expect("a table");
    assert_eq!(found, [(1, "other".to_owned())]);
    let bomb = r#"<table:table-row table:number-rows-repeated="4294967295"><table:table-cell table:number-columns-repeated="300"><text:p>x</text:p></table:table-cell></table:table-row>"#;
    let limits = Limits { rows: 10, ..Limits::default() };
    let error = table_with(&ods(bomb), &Choices::default(), &limits).expect_err("a bomb");
    assert_eq!(error.to_string(), "The file has more than 10 rows.");
}
