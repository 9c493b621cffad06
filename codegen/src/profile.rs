//! [`Profile`]: whether a library shall be fast or soon there.

use serde::{Deserialize, Serialize};

/// How much the compiler takes its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Code is optimised.
    #[default]
    Release,
    /// Code is compiled as it stands, for a plugin that is being written. What it does is the same: overflow is not
    /// checked for, and `debug_assertions` are off.
    Dev,
}

impl Profile {
    /// The level of optimisation.
    pub(crate) const fn opt_level(self) -> u8 {
        match self {
            Self::Release => 3,
            Self::Dev => 0,
        }
    }
}
