//! stabby, from and to the types of the standard library. It has no map.

use std::hint::black_box;

use libloading::Library;
use stabby::string::String as StableString;
use stabby::vec::Vec as StableVec;

use super::find;
use crate::input;
use crate::timing::{ASYNC, CLOSURE, Case, INTS, NUMBERS, RECORDS, TEXTS};

const NAME: &str = "stabby";

#[stabby::stabby]
struct Record {
    id: u64,
    name: StableString,
    weight: f64,
}

#[stabby::stabby]
pub(super) trait Step {
    extern "C" fn step(&self, sum: i64) -> i64;
}

struct Closure<F>(F);

impl<F: Fn(i64) -> i64> Step for Closure<F> {
    extern "C" fn step(&self, sum: i64) -> i64 {
        (self.0)(sum)
    }
}

pub(crate) fn cases(library: &'static Library) -> Vec<Case> {
    // SAFETY: these are the functions' types.
    let (add, halved, aged): (
        extern "C" fn(i64, i64) -> i64,
        extern "C" fn(stabby::slice::Slice<'_, f64>) -> StableVec<f64>,
        extern "C" fn(StableVec<Record>) -> StableVec<Record>,
    ) = unsafe { (find(library, "stabby_add"), find(library, "stabby_halved"), find(library, "stabby_aged")) };
    // SAFETY: this is the function's type.
    let added: extern "C" fn(i64, i64) -> stabby::future::DynFutureUnsend<'static, i64> =
        unsafe { find(library, "stabby_added") };
    // SAFETY: this is the function's type.
    let folded: extern "C" fn(stabby::dynptr!(&'_ dyn Step)) -> i64 = unsafe { find(library, "stabby_folded") };
    let (mut sum, numbers) = (0, input::numbers());
    let mut cases = vec![
        Case::new(INTS, NAME, move || sum = add(sum, 1)),
        Case::new(ASYNC, NAME, move || _ = black_box(input::output(added(1, black_box(2))))),
        Case::new(CLOSURE, NAME, move || {
            let closure = Closure(input::closure(black_box(1)));
            _ = black_box(folded((&closure).into()));
        }),
        Case::new(NUMBERS, NAME, move || {
            drop(black_box(halved(black_box(numbers.as_slice()).into()).to_vec()));
        }),
        Case::with_input(RECORDS, NAME, input::records, move |records| {
            let given = records.into_iter().map(|record| Record {
                id: record.id,
                name: StableString::from(record.name.as_str()),
                weight: record.weight,
            });
            let found = aged(given.collect());
            let found = found.iter().map(|record| input::Record {
                id: record.id,
                name: record.name.to_string(),
                weight: record.weight,
            });
            drop(black_box(found.collect::<Vec<_>>()));
        }),
    ];
    for (row, size) in TEXTS.into_iter().zip(input::TEXT_SIZES) {
        // SAFETY: this is the function's type.
        let copied: extern "C" fn(stabby::str::Str<'_>) -> StableString = unsafe { find(library, "stabby_copied") };
        let text = input::text(size);
        cases.push(Case::new(row, NAME, move || {
            drop(black_box(copied(black_box(text.as_str()).into()).to_string()));
        }));
    }
    cases
}
