//! [`State`]: where the plugin stands in its life. [`Level`]: how much a line of the log matters.

/// What the host is doing with the plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// It is being loaded; only `on_load`, `on_upgrade` and `health` see this.
    Loading,
    /// It serves calls.
    Ready,
    /// It finishes the calls that it has and gets no new ones.
    Draining,
    /// It serves calls, but its last ones failed.
    Degraded,
    /// It is being stopped; only `on_unload` sees this.
    Stopped,
}

impl State {
    const ALL: [Self; 5] = [Self::Loading, Self::Ready, Self::Draining, Self::Degraded, Self::Stopped];

    /// Returns the number that crosses.
    #[doc(hidden)]
    #[must_use]
    pub fn number(self) -> u32 {
        Self::ALL.into_iter().zip(0..).find(|(state, _)| *state == self).map_or(0, |(_, number)| number)
    }

    /// Reads the number that crossed; one that this crate does not know counts as ready.
    #[doc(hidden)]
    #[must_use]
    pub fn of_number(number: u32) -> Self {
        Self::ALL.get(number as usize).copied().unwrap_or(Self::Ready)
    }
}

/// How much a line of the log matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// For whoever looks into the plugin.
    Debug,
    /// What happened.
    Info,
    /// What may be wrong.
    Warn,
    /// What went wrong.
    Error,
}

impl Level {
    const ALL: [Self; 4] = [Self::Debug, Self::Info, Self::Warn, Self::Error];

    /// Returns the number that crosses.
    #[doc(hidden)]
    #[must_use]
    pub fn number(self) -> u8 {
        Self::ALL.into_iter().zip(0..).find(|(level, _)| *level == self).map_or(0, |(_, number)| number)
    }

    /// Reads the number that crossed.
    #[doc(hidden)]
    #[must_use]
    pub fn of_number(number: u8) -> Self {
        Self::ALL.get(usize::from(number)).copied().unwrap_or(Self::Error)
    }
}
