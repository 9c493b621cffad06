//! `libloading` alone: what passes is right only because host and library are of one compiler.

use std::collections::HashMap;
use std::hint::black_box;
use std::mem::MaybeUninit;
use std::pin::Pin;

use libloading::Library;

use super::find;
use crate::input::{self, Record};
use crate::timing::{ASYNC, CLOSURE, COUNTS, Case, INTS, METHOD, NUMBERS, RECORDS, TEXTS};

const NAME: &str = "libloading, unchecked";

type Added = unsafe extern "C" fn(i64, i64, *mut Pin<Box<dyn Future<Output = i64>>>);
type Folded = extern "C" fn(*const (), extern "C" fn(*const (), i64) -> i64) -> i64;
type Copied = unsafe extern "C" fn(*const u8, usize, *mut String);
type Halved = unsafe extern "C" fn(*const f64, usize, *mut Vec<f64>);

pub(crate) fn cases(library: &'static Library) -> Vec<Case> {
    // SAFETY: these are the functions' types.
    let (add, halved, aged, counted, counter, step): (
        extern "C" fn(i64, i64) -> i64,
        Halved,
        unsafe extern "C" fn(*mut Vec<Record>),
        unsafe extern "C" fn(*mut HashMap<String, u64>),
        extern "C" fn() -> *mut (),
        unsafe extern "C" fn(*mut (), i64) -> i64,
    ) = unsafe {
        (
            find(library, "raw_add"),
            find(library, "raw_halved"),
            find(library, "raw_aged"),
            find(library, "raw_counted"),
            find(library, "raw_counter"),
            find(library, "raw_counter_add"),
        )
    };
    // SAFETY: this is the function's type.
    let added: Added = unsafe { find(library, "raw_added") };
    // SAFETY: this is the function's type.
    let folded: Folded = unsafe { find(library, "raw_folded") };
    let (mut sum, counter, numbers) = (0, counter(), input::numbers());
    let mut cases = vec![
        Case::new(INTS, NAME, move || sum = add(sum, 1)),
        Case::new(NUMBERS, NAME, move || {
            let numbers = black_box(&numbers);
            let mut out = MaybeUninit::uninit();
            // SAFETY: the list is there, and the callee writes one of this compiler's.
            drop(black_box(unsafe {
                halved(numbers.as_ptr(), numbers.len(), out.as_mut_ptr());
                out.assume_init()
            }));
        }),
        Case::with_input(RECORDS, NAME, input::records, move |mut records| {
            // SAFETY: both sides are of one compiler.
            unsafe { aged(&raw mut records) };
            drop(black_box(records));
        }),
        Case::with_input(COUNTS, NAME, input::counts, move |mut counts| {
            // SAFETY: as above.
            unsafe { counted(&raw mut counts) };
            drop(black_box(counts));
        }),
        // SAFETY: the counter is the library's.
        Case::new(METHOD, NAME, move || _ = black_box(unsafe { step(counter, 1) })),
        Case::new(ASYNC, NAME, move || {
            let mut out = MaybeUninit::uninit();
            // SAFETY: both sides are of one compiler, and the callee writes such a future.
            let future = unsafe {
                added(1, black_box(2), out.as_mut_ptr());
                out.assume_init()
            };
            _ = black_box(input::output(future));
        }),
        Case::new(CLOSURE, NAME, move || {
            let closure = input::closure(black_box(1));
            _ = black_box(folded(std::ptr::from_ref(&closure).cast(), trampoline(&closure)));
        }),
    ];
    for (row, size) in TEXTS.into_iter().zip(input::TEXT_SIZES) {
        // SAFETY: this is the function's type.
        let copied: Copied = unsafe { find(library, "raw_copied") };
        let text = input::text(size);
        cases.push(Case::new(row, NAME, move || {
            let text = black_box(&text);
            let mut out = MaybeUninit::uninit();
            // SAFETY: as for the numbers.
            drop(black_box(unsafe {
                copied(text.as_ptr(), text.len(), out.as_mut_ptr());
                out.assume_init()
            }));
        }));
    }
    cases
}

/// The function that calls a closure behind a pointer.
fn trampoline<F: Fn(i64) -> i64>(_: &F) -> extern "C" fn(*const (), i64) -> i64 {
    extern "C" fn call<F: Fn(i64) -> i64>(context: *const (), sum: i64) -> i64 {
        // SAFETY: the pointer goes with this function, and the closure outlives the call.
        unsafe { (*context.cast::<F>())(sum) }
    }
    call::<F>
}
