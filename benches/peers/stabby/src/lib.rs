//! stabby: its own types in the signatures. It has no map.

use stabby::string::String as StableString;
use stabby::vec::Vec as StableVec;

#[path = "../../work/src/lib.rs"]
#[allow(dead_code)]
mod work;

#[stabby::stabby]
pub struct Record {
    pub id: u64,
    pub name: StableString,
    pub weight: f64,
}

#[stabby::stabby]
pub trait Step {
    extern "C" fn step(&self, sum: i64) -> i64;
}

#[unsafe(no_mangle)]
pub extern "C" fn stabby_folded(step: stabby::dynptr!(&'_ dyn Step)) -> i64 {
    work::folded(&|sum| step.step(sum))
}

#[unsafe(no_mangle)]
pub extern "C" fn stabby_added(a: i64, b: i64) -> stabby::future::DynFutureUnsend<'static, i64> {
    stabby::boxed::Box::new(work::added(a, b)).into()
}

#[unsafe(no_mangle)]
pub extern "C" fn stabby_add(a: i64, b: i64) -> i64 {
    work::add(a, b)
}

#[unsafe(no_mangle)]
pub extern "C" fn stabby_copied(text: stabby::str::Str<'_>) -> StableString {
    StableString::from(&*text)
}

#[unsafe(no_mangle)]
pub extern "C" fn stabby_halved(numbers: stabby::slice::Slice<'_, f64>) -> StableVec<f64> {
    numbers.iter().map(|number| number * 0.5).collect()
}

#[unsafe(no_mangle)]
pub extern "C" fn stabby_aged(mut records: StableVec<Record>) -> StableVec<Record> {
    records.iter_mut().for_each(|record| record.id += 1);
    records
}
