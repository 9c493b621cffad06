//! [`System`]: which mechanisms this machine has. Found out by using them, on a thread that ends right after.

use std::collections::BTreeSet;
use std::thread;

use serde::Serialize;

use super::{Mechanism, Reach, platform};

/// The machine as it is, or as if it lacked some of its mechanisms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct System {
    absent: BTreeSet<Mechanism>,
}

/// A mechanism that could not be put to use.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Missing {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// Why not, in a few words.
    pub reason: String,
}

/// A mechanism and what there is of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probed {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// Which form of it works here, or why none does.
    pub found: Result<String, String>,
}

impl System {
    /// The same without one mechanism, to see what becomes of a build there.
    #[must_use]
    pub fn without(mut self, mechanism: Mechanism) -> Self {
        self.absent.insert(mechanism);
        self
    }

    /// Tries every mechanism.
    #[must_use]
    pub fn probe(&self) -> Vec<Probed> {
        // Each on a thread of its own, since one may keep another from being put up.
        let try_one = |mechanism| {
            let tried = thread::scope(|scope| scope.spawn(|| self.put_up(mechanism, &Reach::default(), None)).join());
            let found = tried.unwrap_or_else(|_| Err("the attempt failed".to_owned()));
            Probed { mechanism, found }
        };
        Mechanism::ALL.map(try_one).to_vec()
    }

    pub(super) fn has(&self, mechanism: Mechanism) -> bool {
        !self.absent.contains(&mechanism)
    }

    /// Puts up one wall around the calling thread and all that it starts from now on. Says which form of the mechanism
    /// works, or why none does.
    pub(super) fn put_up(&self, mechanism: Mechanism, reach: &Reach, group: Option<u32>) -> Result<String, String> {
        if !self.has(mechanism) {
            return Err("left out by the host".to_owned());
        }
        platform::put_up(mechanism, reach, group)
    }
}
