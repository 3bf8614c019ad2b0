//! The six records, field by field in the order of the format.

use fairlead_kernel::{FieldErrors, Money};

use super::check::check;
use super::record::{BLOCKING_FACTOR, RECORD_IN_CHARS, Records, plain};
use super::{Batch, Direction, Entry, EntryClass, File, Originator, Written};
use crate::{AccountType, Secret};

/// Entries, sums and the hash that the two control records repeat.
#[derive(Default, Clone, Copy)]
struct Totals {
    entries: usize,
    /// Sum of the first eight digits of the routing numbers; ten digits of it are written.
    hash: u64,
    debit_in_cents: i64,
    credit_in_cents: i64,
}

impl Totals {
    fn add(&mut self, other: Self) {
        self.entries += other.entries;
        self.hash += other.hash;
        self.debit_in_cents += other.debit_in_cents;
        self.credit_in_cents += other.credit_in_cents;
    }

    fn of(batch: &Batch) -> Self {
        let mut totals = Self { entries: batch.entries.len(), ..Self::default() };
        for entry in &batch.entries {
            totals.hash += entry.account.routing_number[..8].parse::<u64>().unwrap_or_default();
            match entry.direction {
                Direction::Debit => totals.debit_in_cents += entry.amount.scaled(),
                Direction::Credit => totals.credit_in_cents += entry.amount.scaled(),
            }
        }
        totals
    }

    /// 200 debits and credits, 220 credits only, 225 debits only.
    fn service_class(self) -> u32 {
        match (self.debit_in_cents, self.credit_in_cents) {
            (_, 0) => 225,
            (0, _) => 220,
            _ => 200,
        }
    }

    /// Entry hash and both sums, as both control records have them.
    fn write(self, records: &mut Records) {
        records
            .digits(self.hash % 10_000_000_000, 10)
            .digits(self.debit_in_cents, 12)
            .digits(self.credit_in_cents, 12);
    }
}

/// Writes a file.
///
/// # Errors
/// Everything wrong with it, keyed by place (`batches.0.entries.3.amount`); no message repeats an account number.
pub fn write(file: &File) -> Result<Written, FieldErrors> {
    let errors = check(file);
    if !errors.is_empty() {
        return Err(errors);
    }
    let lines: usize = file.batches.iter().map(|batch| batch.entries.len() + 2).sum::<usize>() + 2;
    let mut records = Records::with_capacity(lines.next_multiple_of(BLOCKING_FACTOR));
    file_header(&mut records, file);
    let mut totals = Totals::default();
    let mut trace_numbers = Vec::with_capacity(file.batches.len());
    for (at, batch) in file.batches.iter().enumerate() {
        let of_batch = Totals::of(batch);
        batch_header(&mut records, &file.originator, batch, of_batch, at + 1);
        let traces = batch.entries.iter().enumerate().map(|(place, entry)| {
            let number = totals.entries + place + 1;
            let trace = format!("{}{number:07}", &file.originator.originating_routing_number[..8]);
            entry_detail(&mut records, batch.class, entry, &trace);
            trace
        });
        trace_numbers.push(traces.collect());
        batch_control(&mut records, &file.originator, of_batch, at + 1);
        totals.add(of_batch);
    }
    file_control(&mut records, file.batches.len(), totals);
    records.fill();
    Ok(Written {
        text: Secret::new(records.finish()),
        trace_numbers,
        total_debit: Money::from_scaled(totals.debit_in_cents),
        total_credit: Money::from_scaled(totals.credit_in_cents),
    })
}

fn file_header(records: &mut Records, file: &File) {
    let from = &file.originator;
    records
        .text("101", 3)
        .right(&from.immediate_destination, 10)
        .right(&plain(&from.immediate_origin), 10)
        .digits(file.created_at.format("%y%m%d%H%M"), 10)
        .text(&file.modifier.to_string(), 1)
        .digits(RECORD_IN_CHARS, 3)
        .digits(BLOCKING_FACTOR, 2)
        .text("1", 1)
        .text(&plain(&from.immediate_destination_name), 23)
        .text(&plain(&from.immediate_origin_name), 23)
        .text("", 8)
        .end();
}

fn batch_header(records: &mut Records, from: &Originator, batch: &Batch, totals: Totals, number: usize) {
    let class = match batch.class {
        EntryClass::Ppd => "PPD",
        EntryClass::WebSingle | EntryClass::WebRecurring => "WEB",
        EntryClass::Ccd => "CCD",
    };
    records
        .text("5", 1)
        .digits(totals.service_class(), 3)
        .text(&plain(&from.company_name), 16)
        .text("", 20)
        .text(&plain(&from.company_identification), 10)
        .text(class, 3)
        .text(&plain(&batch.description), 10)
        .text("", 6)
        .digits(batch.effective_date.format("%y%m%d"), 6)
        // Settlement date: the network fills it in.
        .text("", 3)
        .text("1", 1)
        .text(&from.originating_routing_number, 8)
        .digits(number, 7)
        .end();
}

fn entry_detail(records: &mut Records, class: EntryClass, entry: &Entry, trace: &str) {
    let transaction_code = match (entry.account.account_type, entry.direction) {
        (AccountType::Checking, Direction::Credit) => 22,
        (AccountType::Checking, Direction::Debit) => 27,
        (AccountType::Savings, Direction::Credit) => 32,
        (AccountType::Savings, Direction::Debit) => 37,
    };
    let payment_type = match class {
        EntryClass::WebSingle => "S",
        EntryClass::WebRecurring => "R",
        EntryClass::Ppd | EntryClass::Ccd => "",
    };
    records
        .text("6", 1)
        .digits(transaction_code, 2)
        .text(&entry.account.routing_number, 9)
        .text(entry.account.account_number.expose(), 17)
        .digits(entry.amount.scaled(), 10)
        .text(&plain(&entry.receiver_identification), 15)
        .text(&plain(&entry.account.name_on_account), 22)
        .text(payment_type, 2)
        // No addenda record follows.
        .text("0", 1)
        .text(trace, 15)
        .end();
}

fn batch_control(records: &mut Records, from: &Originator, totals: Totals, number: usize) {
    records.text("8", 1).digits(totals.service_class(), 3).digits(totals.entries, 6);
    totals.write(records);
    records
        .text(&plain(&from.company_identification), 10)
        // Message authentication code, reserved.
        .text("", 25)
        .text(&from.originating_routing_number, 8)
        .digits(number, 7)
        .end();
}

fn file_control(records: &mut Records, batches: usize, totals: Totals) {
    let blocks = (records.count() + 1).div_ceil(BLOCKING_FACTOR);
    records.text("9", 1).digits(batches, 6).digits(blocks, 6).digits(totals.entries, 8);
    totals.write(records);
    records.text("", 39).end();
}
