//! [`Restarts`]: how long a plugin that panics too often waits before it is started afresh, and how often that is done.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use crate::options::RestartOptions;

/// When a plugin was started afresh.
#[derive(Debug, Default)]
pub(crate) struct Restarts {
    recent: VecDeque<Instant>,
}

impl Restarts {
    /// Counts one more, and returns how long to wait before it; none where there were too many lately.
    pub(crate) fn next(&mut self, now: Instant, options: RestartOptions) -> Option<Duration> {
        while self.recent.front().is_some_and(|first| now.duration_since(*first) > options.within) {
            self.recent.pop_front();
        }
        let before = u32::try_from(self.recent.len()).ok().filter(|before| *before < options.most)?;
        self.recent.push_back(now);
        let wait = options.wait.saturating_mul(2_u32.saturating_pow(before)).min(options.longest);
        Some(spread(wait))
    }

    /// How long to wait where it could not be started afresh through no fault of its own, which does not count.
    pub(crate) fn later(options: RestartOptions) -> Duration {
        spread(options.longest)
    }
}

/// Takes up to a half off, by chance: plugins that fell together do not start together.
fn spread(wait: Duration) -> Duration {
    // The keys of the standard library's maps are the system's randomness.
    let chance = RandomState::new().hash_one(()) as f64 / u64::MAX as f64;
    wait.mul_f64(0.5 + chance / 2.0)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Restarts;
    use crate::options::RestartOptions;

    #[test]
    fn each_wait_is_longer_and_there_are_only_so_many() {
        let second = Duration::from_secs;
        let options = RestartOptions { most: 4, within: second(3600), wait: second(1), longest: second(4) };
        let (mut restarts, start) = (Restarts::default(), Instant::now());
        for expected in [1, 2, 4, 4] {
            let wait = restarts.next(start, options).unwrap();
            assert!(wait >= second(expected) / 2 && wait <= second(expected), "{wait:?} of {expected} s");
        }
        assert_eq!(restarts.next(start + second(3600), options), None);
        assert!(restarts.next(start + second(3601), options).is_some(), "what is long ago is forgotten");
    }
}
