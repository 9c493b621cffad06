//! [`State`]: where a plugin stands in its life.

use std::fmt;

use serde::Serialize;

/// Where a plugin stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Its folder and manifest were found.
    Discovered,
    /// Its sources are checked and compiled, or its library is looked up in the cache.
    Building,
    /// It cannot be built or may not be loaded. The reason says why.
    Refused,
    /// Its library is there, and nothing of it runs.
    Installed,
    /// Its library is opened, and its `on_load` and `health` are called.
    Loading,
    /// It serves calls.
    Ready,
    /// It gets no new calls and finishes those that it has.
    Draining,
    /// It serves calls, but panicked too often lately. It is about to be started afresh, or was and its next call decides.
    Degraded,
    /// It was stopped.
    Stopped,
    /// It did not start, or failed too much to be called again. Only an upgrade or a new load gets it out of this.
    Quarantined,
}

impl State {
    /// Whether calls are served.
    #[must_use]
    pub const fn serves(self) -> bool {
        matches!(self, Self::Ready | Self::Degraded)
    }

    /// Whether a plugin that does not serve will do so soon, or would if somebody called it.
    pub(crate) const fn may_come_up(self) -> bool {
        matches!(self, Self::Discovered | Self::Building | Self::Installed | Self::Loading) || self.serves()
    }

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Discovered => "discovered",
            Self::Building => "building",
            Self::Refused => "refused",
            Self::Installed => "installed",
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Draining => "draining",
            Self::Degraded => "degraded",
            Self::Stopped => "stopped",
            Self::Quarantined => "quarantined",
        }
    }

    /// What a plugin's context says of this.
    pub(crate) const fn seen_by_plugin(self) -> plugwright::State {
        match self {
            Self::Ready => plugwright::State::Ready,
            Self::Draining => plugwright::State::Draining,
            Self::Degraded => plugwright::State::Degraded,
            Self::Stopped | Self::Quarantined | Self::Refused => plugwright::State::Stopped,
            Self::Discovered | Self::Building | Self::Installed | Self::Loading => plugwright::State::Loading,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
