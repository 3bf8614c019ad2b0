use super::*;
use crate::page_text::{assert_contains, texts};

fn contract(body_html: &str) -> ContractDocument {
    ContractDocument {
        company_name: "Example Fibre".into(),
        company_lines: vec!["1 Main Street".into(), "+1 555 0100".into()],
        title: "Service agreement".into(),
        body_html: body_html.into(),
        account_name: "Marigold Bakery".into(),
        link_key: "k3y-123".into(),
        ..ContractDocument::default()
    }
}

fn signature() -> Signature {
    Signature {
        signer_name: "Zoë Ñandú".into(),
        signer_ip: "192.0.2.44".into(),
        signed_at_text: "2025-03-01 14:05:09 UTC".into(),
        contact_name: "Zoe Nandu".into(),
    }
}

/// The text of each page as it is laid out, one line per run.
fn pages(contract: &ContractDocument) -> Vec<String> {
    lay_out(contract, |document| Ok(texts(document))).unwrap()
}

#[test]
fn a_signed_contract_says_who_when_and_from_where() {
    let signed = ContractDocument {
        signature: Some(signature()),
        custom_message: Some("Welcome back!\nSee you soon.".into()),
        ..contract("<h2>Term</h2><p>Twelve <b>months</b>.</p><ul><li>Router</li></ul>")
    };
    let pages = pages(&signed);
    assert_eq!(pages.len(), 1);
    assert_contains(
        &pages[0],
        &[
            "Example Fibre",
            "+1 555 0100",
            "Service agreement",
            "Marigold Bakery",
            "Welcome back!",
            "See you soon.",
        ],
    );
    assert_contains(&pages[0], &["Term", "Twelve", "months", "Router", "Page 1 of 1"]);
    assert_contains(
        &pages[0],
        &["Zoë Ñandú", "Zoe Nandu", "192.0.2.44", "2025-03-01 14:05:09 UTC", "k3y-123"],
    );
    assert!(!pages[0].contains("Not yet signed"));
}

#[test]
fn an_unsigned_contract_says_so_in_each_language() {
    for (locale, words) in [
        (Locale::En, ["Not yet signed", "Prepared for"]),
        (Locale::Es, ["Pendiente de firma", "Página 1 de 1"]),
        (Locale::Fr, ["En attente de signature", "Page 1 sur 1"]),
    ] {
        let page = pages(&ContractDocument { locale, ..contract("<p>x</p>") }).remove(0);
        assert_contains(&page.replace("PREPARED FOR", "Prepared for"), &words);
    }
}

#[test]
fn the_file_is_a_pdf_and_the_same_each_time() {
    let contract = ContractDocument { paper: Paper::Letter, ..contract("<p>Text</p>") };
    let pdf = render_contract(&contract).unwrap();
    assert!(pdf.starts_with(b"%PDF-1."));
    let page_size = b"/MediaBox[0 0 612 792]";
    assert!(pdf.windows(page_size.len()).any(|bytes| bytes == page_size));
    assert_eq!(pdf, render_contract(&contract).unwrap());
}

#[test]
fn hostile_text_is_only_text() {
    let attack =
        "#import \"@preview/x:1.0.0\": * ] #panic(\"x\") $a$ *b* _c_ `d` <e> @f \\ \u{0}\u{202e} // g";
    let shown = "#import \"@preview/x:1.0.0\": * ] #panic(\"x\") $a$ *b* _c_ `d` <e> @f \\";
    let body = format!("<p>{}</p><script>alert(1)</script>", crate::html::escape(attack));
    let hostile = ContractDocument {
        company_name: attack.into(),
        company_lines: vec![attack.into()],
        title: attack.into(),
        account_name: attack.into(),
        custom_message: Some(attack.into()),
        link_key: attack.into(),
        signature: Some(Signature {
            signer_name: attack.into(),
            signer_ip: attack.into(),
            signed_at_text: attack.into(),
            contact_name: attack.into(),
        }),
        ..contract(&body)
    };
    let page = pages(&hostile).concat();
    assert_contains(&page, &[shown]);
    assert!(!page.contains("alert"), "{page}");
    assert!(render_contract(&hostile).is_ok());
}

#[test]
fn odd_structures_keep_their_text() {
    for body in [
        format!("{}deep", "<div>".repeat(5000)),
        format!("{}deep", "<ul><li>".repeat(5000)),
        format!("{}deep", "<table><tr><td>".repeat(5000)),
        format!("{}deep", "<blockquote>".repeat(5000)),
        format!("{}deep", "<b><i><a href='https://example.com'>".repeat(5000)),
        format!("<table><tr>{}<td>deep</table>", "<td>x".repeat(500)),
        "<table><tr><td colspan=900>a<td>b<tr><td>deep</table>".into(),
        "<table><thead><tr><th>a<tr><th>b</thead><tr><td>deep</table>".into(),
        "<td>a<tr>b<li>deep</table></ul>".into(),
        "<table>deep<td>x<table>y".into(),
        "<ol start=7><ul>deep</ol>".into(),
        "<h1></h1><ul></ul><table></table><blockquote></blockquote><a href=x></a>deep".into(),
    ] {
        let page = pages(&contract(&body)).concat();
        let start: String = body.chars().take(60).collect();
        assert!(page.contains("deep"), "{start}: {page}");
    }
}

#[test]
fn a_link_goes_where_it_is_safe_to_go() {
    let pdf =
        render_contract(&contract("<a href='https://example.com/terms'>a</a><a href='javascript:x()'>b</a>"));
    let pdf = String::from_utf8_lossy(&pdf.unwrap()).into_owned();
    assert!(pdf.contains("https://example.com/terms"));
    assert!(!pdf.contains("javascript"));
}

#[test]
fn long_bodies_are_laid_out_and_longer_ones_refused() {
    let paragraph = format!("<p>{}</p>", "a word after another ".repeat(40));
    let long = pages(&contract(&paragraph.repeat(120)));
    assert!(long.len() > 10, "{}", long.len());
    assert_contains(&long[1], &["Service agreement", "Page 2 of"]);

    let too_long = render_contract(&contract(&"x".repeat(MAX_BODY_IN_BYTES + 1)));
    let length_in_bytes = MAX_BODY_IN_BYTES + 1;
    assert_eq!(too_long, Err(DocumentError::TooLong { length_in_bytes, limit_in_bytes: MAX_BODY_IN_BYTES }));
}
