//! [`Diff`]: what a new version would be allowed and offer, held against the old one, with the lines of the source.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use plugwright::{Builder, Capability};
use semver::Version;
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::disk::Disk;

/// What a version uses and offers, as its sources say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub(crate) uses: Vec<Use>,
    /// Signature and place of each function, by path.
    pub(crate) functions: BTreeMap<String, Offer>,
}

/// A place where a version uses what a capability is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Use {
    /// The narrowest grant that allows it, by its name.
    pub capability: String,
    /// What stands there.
    pub what: String,
    /// File and line, such as `src/sync.rs:88`; empty where it is no one place.
    pub place: String,
}

/// A function that a version offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// As Rust spells it: `fn(i64, i64) -> i64`.
    pub signature: String,
    /// File and line.
    pub place: String,
}

impl Profile {
    /// Reads the sources of a version.
    pub(crate) fn of(builder: &Builder<'_>) -> Result<Self, plugwright::Error> {
        let place = |span: Option<&plugwright::Span>| {
            span.map(|span| format!("{}:{}", span.file, span.start.line)).unwrap_or_default()
        };
        let uses = builder.capabilities()?.into_iter().map(|used| Use {
            capability: used.capability.to_string(),
            what: used.what,
            place: place(used.span.as_ref()),
        });
        let inspection = builder.inspect()?;
        let functions = inspection.interface.functions.iter().zip(&inspection.places);
        let functions = functions
            .map(|(func, span)| (func.path.clone(), Offer { signature: func.signature(), place: place(Some(span)) }));
        Ok(Self { uses: uses.collect(), functions: functions.collect() })
    }

    /// Reads what was kept of a version by the digest of its library.
    pub(crate) fn recall(folder: &Path, digest: &str) -> Option<Self> {
        let bytes = std::fs::read(folder.join(digest).with_extension("json")).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Whether something was kept.
    pub(crate) fn is_kept(folder: &Path, digest: &str) -> bool {
        folder.join(digest).with_extension("json").exists()
    }

    /// Keeps it, so that it is known when the sources are those of the next version. Where that fails the next diff
    /// counts everything as new.
    pub(crate) fn keep(&self, folder: &Path, digest: &str) -> Result<(), StoreError> {
        let disk = Disk::default();
        disk.make_folder(folder)?;
        // Text, lists and maps with text for keys always serialise.
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        disk.replace(&folder.join(digest).with_extension("json"), &bytes)
    }
}

/// What is different between two versions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diff {
    /// The old version.
    pub from: Version,
    /// The new version.
    pub to: Version,
    /// What the new one uses of what can be granted and the old one did not, with every place; whether the host grants it
    /// is not asked here.
    pub added: Vec<Use>,
    /// Capabilities that the new one does not use any more.
    pub dropped: Vec<String>,
    /// Capabilities among those of `added` that nobody granted the new version.
    pub ungranted: Vec<String>,
    /// Functions that only the new one has, with their places in it.
    pub new_functions: Vec<(String, Offer)>,
    /// Functions that only the old one has, with their places in it.
    pub removed: Vec<(String, Offer)>,
    /// Functions whose types are others: old and new.
    pub changed: Vec<(String, Offer, Offer)>,
}

impl Diff {
    pub(crate) fn between(
        (from, old): (&Version, &Profile),
        (to, new): (&Version, &Profile),
        granted: &BTreeSet<String>,
    ) -> Self {
        let capabilities = |profile: &Profile| -> BTreeSet<String> {
            profile.uses.iter().map(|used| used.capability.clone()).collect()
        };
        let (had, has) = (capabilities(old), capabilities(new));
        let only = |one: &Profile, other: &Profile| -> Vec<(String, Offer)> {
            let gone = one.functions.iter().filter(|(path, _)| !other.functions.contains_key(*path));
            gone.map(|(path, offer)| (path.clone(), offer.clone())).collect()
        };
        let both = old.functions.iter().filter_map(|(path, was)| Some((path, was, new.functions.get(path)?)));
        Self {
            from: from.clone(),
            to: to.clone(),
            added: new.uses.iter().filter(|used| !had.contains(&used.capability)).cloned().collect(),
            dropped: had.difference(&has).cloned().collect(),
            ungranted: has.difference(&had).filter(|added| !granted.contains(*added)).cloned().collect(),
            new_functions: only(new, old),
            removed: only(old, new),
            changed: both
                .filter(|(_, was, is)| was.signature != is.signature)
                .map(|(path, was, is)| (path.clone(), was.clone(), is.clone()))
                .collect(),
        }
    }

    /// Whether callers of the old version may find that something is gone or other.
    #[must_use]
    pub fn breaks(&self) -> bool {
        !self.removed.is_empty() || !self.changed.is_empty()
    }

    /// Whether semver allows the new version to break callers.
    #[must_use]
    pub fn may_break(&self) -> bool {
        let caret = semver::Op::Caret;
        let (major, minor, patch) = (self.from.major, Some(self.from.minor), Some(self.from.patch));
        let same = semver::Comparator { op: caret, major, minor, patch, pre: self.from.pre.clone() };
        !semver::VersionReq { comparators: vec![same] }.matches(&self.to) && self.to > self.from
    }

    /// Why the new version is not taken without a word of the host's, one sentence each.
    #[must_use]
    pub fn objections(&self, accepted_breaks: bool) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for capability in &self.ungranted {
            let uses: Vec<_> = self.added.iter().filter(|used| used.capability == *capability).collect();
            found.push(format!("{} adds `{capability}`{}, which needs a new grant", self.to, at(&uses)));
        }
        if !accepted_breaks && !self.may_break() {
            for (path, was) in &self.removed {
                found.push(format!("{} removes `{path}` (was at {})", self.to, was.place));
            }
            for (path, was, is) in &self.changed {
                let (to, place) = (&self.to, &is.place);
                found.push(format!("{to} makes `{path}` at {place} `{}`, it was `{}`", is.signature, was.signature));
            }
        }
        found
    }
}

/// Says where something is used: the first place, and how many more there are.
fn at(uses: &[&Use]) -> String {
    let mut places = uses.iter().map(|used| used.place.as_str()).filter(|place| !place.is_empty());
    match (places.next(), places.count()) {
        (None, _) => String::new(),
        (Some(first), 0) => format!(" at {first}"),
        (Some(first), more) => format!(" at {first} and {more} more"),
    }
}

impl fmt::Display for Diff {
    /// Writes one line a difference.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (&self.from, &self.to);
        for used in &self.added {
            let grant = if self.ungranted.contains(&used.capability) { "needs a new grant" } else { "granted" };
            writeln!(f, "{to} adds `{}` at {} ({}; {grant})", used.capability, used.place, used.what)?;
        }
        for capability in &self.dropped {
            writeln!(f, "{to} does without `{capability}`")?;
        }
        for (path, offer) in &self.new_functions {
            writeln!(f, "{to} adds the function `{path}`, {}, at {}", offer.signature, offer.place)?;
        }
        for (path, was) in &self.removed {
            writeln!(f, "{to} removes the function `{path}`, which {from} had at {}", was.place)?;
        }
        for (path, was, is) in &self.changed {
            writeln!(f, "{to} makes `{path}` {} at {}, {from} had {}", is.signature, is.place, was.signature)?;
        }
        Ok(())
    }
}

/// The names of what a policy grants.
pub(crate) fn names(grants: impl IntoIterator<Item = Capability>) -> BTreeSet<String> {
    grants.into_iter().map(|capability| capability.to_string()).collect()
}
