//! The walls around the processes of a build: what is asked for ([`Confinement`], plain data of a policy) and how it is
//! put up. Which programs run, and what each may reach, is up to the caller.

mod limits;
mod mechanism;
mod platform;
mod reach;
mod spawn;
mod system;
#[cfg(all(test, target_os = "linux"))]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;

pub use limits::BuildLimits;
pub use mechanism::{Demand, Mechanism};
pub use platform::Usage;
pub use reach::{Network, Reach};
pub use spawn::{Confined, spawn};
pub use system::{Missing, Probed, System};

/// How the processes of a build are confined. By default every mechanism is preferred: it is used where the system has
/// it, and where not, the build says so and goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Confinement {
    /// Mechanisms that are not just preferred.
    demands: BTreeMap<Mechanism, Demand>,
    /// What the processes may use up. They decide whether a build succeeds, not what comes out of it.
    #[serde(skip)]
    pub limits: BuildLimits,
}

impl Confinement {
    /// Returns what is asked of one mechanism.
    #[must_use]
    pub fn demand(&self, mechanism: Mechanism) -> Demand {
        self.demands.get(&mechanism).copied().unwrap_or_default()
    }

    /// The same with another demand on one mechanism.
    #[must_use]
    pub fn with(mut self, mechanism: Mechanism, demand: Demand) -> Self {
        match demand {
            Demand::Prefer => self.demands.remove(&mechanism),
            demand => self.demands.insert(mechanism, demand),
        };
        self
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(self, limits: BuildLimits) -> Self {
        Self { limits, ..self }
    }
}
