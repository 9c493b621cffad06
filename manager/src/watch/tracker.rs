//! [`Tracker`]: which folders are new, other or gone, and which of those have settled. Knows no disk and no clock.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::Name;

type Digest = [u8; 32];

/// What has changed, and is to be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// The folder holds something new, and has been left alone for long enough.
    Whole(Name),
    /// The folder is gone.
    Gone(Name),
}

/// What is known of each folder.
#[derive(Debug, Default)]
pub(super) struct Tracker {
    seen: BTreeMap<Name, Seen>,
}

#[derive(Debug)]
struct Seen {
    digest: Digest,
    since: Instant,
    /// What was followed last.
    followed: Option<Digest>,
}

impl Tracker {
    /// Takes these for followed already.
    pub(super) fn begin(&mut self, content: BTreeMap<Name, Digest>) {
        let since = Instant::now();
        let seen = |digest| Seen { digest, since, followed: Some(digest) };
        self.seen = content.into_iter().map(|(name, digest)| (name, seen(digest))).collect();
    }

    /// Notes what is there now; returns what to follow, and whether something has not settled.
    pub(super) fn observe(
        &mut self,
        now: Instant,
        settle: Duration,
        content: BTreeMap<Name, Digest>,
    ) -> (Vec<Change>, bool) {
        let (mut changes, mut unsettled) = (Vec::new(), false);
        self.seen.retain(|name, seen| {
            let stays = content.contains_key(name);
            if !stays && seen.followed.is_some() {
                changes.push(Change::Gone(name.clone()));
            }
            stays
        });
        for (name, digest) in content {
            let seen = self.seen.entry(name.clone()).or_insert(Seen { digest, since: now, followed: None });
            if seen.digest != digest {
                seen.digest = digest;
                seen.since = now;
            }
            if seen.followed == Some(digest) {
                continue;
            }
            if now.duration_since(seen.since) >= settle {
                seen.followed = Some(digest);
                changes.push(Change::Whole(name));
            } else {
                unsettled = true;
            }
        }
        (changes, unsettled)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::{Duration, Instant};

    use super::{Change, Tracker};

    #[test]
    fn only_what_has_settled_is_followed() {
        let (start, settle) = (Instant::now(), Duration::from_secs(2));
        let mut tracker = Tracker::default();
        let mut at = |second: u64, content: &[(&str, u8)]| {
            let content = content.iter().map(|(name, byte)| (name.parse().unwrap(), [*byte; 32]));
            tracker.observe(start + Duration::from_secs(second), settle, content.collect::<BTreeMap<_, _>>())
        };
        let whole = |name: &str| Change::Whole(name.parse().unwrap());
        let gone = |name: &str| Change::Gone(name.parse().unwrap());
        assert_eq!(at(0, &[("a", 1)]), (vec![], true));
        assert_eq!(at(1, &[("a", 2)]), (vec![], true), "it is still being copied");
        assert_eq!(at(2, &[("a", 2), ("b", 1)]), (vec![], true));
        assert_eq!(at(3, &[("a", 2), ("b", 1)]), (vec![whole("a")], true));
        assert_eq!(at(4, &[("a", 2), ("b", 1)]), (vec![whole("b")], false));
        assert_eq!(at(5, &[("a", 2), ("b", 1)]), (vec![], false), "nothing is followed twice");
        assert_eq!(at(6, &[("a", 3), ("b", 1)]), (vec![], true));
        assert_eq!(at(7, &[("a", 2), ("b", 1)]), (vec![], false), "it is what it was");
        assert_eq!(at(8, &[("b", 1), ("c", 1)]), (vec![gone("a")], true));
        assert_eq!(at(9, &[("b", 1)]), (vec![], false), "it was never whole");
    }
}
