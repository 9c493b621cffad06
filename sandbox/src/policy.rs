//! What one plugin may do (nothing, unless granted), and how its build is confined.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::{Capability, Confinement, Error};

/// The set of capabilities that a host grants to one plugin, and the walls around its build. A [`PolicyFile`] says more.
///
/// [`PolicyFile`]: crate::PolicyFile
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Policy {
    grants: BTreeSet<Capability>,
    confinement: Confinement,
    /// Rules by id whose findings weigh otherwise.
    pub(crate) levels: BTreeMap<String, Level>,
    /// Editions that are taken; all where nothing is said.
    pub(crate) editions: Option<Vec<String>>,
    /// Paths of the standard library, and whether what is below is granted; the longest decides.
    pub(crate) items: Vec<(String, bool)>,
    /// Packages that may be depended on.
    pub(crate) dependencies: Vec<AllowedDependency>,
    /// Whether packages in the plugin's own folder may be depended on.
    pub(crate) vendored: bool,
    /// Findings that are let pass.
    pub(crate) exceptions: Vec<Exception>,
}

/// What the findings of a rule weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Level {
    /// Nothing: they are not reported.
    Allow,
    /// They are noted.
    Note,
    /// They are warned of.
    Warning,
    /// They stop the plugin.
    Error,
}

/// A package that a plugin may depend on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct AllowedDependency {
    /// Name of the package.
    pub name: String,
    /// The exact version.
    pub version: String,
    /// Checksum in the registry, 64 lower-case hex digits.
    pub sha256: Option<String>,
    /// That it may contain unsafe code and foreign functions.
    pub unsafe_code: bool,
}

/// A finding that is let pass: one rule, in one file of one content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Exception {
    /// Id of the rule.
    pub rule: String,
    /// The file, relative to the plugin's folder.
    pub path: String,
    /// Checksum of the file, 64 lower-case hex digits.
    pub file_sha256: String,
    /// Why.
    pub reason: String,
}

impl Policy {
    /// The same policy with one capability more.
    #[must_use]
    pub fn grant(mut self, capability: Capability) -> Self {
        self.grants.insert(capability);
        self
    }

    /// The same policy with other walls around the build.
    #[must_use]
    pub fn confine(self, confinement: Confinement) -> Self {
        Self { confinement, ..self }
    }

    /// The walls around the build.
    #[must_use]
    pub fn confinement(&self) -> &Confinement {
        &self.confinement
    }

    /// Whether the capability is granted.
    pub fn allows(&self, capability: Capability) -> bool {
        self.grants.contains(&capability)
    }

    /// Whether any of the capabilities is granted.
    pub fn allows_any(&self, capabilities: &[Capability]) -> bool {
        capabilities.iter().any(|capability| self.allows(*capability))
    }

    /// Whether an item of the standard library is granted by its path, such as `std::thread::available_parallelism`.
    pub(crate) fn allows_item(&self, path: &str) -> bool {
        let below = |whole: &str, prefix: &str| {
            whole.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        // All roots hold the same items.
        let rest = |path: &str| path.split_once("::").map(|(_, rest)| rest.to_string()).unwrap_or_default();
        let wanted = rest(path);
        let meant = self.items.iter().filter(|(prefix, _)| below(&wanted, &rest(prefix)));
        meant.max_by_key(|(prefix, _)| prefix.len()).is_some_and(|(_, granted)| *granted)
    }

    /// Whether the symbol is that of a granted item. Symbols name the module where an item is defined, which is below the
    /// one that people know it by: `std::thread::functions::available_parallelism`.
    pub(crate) fn allows_symbol(&self, path: &str) -> bool {
        let parts: Vec<&str> = path.split("::").collect();
        let (Some(root), Some(name)) = (parts.first(), parts.last()) else { return false };
        let mut granted = self.items.iter().filter(|(_, granted)| *granted).map(|(item, _)| item);
        matches!(*root, "std" | "core" | "alloc")
            && granted.any(|item| {
                let wanted: Vec<&str> = item.split("::").collect();
                let mut left = parts.iter().skip(1);
                let in_order = wanted.iter().skip(1).all(|segment| left.any(|part| part == segment));
                in_order && wanted.get(1) == parts.get(1) && self.allows_item(&format!("{item}::{name}"))
            })
    }

    /// Whether to read a clock stops a plugin.
    pub(crate) fn refuses_clocks(&self) -> bool {
        self.levels.get(crate::rules::CLOCK.code.id) == Some(&Level::Error)
    }

    /// Whether the plugin may depend on packages in its own folder, which are then checked as it is.
    #[must_use]
    pub fn allows_vendored(&self) -> bool {
        self.vendored || self.allows(Capability::Dependencies)
    }

    /// Finds the package among those that may be depended on one by one, by its name, exact version and checksum.
    #[must_use]
    pub fn allowed_dependency(&self, name: &str, version: &str, sha256: Option<&str>) -> Option<&AllowedDependency> {
        self.dependencies.iter().find(|one| {
            let same_bytes = one.sha256.as_deref().is_none_or(|digest| Some(digest) == sha256);
            one.name == name && one.version == version && same_bytes
        })
    }

    /// The granted capabilities in a fixed order.
    pub fn grants(&self) -> impl Iterator<Item = Capability> {
        self.grants.iter().copied()
    }
}

impl FromIterator<Capability> for Policy {
    fn from_iter<I: IntoIterator<Item = Capability>>(capabilities: I) -> Self {
        Policy { grants: capabilities.into_iter().collect(), ..Policy::default() }
    }
}

impl FromStr for Policy {
    type Err = Error;

    /// Reads `unsafe,fs`; empty text grants nothing.
    fn from_str(text: &str) -> Result<Self, Error> {
        text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::parse).collect()
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, capability) in self.grants.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            write!(f, "{capability}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let shown = match text.parse::<Policy>() {
            Ok(policy) => format!("[{policy}]"),
            Err(error) => format!("error: {error}"),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn parses_a_list_of_names() {
        check("", expect![["[]"]]);
        check("fs", expect![["[fs]"]]);
        check(" net, unsafe ,net", expect![["[unsafe,net]"]]);
    }

    #[test]
    fn names_the_nearest_capability() {
        check("fs,processes", expect![["error: unknown capability `processes`, did you mean `process`?"]]);
        check(
            "root",
            expect![[
                "error: unknown capability `root`, expected one of unsafe, ffi, process, fs, net, env, thread, stdin, clock, build-script, proc-macro, dependencies"
            ]],
        );
    }
}
