//! [`Status`]: how the command ended, for scripts. The numbers are part of the interface and never change.

use std::process::ExitCode;

use serde::{Serialize, Serializer};

/// Exit status of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done.
    Done = 0,
    /// The function returned `Err`, and its value was printed.
    ReturnedErr = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// The policy refuses the plugin.
    Refused = 3,
    /// There is nothing to call like that.
    NoSuchCall = 4,
    /// There is no library: the plugin has faults, or this machine cannot build it.
    BuildFailed = 5,
    /// The plugin panicked.
    Panicked = 6,
    /// Nobody trusted vouches for the package, or it is not what they vouch for.
    Untrusted = 7,
    /// Nothing of that name is installed.
    NotInstalled = 8,
    /// A folder, file or repository cannot be used.
    Unavailable = 9,
    /// The user stopped the command.
    Interrupted = 130,
}

impl Status {
    /// The word for it in JSON.
    const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::ReturnedErr => "returned-err",
            Self::Usage => "usage",
            Self::Refused => "refused",
            Self::NoSuchCall => "no-such-call",
            Self::BuildFailed => "build-failed",
            Self::Panicked => "panicked",
            Self::Untrusted => "untrusted",
            Self::NotInstalled => "not-installed",
            Self::Unavailable => "unavailable",
            Self::Interrupted => "interrupted",
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
