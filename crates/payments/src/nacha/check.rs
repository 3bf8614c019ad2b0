//! What a bank would send a file back for, all of it at once.

use fairlead_kernel::FieldErrors;

use super::record::plain;
use super::{File, Originator};
use crate::checks;

/// Ten digits of the entry's amount field.
const AMOUNT_MAX_IN_CENTS: i64 = 9_999_999_999;
/// Twelve digits of the total fields.
const TOTAL_MAX_IN_CENTS: i128 = 999_999_999_999;
/// Six digits of the batch count, and seven of a trace number.
const BATCHES_MAX: usize = 999_999;
const ENTRIES_MAX: usize = 999_999;

/// Everything wrong with the file, keyed by place: `batches.0.entries.3.amount`.
pub(super) fn check(file: &File) -> FieldErrors {
    let mut errors = FieldErrors::new();
    for (field, message) in check_originator(&file.originator).iter() {
        errors.add(field, message);
    }
    if !file.modifier.is_ascii_uppercase() && !file.modifier.is_ascii_digit() {
        errors.add("modifier", "The modifier must be A to Z or 0 to 9.");
    }
    let entries: usize = file.batches.iter().map(|batch| batch.entries.len()).sum();
    if file.batches.is_empty() || file.batches.len() > BATCHES_MAX || entries > ENTRIES_MAX {
        errors.add("batches", "A file has at least one batch and at most 999,999 entries.");
    }
    let all = file.batches.iter().flat_map(|batch| &batch.entries);
    if all.map(|entry| i128::from(entry.amount.scaled())).sum::<i128>() > TOTAL_MAX_IN_CENTS {
        errors.add("batches", "The total of a file may not be greater than 9,999,999,999.99.");
    }
    for (at, batch) in file.batches.iter().enumerate() {
        if batch.entries.is_empty() {
            errors.add(format!("batches.{at}.entries"), "A batch has at least one entry.");
        }
        check_text(&batch.description, 10, format!("batches.{at}.description"), &mut errors);
        if batch.effective_date < file.created_at.date() {
            errors.add(format!("batches.{at}.effective_date"), "The effective date may not be in the past.");
        }
        for (number, entry) in batch.entries.iter().enumerate() {
            let path = format!("batches.{at}.entries.{number}");
            for (field, message) in checks::bank_account(&entry.account).iter() {
                errors.add(format!("{path}.{field}"), message);
            }
            if !(1..=AMOUNT_MAX_IN_CENTS).contains(&entry.amount.scaled()) {
                errors.add(format!("{path}.amount"), "The amount must be 0.01 to 99,999,999.99.");
            }
            check_text(
                &entry.receiver_identification,
                15,
                format!("{path}.receiver_identification"),
                &mut errors,
            );
            // Longer names are cut, as every bank expects.
            check_text(
                &entry.account.name_on_account,
                usize::MAX,
                format!("{path}.name_on_account"),
                &mut errors,
            );
        }
    }
    errors
}

/// Everything wrong with who sends a file, keyed by field.
pub fn check_originator(originator: &Originator) -> FieldErrors {
    let mut errors = FieldErrors::new();
    for (path, number) in [
        ("immediate_destination", &originator.immediate_destination),
        ("originating_routing_number", &originator.originating_routing_number),
    ] {
        if !checks::routing_number(number) {
            errors.add(path, format!("The {path} is not a routing number."));
        }
    }
    for (path, text, max_in_chars) in [
        ("immediate_destination_name", &originator.immediate_destination_name, 23),
        ("immediate_origin", &originator.immediate_origin, 10),
        ("immediate_origin_name", &originator.immediate_origin_name, 23),
        ("company_name", &originator.company_name, 16),
        ("company_identification", &originator.company_identification, 10),
    ] {
        check_text(text, max_in_chars, path.to_owned(), &mut errors);
    }
    errors
}

fn check_text(text: &str, max_in_chars: usize, path: String, errors: &mut FieldErrors) {
    let name = path.rsplit('.').next().unwrap_or_default();
    let message = match plain(text).len() {
        0 => format!("The {name} needs letters or digits."),
        length if length > max_in_chars => {
            format!("The {name} may not be longer than {max_in_chars} characters.")
        }
        _ => return,
    };
    errors.add(path, message);
}
