//! [`Lineage`]: which versions of which [`super::Live`] a library is, so that a value knows where it may move on to.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The places of one library.
#[derive(Debug, Default)]
pub(crate) struct Lineage(Mutex<Vec<Rank>>);

/// The place of a library in one [`super::Live`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rank {
    /// Number of the `Live`.
    pub live: u64,
    /// Number of the version.
    pub version: u64,
}

impl Lineage {
    pub(super) fn enter(&self, rank: Rank) {
        self.ranks().push(rank);
    }

    pub(super) fn leave(&self, rank: Rank) {
        self.ranks().retain(|other| *other != rank);
    }

    /// Whether `other` came after this in one `Live`. A library that came back counts where it came last.
    pub(crate) fn is_before(&self, other: &Self) -> bool {
        let later = other.ranks().clone();
        let ranks = self.ranks();
        let last = |ranks: &[Rank], live| ranks.iter().filter(|rank| rank.live == live).map(|rank| rank.version).max();
        ranks.iter().any(|rank| last(&ranks, rank.live) < last(&later, rank.live))
    }

    fn ranks(&self) -> MutexGuard<'_, Vec<Rank>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lineage(ranks: &[(u64, u64)]) -> Lineage {
        Lineage(Mutex::new(ranks.iter().map(|&(live, version)| Rank { live, version }).collect()))
    }

    #[track_caller]
    fn check(one: &[(u64, u64)], other: &[(u64, u64)], before: bool) {
        assert_eq!(lineage(one).is_before(&lineage(other)), before);
    }

    #[test]
    fn what_came_later_in_the_same_live_is_after() {
        check(&[(1, 1)], &[(1, 2)], true);
        check(&[(1, 2)], &[(1, 1)], false);
        check(&[(1, 1)], &[(2, 2)], false);
        check(&[(1, 1)], &[], false);
        check(&[], &[(1, 1)], false);
        // The first is back as version 3.
        check(&[(1, 2)], &[(1, 1), (1, 3)], true);
        check(&[(1, 1), (1, 3)], &[(1, 2)], false);
        check(&[(2, 7), (1, 1)], &[(1, 2)], true);
    }
}
