//! Cells between delimiters: CSV (RFC 4180) and its relatives.

use std::collections::BTreeMap;
use std::io::{BufRead, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::text::Decoded;
use crate::{Problem, Rows, Visit, cell};

/// On a tie the later wins: what stands in every row as often as a comma is no part of a text.
const DELIMITERS: [char; 6] = [',', '~', '^', '|', ';', '\t'];
/// What is looked at to find the delimiter.
const LOOKED_AT_IN_BYTES: u64 = 256 * 1024;

/// The delimiter that cuts most lines into the same number of cells, the more the better; a comma when none cuts any.
pub(crate) fn guess(text: &mut Decoded<'_>) -> Result<char, Problem> {
    let mut sample = Vec::new();
    text.take(LOOKED_AT_IN_BYTES).read_to_end(&mut sample)?;
    let scored = DELIMITERS.iter().map(|delimiter| (score(&sample, *delimiter), *delimiter));
    let best = scored.max_by(|one, other| one.0.total_cmp(&other.0));
    Ok(best.filter(|(score, _)| *score > 0.0).map_or(',', |(_, delimiter)| delimiter))
}

/// The share of rows of the most frequent width, times how much that width says.
fn score(sample: &[u8], delimiter: char) -> f64 {
    // How many rows there are of each width.
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let mut reader = reader(delimiter);
    let (mut input, mut output, mut ends) = (sample, vec![0; 64 * 1024], vec![0; 1024]);
    loop {
        let (outcome, read, _, width) = reader.read_record(input, &mut output, &mut ends);
        input = &input[read..];
        match outcome {
            ReadRecordResult::Record => *widths.entry(width).or_default() += 1,
            _ => break,
        }
    }
    let frequent = widths.iter().max_by_key(|(width, rows)| (**rows, **width));
    let Some((width, rows)) = frequent.filter(|(width, _)| **width > 1) else { return 0.0 };
    let share = *rows as f64 / widths.values().sum::<usize>() as f64;
    share * share * (*width as f64).ln_1p()
}

fn reader(delimiter: char) -> Reader {
    let delimiter = u8::try_from(delimiter).unwrap_or(b',');
    ReaderBuilder::new().delimiter(delimiter).build()
}

/// Visits every row.
pub(crate) fn read(text: &mut Decoded<'_>, delimiter: char, rows: &mut Rows<'_>) -> Result<(), Problem> {
    if !delimiter.is_ascii() {
        return Err(Problem::Damaged(format!("{delimiter} cannot stand between cells")));
    }
    let mut reader = reader(delimiter);
    let (mut output, mut ends) = (vec![0; rows.limits.row_bytes], vec![0; rows.limits.columns + 1]);
    let (mut written, mut width, mut lines) = (0, 0, 0_u64);
    loop {
        let input = text.fill_buf()?;
        let (outcome, read, more, cells) =
            reader.read_record(input, &mut output[written..], &mut ends[width..]);
        let breaks = input[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
        // The break that ends a row belongs to it.
        let ended = u64::from(read == 0 || input[read - 1] != b'\n');
        lines += breaks;
        text.consume(read);
        written += more;
        width += cells;
        let row = lines + ended;
        match outcome {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::Record => {
                if rows.push(row, cut(&output[..written], &ends[..width]))? == Visit::Stop {
                    return Ok(());
                }
                (written, width) = (0, 0);
            }
            ReadRecordResult::End => return Ok(()),
            ReadRecordResult::OutputFull => {
                let limit_in_bytes = rows.limits.row_bytes;
                return Err(Problem::RowTooLong { row: rows.previous + 1, limit_in_bytes });
            }
            ReadRecordResult::OutputEndsFull => {
                return Err(Problem::TooManyColumns { row, limit: rows.limits.columns });
            }
        }
    }
}

fn cut(output: &[u8], ends: &[usize]) -> Vec<String> {
    let mut start = 0;
    let one = |end: &usize| {
        let text = String::from_utf8_lossy(&output[start..*end]);
        start = *end;
        cell(&text)
    };
    ends.iter().map(one).collect()
}
