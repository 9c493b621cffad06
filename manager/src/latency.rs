//! [`Latency`]: how long calls take, from a sample, in powers of two.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Buckets: the i-th holds calls of less than 2^i nanoseconds.
const BUCKETS: usize = 48;

/// A histogram of durations.
pub(crate) struct Latency {
    buckets: [AtomicU64; BUCKETS],
}

impl Default for Latency {
    fn default() -> Self {
        Self { buckets: [const { AtomicU64::new(0) }; BUCKETS] }
    }
}

impl Latency {
    #[cold]
    pub(crate) fn note(&self, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let bucket = (u64::BITS - nanos.leading_zeros()) as usize;
        self.buckets[bucket.min(BUCKETS - 1)].fetch_add(1, Relaxed);
    }

    /// Returns the duration that the given share of calls stays below, to within a factor of two.
    pub(crate) fn quantile(&self, share: f64) -> Option<Duration> {
        let counts: Vec<u64> = self.buckets.iter().map(|bucket| bucket.load(Relaxed)).collect();
        let all: u64 = counts.iter().sum();
        let mut wanted = (all as f64 * share).ceil() as u64;
        counts.iter().enumerate().find_map(|(bucket, count)| {
            let found = *count > 0 && *count >= wanted;
            wanted = wanted.saturating_sub(*count);
            found.then(|| Duration::from_nanos(1 << bucket))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Latency;

    #[test]
    fn quantiles_are_right_to_a_factor_of_two() {
        let latency = Latency::default();
        assert_eq!(latency.quantile(0.5), None);
        (0..99).for_each(|_| latency.note(Duration::from_nanos(100)));
        latency.note(Duration::from_millis(1));
        assert_eq!(latency.quantile(0.5), Some(Duration::from_nanos(128)));
        assert_eq!(latency.quantile(0.99), Some(Duration::from_nanos(128)));
        assert_eq!(latency.quantile(1.0), Some(Duration::from_nanos(1 << 20)));
    }
}
