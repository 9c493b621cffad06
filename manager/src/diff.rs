//! [`Diff`]: what a new version would be allowed and offer, held against the old one, with the lines of the source.

use std::collections::BTreeSet;
use std::fmt;

use plugwright::{Builder, Capability};
use semver::Version;
use serde::Serialize;

use crate::profile::{Offer, Profile, Use};
use crate::{Error, Installed};

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
    /// Whether the new version is a library without a report, so that nobody can tell before it runs.
    pub unknown: bool,
}

/// Compares two versions in the store. Nothing is compiled, but the macros of a version that its grants allow are expanded.
///
/// `granting` says what the new version is granted, on a builder of it.
///
/// # Errors
/// [`Error::Build`] where the sources of the new version cannot be read, or have faults.
pub fn compare<'b>(
    old: &Installed,
    new: &Installed,
    granting: impl Fn(Builder<'b>) -> Builder<'b>,
) -> Result<Diff, Error> {
    let failed = |source| Error::Build { plugin: new.receipt.name.clone(), source: Box::new(source) };
    let builder = |installed: &Installed| installed.sources().map(|sources| granting(Builder::new(sources)));
    let known = match builder(old) {
        // What the old version uses counts as new where nobody can tell.
        Some(builder) => Profile::of(&builder).ok(),
        None => Profile::of_report(&old.folder),
    };
    let (offered, granted) = match builder(new) {
        Some(builder) => {
            let granted = builder.effective_policy().map_err(failed)?;
            (Some(Profile::of(&builder).map_err(failed)?), names(granted.grants()))
        }
        None => (Profile::of_report(&new.folder), names(new.receipt.grants.iter().copied())),
    };
    let (from, to) = (&old.receipt.version, &new.receipt.version);
    Ok(Diff::between((from, &known.unwrap_or_default()), (to, offered.as_ref()), &granted))
}

impl Diff {
    pub(crate) fn between(
        (from, old): (&Version, &Profile),
        (to, new): (&Version, Option<&Profile>),
        granted: &BTreeSet<String>,
    ) -> Self {
        let unknown = new.is_none();
        // Of what nobody knows, nothing can be said to be different.
        let new = new.unwrap_or(old);
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
            unknown,
        }
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { added, dropped, new_functions, unknown, .. } = self;
        added.is_empty() && dropped.is_empty() && new_functions.is_empty() && !unknown && !self.breaks()
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
            let at = if used.place.is_empty() { String::new() } else { format!(" at {}", used.place) };
            writeln!(f, "{to} adds `{}`{at} ({}; {grant})", used.capability, used.what)?;
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
        match self.unknown {
            true => writeln!(f, "{to} is a library without a report: nobody can tell what it uses and offers"),
            false => Ok(()),
        }
    }
}

/// The names of what a policy grants.
pub(crate) fn names(grants: impl IntoIterator<Item = Capability>) -> BTreeSet<String> {
    grants.into_iter().map(|capability| capability.to_string()).collect()
}
