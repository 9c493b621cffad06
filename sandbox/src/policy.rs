//! What one plugin may do (nothing, unless granted), and how its build is confined.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::{Capability, Confinement, Error};

/// The set of capabilities that a host grants to one plugin, and the walls around its build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Policy {
    grants: BTreeSet<Capability>,
    confinement: Confinement,
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

    /// The granted capabilities in a fixed order.
    pub fn grants(&self) -> impl Iterator<Item = Capability> {
        self.grants.iter().copied()
    }
}

impl FromIterator<Capability> for Policy {
    fn from_iter<I: IntoIterator<Item = Capability>>(capabilities: I) -> Self {
        Policy { grants: capabilities.into_iter().collect(), confinement: Confinement::default() }
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
                "error: unknown capability `root`, expected one of unsafe, ffi, process, fs, net, env, thread, stdin, build-script, proc-macro, dependencies"
            ]],
        );
    }
}
