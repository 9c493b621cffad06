//! abi_stable, from and to the types of the standard library: what is measured includes turning them into its own.

use std::collections::HashMap;
use std::hint::black_box;

use abi_stable::std_types::{RBox, RHashMap, RSlice, RStr, RString, RVec};
use abi_stable::{StableAbi, sabi_trait::TD_Opaque};
use libloading::Library;

use super::find;
use crate::input;
use crate::timing::{CLOSURE, COUNTS, Case, INTS, METHOD, NUMBERS, RECORDS, TEXTS};

const NAME: &str = "abi_stable";

#[repr(C)]
#[derive(StableAbi)]
struct Record {
    id: u64,
    name: RString,
    weight: f64,
}

/// What the macro writes is public, and an impl of another crate's macro.
#[allow(unreachable_pub, non_local_definitions, missing_docs)]
mod step {
    use abi_stable::sabi_trait;

    #[sabi_trait]
    pub trait Step {
        fn step(&self, sum: i64) -> i64;
    }
}
use step::{Step, Step_TO};

impl<F: Fn(i64) -> i64> Step for F {
    fn step(&self, sum: i64) -> i64 {
        self(sum)
    }
}

pub(crate) fn cases(library: &'static Library) -> Vec<Case> {
    // SAFETY: these are the functions' types.
    let (add, halved, aged, counted, counter, step): (
        extern "C" fn(i64, i64) -> i64,
        extern "C" fn(RSlice<'_, f64>) -> RVec<f64>,
        extern "C" fn(RVec<Record>) -> RVec<Record>,
        extern "C" fn(RHashMap<RString, u64>) -> RHashMap<RString, u64>,
        extern "C" fn() -> *mut (),
        unsafe extern "C" fn(*mut (), i64) -> i64,
    ) = unsafe {
        (
            find(library, "stable_add"),
            find(library, "stable_halved"),
            find(library, "stable_aged"),
            find(library, "stable_counted"),
            find(library, "stable_counter"),
            find(library, "stable_counter_add"),
        )
    };
    // SAFETY: this is the function's type.
    let folded: extern "C" fn(Step_TO<'_, RBox<()>>) -> i64 = unsafe { find(library, "stable_folded") };
    let (mut sum, counter, numbers) = (0, counter(), input::numbers());
    let mut cases = vec![
        Case::new(INTS, NAME, move || sum = add(sum, 1)),
        Case::new(NUMBERS, NAME, move || {
            drop(black_box(Vec::from(halved(RSlice::from_slice(black_box(&numbers))))));
        }),
        Case::with_input(RECORDS, NAME, input::records, move |records| {
            let given = records.into_iter().map(|record| Record {
                id: record.id,
                name: record.name.into(),
                weight: record.weight,
            });
            let found = aged(given.collect()).into_iter().map(|record| input::Record {
                id: record.id,
                name: record.name.into(),
                weight: record.weight,
            });
            drop(black_box(found.collect::<Vec<_>>()));
        }),
        Case::with_input(COUNTS, NAME, input::counts, move |counts| {
            let given = counts.into_iter().map(|(key, count)| (RString::from(key), count));
            let found = counted(given.collect()).into_iter().map(|entry| (String::from(entry.0), entry.1));
            drop(black_box(found.collect::<HashMap<_, _>>()));
        }),
        // SAFETY: the counter is the library's.
        Case::new(METHOD, NAME, move || _ = black_box(unsafe { step(counter, 1) })),
        Case::new(CLOSURE, NAME, move || {
            _ = black_box(folded(Step_TO::from_value(input::closure(black_box(1)), TD_Opaque)));
        }),
    ];
    for (row, size) in TEXTS.into_iter().zip(input::TEXT_SIZES) {
        // SAFETY: this is the function's type.
        let copied: extern "C" fn(RStr<'_>) -> RString = unsafe { find(library, "stable_copied") };
        let text = input::text(size);
        cases.push(Case::new(row, NAME, move || {
            drop(black_box(String::from(copied(RStr::from_str(black_box(&text))))));
        }));
    }
    cases
}
