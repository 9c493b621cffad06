//! What a plugin can be granted, under the names that the command line uses.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;

/// One thing that a plugin cannot do unless the host grants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Capability {
    /// `unsafe` code, inline assembly and the allocator's own functions.
    Unsafe,
    /// Foreign functions and symbols with a C name.
    Ffi,
    /// Child processes, and ending the host's own.
    Process,
    /// Files and folders, also questions about them such as `Path::exists`.
    Fs,
    /// Sockets and name look-ups.
    Net,
    /// Environment variables, arguments and the working directory.
    Env,
    /// Threads, and sleeping in the host's.
    Thread,
    /// The standard streams as objects; the print macros need no grant.
    Stdin,
    /// The clocks, where the policy refuses to read them: `S02E = "error"`.
    Clock,
    /// A build script, which runs while the plugin is built.
    BuildScript,
    /// Procedural macros, which run while the plugin is built.
    ProcMacro,
    /// Other packages.
    Dependencies,
}

impl Capability {
    /// Every capability, in the order in which documentation lists them.
    pub const ALL: [Capability; 12] = [
        Capability::Unsafe,
        Capability::Ffi,
        Capability::Process,
        Capability::Fs,
        Capability::Net,
        Capability::Env,
        Capability::Thread,
        Capability::Stdin,
        Capability::Clock,
        Capability::BuildScript,
        Capability::ProcMacro,
        Capability::Dependencies,
    ];

    /// The name that `--grant` takes.
    pub fn name(self) -> &'static str {
        match self {
            Capability::Unsafe => "unsafe",
            Capability::Ffi => "ffi",
            Capability::Process => "process",
            Capability::Fs => "fs",
            Capability::Net => "net",
            Capability::Env => "env",
            Capability::Thread => "thread",
            Capability::Stdin => "stdin",
            Capability::Clock => "clock",
            Capability::BuildScript => "build-script",
            Capability::ProcMacro => "proc-macro",
            Capability::Dependencies => "dependencies",
        }
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Capability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Capability {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

impl FromStr for Capability {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Capability::ALL
            .into_iter()
            .find(|capability| capability.name() == text)
            .ok_or_else(|| Error::UnknownCapability { name: text.to_string(), nearest: nearest(text) })
    }
}

/// The capability whose name needs the fewest edits, unless that is most of the word.
fn nearest(text: &str) -> Option<Capability> {
    let lower = text.to_lowercase();
    Capability::ALL
        .into_iter()
        .map(|capability| (distance(&lower, capability.name()), capability))
        .min_by_key(|(edits, _)| *edits)
        .filter(|(edits, capability)| *edits <= 1 + capability.name().len() / 3)
        .map(|(_, capability)| capability)
}

/// Levenshtein distance over bytes: capability names are ASCII.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.bytes().enumerate() {
            let substituted = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_parses_back() {
        for capability in Capability::ALL {
            assert_eq!(capability.name().parse::<Capability>().ok(), Some(capability));
        }
    }

    #[test]
    fn an_unknown_name_suggests_the_nearest() {
        for (typed, meant) in [
            ("threads", Some(Capability::Thread)),
            ("build_script", Some(Capability::BuildScript)),
            ("dependency", Some(Capability::Dependencies)),
            ("FS", Some(Capability::Fs)),
            ("everything", None),
        ] {
            assert_eq!(nearest(typed), meant, "{typed}");
        }
    }
}
