//! The peer without a bridge: `extern "C"` functions that trust both sides to be of one compiler, and byte buffers of
//! postcard and JSON.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

#[path = "../../work/src/lib.rs"]
#[allow(dead_code)]
mod work;

use work::{Counter, Record};

/// The raw parts of a list.
#[repr(C)]
pub struct Parts(*mut u8, usize, usize);

impl Parts {
    fn of(bytes: Vec<u8>) -> Self {
        let mut bytes = std::mem::ManuallyDrop::new(bytes);
        Self(bytes.as_mut_ptr(), bytes.len(), bytes.capacity())
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn raw_add(a: i64, b: i64) -> i64 {
    work::add(a, b)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn raw_copied(ptr: *const u8, len: usize, out: *mut String) {
    unsafe { out.write(work::copied(std::str::from_utf8_unchecked(std::slice::from_raw_parts(ptr, len)))) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn raw_halved(ptr: *const f64, len: usize, out: *mut Vec<f64>) {
    unsafe { out.write(work::halved(std::slice::from_raw_parts(ptr, len))) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn raw_aged(records: *mut Vec<Record>) {
    unsafe { records.write(work::aged(records.read())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn raw_counted(counts: *mut HashMap<String, u64>) {
    unsafe { counts.write(work::counted(counts.read())) }
}

#[unsafe(no_mangle)]
pub extern "C" fn raw_counter() -> *mut () {
    Box::into_raw(Box::new(Counter::new())).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn raw_counter_add(counter: *mut (), step: i64) -> i64 {
    unsafe { (*counter.cast::<Counter>()).add(step) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn raw_counter_drop(counter: *mut ()) {
    drop(unsafe { Box::from_raw(counter.cast::<Counter>()) });
}

#[unsafe(no_mangle)]
pub extern "C" fn raw_folded(context: *const (), step: extern "C" fn(*const (), i64) -> i64) -> i64 {
    work::folded(&|sum| step(context, sum))
}

/// A future of the compiler's own layout.
pub type Added = std::pin::Pin<Box<dyn Future<Output = i64>>>;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn raw_added(a: i64, b: i64, out: *mut Added) {
    unsafe { out.write(Box::pin(work::added(a, b))) }
}

#[derive(Serialize, Deserialize)]
struct Wire {
    id: u64,
    name: String,
    weight: f64,
}

fn aged(records: Vec<Wire>) -> Vec<Wire> {
    let records = records.into_iter().map(|Wire { id, name, weight }| Record { id, name, weight }).collect();
    work::aged(records).into_iter().map(|Record { id, name, weight }| Wire { id, name, weight }).collect()
}

macro_rules! encoded {
    ($($codec:ident $read:expr, $write:expr;)*) => {$(
        pub mod $codec {
            use super::*;

            fn answer<'a, A: Deserialize<'a>, R: Serialize>(ptr: *const u8, len: usize, call: impl FnOnce(A) -> R) -> Parts {
                let bytes = unsafe { std::slice::from_raw_parts(ptr, len) };
                Parts::of($write(&call($read(bytes).expect("valid"))).expect("it serializes"))
            }

            #[unsafe(export_name = concat!(stringify!($codec), "_add"))]
            pub extern "C" fn add(ptr: *const u8, len: usize) -> Parts {
                answer(ptr, len, |(a, b)| work::add(a, b))
            }

            #[unsafe(export_name = concat!(stringify!($codec), "_copied"))]
            pub extern "C" fn copied(ptr: *const u8, len: usize) -> Parts {
                answer(ptr, len, |text: std::borrow::Cow<'_, str>| work::copied(&text))
            }

            #[unsafe(export_name = concat!(stringify!($codec), "_halved"))]
            pub extern "C" fn halved(ptr: *const u8, len: usize) -> Parts {
                answer(ptr, len, |numbers: Vec<f64>| work::halved(&numbers))
            }

            #[unsafe(export_name = concat!(stringify!($codec), "_aged"))]
            pub extern "C" fn aged(ptr: *const u8, len: usize) -> Parts {
                answer(ptr, len, super::aged)
            }

            #[unsafe(export_name = concat!(stringify!($codec), "_counted"))]
            pub extern "C" fn counted(ptr: *const u8, len: usize) -> Parts {
                answer(ptr, len, work::counted)
            }
        }
    )*};
}
encoded! {
    postcard ::postcard::from_bytes, ::postcard::to_stdvec;
    json ::serde_json::from_slice, ::serde_json::to_vec;
}
