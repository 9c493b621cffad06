//! [`AcquireOptions`]: what a host trusts, and what it is ready to spend.

use std::path::PathBuf;

use plugwright::Cancel;

use crate::git::GitOptions;
use crate::{OnProgress, TrustedKeys, UnpackLimits};

/// What a host trusts, and what it is ready to spend.
#[derive(Clone, Debug)]
pub struct AcquireOptions {
    /// Whose signatures count.
    pub keys: TrustedKeys,
    /// What becomes of packages that nobody trusted vouches for.
    pub unsigned: Unsigned,
    /// What a package may cost.
    pub limits: UnpackLimits,
    /// How repositories are reached.
    pub git: GitOptions,
    /// Lets another thread stop it.
    pub cancel: Cancel,
    /// Is told how far it is.
    pub on_progress: OnProgress,
}

/// What becomes of packages that nobody trusted vouches for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unsigned {
    /// They are refused.
    #[default]
    Refuse,
    /// They are taken, as whoever asks for it says. A wrong signature is refused all the same.
    Allow,
}

impl AcquireOptions {
    /// Trusts those keys and nobody else, and keeps repositories in the folder `cache`.
    pub fn new(keys: TrustedKeys, cache: impl Into<PathBuf>) -> Self {
        Self {
            keys,
            unsigned: Unsigned::default(),
            limits: UnpackLimits::default(),
            git: GitOptions::new(cache),
            cancel: Cancel::default(),
            on_progress: OnProgress::default(),
        }
    }
}
