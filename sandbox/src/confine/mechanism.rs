//! [`Mechanism`]: the walls that a system can put up around a process, under the names that a policy uses.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::Error;

/// One way to confine a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Mechanism {
    /// No program gains rights by being started, and root keeps none but those over its own files.
    Privileges,
    /// Files are read where the build needs them and written in its own folder only.
    Landlock,
    /// System calls that no compiler needs are refused: sockets, tracing, mounting, loading code into the kernel.
    Seccomp,
    /// A network of its own with nothing in it.
    NetworkNamespace,
    /// Memory, processor time, size of files and number of processes are bounded.
    Limits,
}

/// What a policy asks of a [`Mechanism`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Demand {
    /// Used where the system has it; where not, the build warns.
    #[default]
    Prefer,
    /// Without it, nothing is built.
    Require,
    /// Not used.
    Skip,
}

impl Mechanism {
    /// Every mechanism, in the order in which documentation lists them.
    pub const ALL: [Mechanism; 5] = [
        Mechanism::Privileges,
        Mechanism::Landlock,
        Mechanism::Seccomp,
        Mechanism::NetworkNamespace,
        Mechanism::Limits,
    ];

    /// The name that a policy writes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Privileges => "privileges",
            Mechanism::Landlock => "landlock",
            Mechanism::Seccomp => "seccomp",
            Mechanism::NetworkNamespace => "network-namespace",
            Mechanism::Limits => "limits",
        }
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Mechanism {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl FromStr for Mechanism {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let found = Mechanism::ALL.into_iter().find(|mechanism| mechanism.name() == text);
        found.ok_or_else(|| Error::UnknownMechanism { name: text.to_owned() })
    }
}
