//! How many rows of a CSV are read in a second, its encoding and delimiter found first.

use std::hint::black_box;
use std::io::Cursor;

use criterion::{Criterion, Throughput};
use fairlead_tabular::{Choices, Limits, Visit, read};

const ROWS: u64 = 200_000;

fn file() -> Vec<u8> {
    let line = |row: u64| {
        format!("{row},Customer {row},615 N 6th St,Sheboygan,WI,53081,c{row}@example.com,555-010-0142\n")
    };
    let mut text = "Account ID,Name,Address,City,State,Zip,Email,Phone\n".to_owned();
    text.extend((1..=ROWS).map(line));
    text.into_bytes()
}

fn speed(criterion: &mut Criterion) {
    let file = file();
    let mut group = criterion.benchmark_group("tabular");
    group.sample_size(10);
    group.throughput(Throughput::Elements(ROWS));
    group.bench_function("csv", |bencher| {
        bencher.iter(|| {
            let mut cells = 0;
            let layout = read(Cursor::new(&file), &Choices::default(), &Limits::default(), |row| {
                cells += row.cells.len();
                Visit::Next
            });
            black_box((layout.map(|layout| layout.format), cells))
        });
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    speed(&mut criterion);
    criterion.final_summary();
}
