//! A made-up invoice and statement, with something in every place: to check and to preview templates with.

use chrono::NaiveDate;
use fairlead_kernel::{Money, Rate};

use crate::{
    Ageing, AppliedCredit, BilledAccount, Company, Currency, DateRange, EntryKind, InvoiceDocument,
    InvoiceLine, InvoiceState, InvoiceTax, ItemColumn, ItemColumnKind, ItemGroup, ItemList, PaymentSlip,
    StatementDocument, StatementEntry, SubAccountSection, UsagePeriod,
};

/// An invoice that uses all that an invoice can have.
pub fn sample_invoice() -> InvoiceDocument {
    let november = DateRange { from: day(2026, 11, 1), through: day(2026, 11, 30) };
    InvoiceDocument {
        company: company(),
        account: account(),
        invoice_id: 10_482,
        date: day(2026, 11, 1),
        due_date: day(2026, 11, 11),
        period: Some(november),
        auto_pay_date: None,
        currency: Currency::default(),
        lines: vec![
            line("Fibre 500", 1, 6995, 6995, november),
            InvoiceLine {
                period: Some(DateRange { from: day(2026, 10, 20), through: day(2026, 10, 31) }),
                prorated_days: Some((12, 31)),
                ..line("Static IPv4 address", 2, 500, 387, november)
            },
            line("Loyalty discount", 1, -500, -500, november),
        ],
        taxes: vec![
            InvoiceTax {
                description: "State tax".into(),
                rate: Some(Rate::from_scaled(5_000_000)),
                amount: cents(344),
            },
            InvoiceTax { description: "Universal service fee".into(), rate: None, amount: cents(125) },
        ],
        sub_accounts: vec![SubAccountSection {
            account_id: 2_041,
            account_name: "Marigold Bakery, Harbour Street".into(),
            lines: vec![line("Fibre 100", 1, 3995, 3995, november)],
            taxes: vec![InvoiceTax {
                description: "State tax".into(),
                rate: Some(Rate::from_scaled(5_000_000)),
                amount: cents(200),
            }],
            subtotal: cents(4195),
        }],
        total: cents(11_546),
        credits: vec![AppliedCredit {
            date: day(2026, 10, 28),
            description: "Payment by card ending in 4242".into(),
            amount: cents(2000),
        }],
        previous_balance: Some(cents(1250)),
        amount_due: cents(10_796),
        usage: usage(),
        items: vec![calls()],
        messages_html: vec![
            "<p>Our office is closed on <b>26 November</b>. Support by telephone stays open all day.</p>"
                .into(),
        ],
        state: InvoiceState::Open,
        payment_slip: Some(PaymentSlip {
            remit_to_lines: vec!["Example Fibre".into(), "PO Box 555".into(), "Springfield, IL 62701".into()],
        }),
    }
}

/// A statement that uses all that a statement can have.
pub fn sample_statement() -> StatementDocument {
    let entry = |date, kind, description: &str, debit, credit, balance| StatementEntry {
        date,
        kind,
        description: description.into(),
        debit: cents(debit),
        credit: cents(credit),
        running_balance: cents(balance),
    };
    StatementDocument {
        company: company(),
        account: account(),
        date: day(2026, 11, 30),
        period: DateRange { from: day(2026, 10, 1), through: day(2026, 11, 30) },
        currency: Currency::default(),
        opening_balance: cents(4000),
        entries: vec![
            entry(day(2026, 10, 1), EntryKind::Invoice, "Invoice 10377", 7345, 0, 11_345),
            entry(day(2026, 10, 9), EntryKind::Payment, "Card ending in 4242", 0, 10_095, 1250),
            entry(day(2026, 11, 1), EntryKind::Invoice, "Invoice 10482", 11_546, 0, 12_796),
            entry(day(2026, 11, 3), EntryKind::Discount, "Outage on 2 November", 0, 500, 12_296),
        ],
        closing_balance: cents(12_296),
        ageing: Ageing {
            current: Money::ZERO,
            days_1_to_30: cents(11_046),
            days_31_to_60: cents(1250),
            ..Ageing::default()
        },
        items: vec![calls()],
    }
}

fn calls() -> ItemList {
    let column = |name: &str, kind| ItemColumn { name: name.into(), kind };
    let texts = |texts: [&str; 7]| texts.map(str::to_owned).to_vec();
    let group = |number: &str, rows: Vec<Vec<String>>, subtotal| ItemGroup {
        name: number.into(),
        rows,
        subtotal: texts(["Subtotal", "", "", "", subtotal, "", ""]),
    };
    ItemList {
        title: "Calls".into(),
        columns: vec![
            column("Date", ItemColumnKind::Code),
            column("From", ItemColumnKind::Code),
            column("To", ItemColumnKind::Code),
            column("Destination", ItemColumnKind::Name),
            column("Minutes", ItemColumnKind::Figure),
            column("Rate", ItemColumnKind::Figure),
            column("Amount", ItemColumnKind::Figure),
        ],
        groups: vec![
            group(
                "12175550142",
                vec![
                    texts([
                        "Oct 3, 2026 09:14",
                        "12175550142",
                        "011442079460123",
                        "UNITED KINGDOM",
                        "12:00",
                        "0.0087",
                        "0.1044",
                    ]),
                    texts([
                        "Oct 9, 2026 17:40",
                        "12175550142",
                        "13125550164",
                        "UNITED STATES",
                        "4:30",
                        "0.0500",
                        "0.2250",
                    ]),
                ],
                "16:30",
            ),
            group(
                "18005550199",
                vec![texts([
                    "Oct 12, 2026 11:05",
                    "19205550188",
                    "18005550199",
                    "",
                    "2:00",
                    "0.0200",
                    "0.0400",
                ])],
                "2:00",
            ),
        ],
        total: Some(("All calls".into(), "$0.37".into())),
        note: None,
    }
}

fn company() -> Company {
    Company {
        name: "Example Fibre".into(),
        address_lines: vec!["1 Main Street".into(), "Springfield, IL 62701".into()],
        phone: Some("+1 217 555 0100".into()),
        email: Some("billing@example.com".into()),
        tax_id: Some("00-0000000".into()),
        logo: None,
    }
}

fn account() -> BilledAccount {
    BilledAccount {
        id: 1_207,
        name: "Marigold Bakery".into(),
        address_lines: vec!["615 N 6th Street".into(), "Springfield, IL 62702".into()],
    }
}

fn line(description: &str, quantity: i64, unit_price: i64, amount: i64, period: DateRange) -> InvoiceLine {
    InvoiceLine {
        description: description.into(),
        quantity,
        months: 1,
        unit_price: cents(unit_price),
        period: Some(period),
        prorated_days: None,
        amount: cents(amount),
        shown_taxes: Vec::new(),
    }
}

fn usage() -> Vec<UsagePeriod> {
    let used = [612, 655, 701, 688, 930, 1_104, 842, 790];
    let period = |(month, gigabytes): (u32, u64)| UsagePeriod {
        from: day(2026, month, 1),
        through: day(2026, month, 28),
        used_in_bytes: gigabytes * 1_000_000_000 + 340_000_000,
        cap_in_bytes: Some(1_000_000_000_000),
    };
    (3..).zip(used).map(period).collect()
}

fn cents(hundredths: i64) -> Money {
    Money::from_scaled(hundredths)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}
