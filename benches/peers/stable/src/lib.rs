//! abi_stable: its own types in the signatures, checked by nobody here; its load-time check costs no call.
#![allow(non_local_definitions)]

use abi_stable::std_types::{RHashMap, RSlice, RStr, RString, RVec};
use abi_stable::{StableAbi, sabi_trait, std_types::RBox};

#[path = "../../work/src/lib.rs"]
#[allow(dead_code)]
mod work;

#[repr(C)]
#[derive(StableAbi)]
pub struct Record {
    pub id: u64,
    pub name: RString,
    pub weight: f64,
}

#[unsafe(no_mangle)]
pub extern "C" fn stable_add(a: i64, b: i64) -> i64 {
    work::add(a, b)
}

#[unsafe(no_mangle)]
pub extern "C" fn stable_copied(text: RStr<'_>) -> RString {
    work::copied(text.as_str()).into()
}

#[unsafe(no_mangle)]
pub extern "C" fn stable_halved(numbers: RSlice<'_, f64>) -> RVec<f64> {
    work::halved(numbers.as_slice()).into()
}

#[unsafe(no_mangle)]
pub extern "C" fn stable_aged(mut records: RVec<Record>) -> RVec<Record> {
    records.iter_mut().for_each(|record| record.id += 1);
    records
}

#[unsafe(no_mangle)]
pub extern "C" fn stable_counted(mut counts: RHashMap<RString, u64>) -> RHashMap<RString, u64> {
    for entry in counts.iter_mut() {
        *entry.1 += 1;
    }
    counts
}

#[sabi_trait]
pub trait Step {
    fn step(&self, sum: i64) -> i64;
}

#[unsafe(no_mangle)]
pub extern "C" fn stable_folded(step: Step_TO<'_, RBox<()>>) -> i64 {
    work::folded(&|sum| step.step(sum))
}

#[unsafe(no_mangle)]
pub extern "C" fn stable_counter() -> *mut () {
    Box::into_raw(Box::new(work::Counter::new())).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn stable_counter_add(counter: *mut (), step: i64) -> i64 {
    unsafe { (*counter.cast::<work::Counter>()).add(step) }
}
