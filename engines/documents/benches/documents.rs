//! How many documents a core makes in a second, and whether memory stays flat over many of them.
//!
//! Each invoice differs from the one before, as in a billing run. The last figure is printed: resident memory after 1,000
//! invoices and after 10,000.

#![allow(clippy::print_stdout, reason = "a bench prints")]

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use fairlead_documents::{
    InvoiceDocument, Logo, Look, invoice_pdf, invoices_pdf, sample_invoice, sample_statement, statement_pdf,
};
use fairlead_kernel::Money;

const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="40" height="40" rx="9" fill="#0b7a75"/></svg>"##;

/// An ordinary bill: three lines, two taxes, usage, a message, a payment slip; one page.
fn ordinary(number: i64) -> InvoiceDocument {
    let mut invoice = InvoiceDocument { invoice_id: number, sub_accounts: Vec::new(), ..sample_invoice() };
    invoice.account.id = 10_000 + number;
    invoice.account.name = format!("Customer {number}");
    for (at, line) in (0_i64..).zip(&mut invoice.lines) {
        line.amount = Money::from_scaled(1000 + number * 7 + at);
    }
    invoice.total = Money::from_scaled(3000 + number * 21);
    invoice.amount_due = invoice.total;
    for period in &mut invoice.usage {
        period.used_in_bytes += number.unsigned_abs() * 1_000_000_000;
    }
    invoice
}

fn speed(criterion: &mut Criterion) {
    let look = Look::default();
    let mut number = 0;
    let mut next = move || {
        number += 1;
        ordinary(number)
    };
    let mut group = criterion.benchmark_group("documents");
    group.sample_size(40).throughput(Throughput::Elements(1));
    group.bench_function("invoice of one page", |bencher| {
        bencher.iter(|| invoice_pdf(black_box(&next()), &look).map(|pdf| pdf.len()));
    });
    let logo = Logo::new(LOGO.into()).ok();
    group.bench_function("the same with a logo", |bencher| {
        bencher.iter(|| {
            let mut invoice = next();
            invoice.company.logo.clone_from(&logo);
            invoice_pdf(black_box(&invoice), &look).map(|pdf| pdf.len())
        });
    });
    group.bench_function("invoice of 500 lines", |bencher| {
        bencher.iter(|| {
            let mut invoice = next();
            invoice.lines = invoice.lines.iter().cycle().take(500).cloned().collect();
            invoice_pdf(black_box(&invoice), &look).map(|pdf| pdf.len())
        });
    });
    let mut account = 0;
    group.bench_function("statement of one page", |bencher| {
        bencher.iter(|| {
            account += 1;
            let mut statement = sample_statement();
            statement.account.id = account;
            statement.closing_balance = Money::from_scaled(account * 3);
            statement_pdf(black_box(&statement), &look).map(|pdf| pdf.len())
        });
    });
    group.throughput(Throughput::Elements(50)).sample_size(10);
    group.bench_function("50 invoices in one file", |bencher| {
        bencher.iter(|| {
            let batch: Vec<_> = (0..50).map(|_| next()).collect();
            invoices_pdf(black_box(&batch), &look).map(|pdf| pdf.len())
        });
    });
    group.finish();
}

fn memory() {
    let look = Look::default();
    for number in 1..=10_000 {
        let pdf = invoice_pdf(&ordinary(number), &look);
        assert!(pdf.is_ok(), "{pdf:?}");
        if matches!(number, 1000 | 10_000) {
            println!("resident memory after {number} invoices: {} MB", resident_in_kb() / 1024);
        }
    }
}

fn resident_in_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    speed(&mut criterion);
    criterion.final_summary();
    // `cargo test --benches` passes --test: there is nothing to measure there.
    if !std::env::args().any(|argument| argument == "--test") {
        memory();
    }
}
