//! The same functions inside the host, behind pointers that the compiler does not see through.

use std::collections::HashMap;
use std::hint::black_box;
use std::pin::Pin;

use crate::input::{self, Counter, Record, work};
use crate::timing::{ASYNC, CLOSURE, COUNTS, Case, INTS, METHOD, NUMBERS, RECORDS, TEXTS};

const NAME: &str = "in the host";

pub(crate) fn cases() -> Vec<Case> {
    let add: fn(i64, i64) -> i64 = black_box(work::add);
    let copied: fn(&str) -> String = black_box(work::copied);
    let halved: fn(&[f64]) -> Vec<f64> = black_box(work::halved);
    let aged: fn(Vec<Record>) -> Vec<Record> = black_box(work::aged);
    let counted: fn(HashMap<String, u64>) -> HashMap<String, u64> = black_box(work::counted);
    let step: fn(&mut Counter, i64) -> i64 = black_box(Counter::add);
    // The host knows no more of it than of a future of a plugin's.
    let added: fn(i64, i64) -> Pin<Box<dyn Future<Output = i64>>> = black_box(|a, b| Box::pin(work::added(a, b)));
    let folded: fn(&dyn Fn(i64) -> i64) -> i64 = black_box(work::folded);
    let (mut sum, mut counter, numbers) = (0, Counter::new(), input::numbers());
    let mut cases = vec![
        Case::new(INTS, NAME, move || sum = add(sum, 1)),
        Case::new(NUMBERS, NAME, move || drop(black_box(halved(black_box(&numbers))))),
        Case::with_input(RECORDS, NAME, input::records, move |records| drop(black_box(aged(records)))),
        Case::with_input(COUNTS, NAME, input::counts, move |counts| drop(black_box(counted(counts)))),
        Case::new(METHOD, NAME, move || _ = black_box(step(&mut counter, 1))),
        Case::new(ASYNC, NAME, move || _ = black_box(input::output(added(1, black_box(2))))),
        Case::new(CLOSURE, NAME, move || _ = black_box(folded(&input::closure(black_box(1))))),
    ];
    for (row, size) in TEXTS.into_iter().zip(input::TEXT_SIZES) {
        let text = input::text(size);
        cases.push(Case::new(row, NAME, move || drop(black_box(copied(black_box(&text))))));
    }
    cases
}
