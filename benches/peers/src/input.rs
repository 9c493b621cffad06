//! The inputs of all peers.

use std::collections::HashMap;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub(crate) use work::{Counter, Record};

/// The plugin's own source, as a module of the host: the baseline.
#[path = "../work/src/lib.rs"]
#[allow(unreachable_pub, clippy::new_without_default, reason = "the source of a whole crate")]
pub(crate) mod work;

pub(crate) const TEXT_SIZES: [usize; 3] = [5, 1 << 10, 1 << 20];

pub(crate) fn text(size: usize) -> String {
    "x".repeat(size)
}

pub(crate) fn numbers() -> Vec<f64> {
    (0..1_000_000).map(f64::from).collect()
}

pub(crate) fn records() -> Vec<Record> {
    (0..1_000).map(|id| Record { id, name: format!("record {id:08}"), weight: 0.5 }).collect()
}

/// What is called a thousand times.
pub(crate) fn closure(step: i64) -> impl Fn(i64) -> i64 {
    move |sum| sum.wrapping_mul(3).wrapping_add(step)
}

/// Polls a future that is ready at once.
pub(crate) fn output<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("it waits for nothing"),
    }
}

pub(crate) fn counts() -> HashMap<String, u64> {
    (0..1_000).map(|id| (format!("key {id:08}"), id)).collect()
}
