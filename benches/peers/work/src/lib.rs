//! What every peer does: the source of plugwright's plugin, and a module of every other one.

use std::collections::HashMap;

#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub id: u64,
    pub name: String,
    pub weight: f64,
}

pub fn add(a: i64, b: i64) -> i64 {
    a.wrapping_add(b)
}

pub fn copied(text: &str) -> String {
    text.to_owned()
}

pub fn halved(numbers: &[f64]) -> Vec<f64> {
    numbers.iter().map(|number| number * 0.5).collect()
}

pub fn aged(mut records: Vec<Record>) -> Vec<Record> {
    records.iter_mut().for_each(|record| record.id += 1);
    records
}

pub fn counted(mut counts: HashMap<String, u64>) -> HashMap<String, u64> {
    counts.values_mut().for_each(|count| *count += 1);
    counts
}

pub fn folded(step: &dyn Fn(i64) -> i64) -> i64 {
    (0..1_000).fold(0, |sum, _| step(sum))
}

pub async fn added(a: i64, b: i64) -> i64 {
    a.wrapping_add(b)
}

pub struct Counter {
    sum: i64,
}

impl Counter {
    pub fn new() -> Self {
        Self { sum: 0 }
    }

    pub fn add(&mut self, step: i64) -> i64 {
        self.sum = self.sum.wrapping_add(step);
        self.sum
    }
}
