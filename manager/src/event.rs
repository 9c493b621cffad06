//! [`Event`]: what happens to plugins, and [`Hub`], which tells the host of it.

use std::fmt;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use semver::Version;
use serde::Serialize;

use crate::work::Inside;
use crate::{Name, State};

/// A version of a plugin went from one state to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// The plugin.
    pub plugin: Name,
    /// Which of its versions; during an upgrade two are on their way.
    pub version: Option<Version>,
    /// Where it came from; none where it was seen for the first time.
    pub from: Option<State>,
    /// Where it is.
    pub to: State,
    /// Why, where that is not plain.
    pub reason: Option<String>,
    /// When.
    pub at: SystemTime,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.plugin)?;
        if let Some(version) = &self.version {
            write!(f, " {version}")?;
        }
        match self.from {
            Some(from) => write!(f, ": {from} -> {}", self.to)?,
            None => write!(f, ": {}", self.to)?,
        }
        match &self.reason {
            Some(reason) => write!(f, " ({reason})"),
            None => Ok(()),
        }
    }
}

type Before = Arc<dyn Fn(&Event) -> Result<(), String> + Send + Sync>;
type After = Arc<dyn Fn(&Event) + Send + Sync>;

/// Who wants to know.
#[derive(Default)]
pub(crate) struct Hub {
    before: RwLock<Vec<Before>>,
    after: RwLock<Vec<After>>,
    subscribers: Mutex<Vec<Sender<Event>>>,
}

impl Hub {
    pub(crate) fn before(&self, hook: Before) {
        self.before.write().unwrap_or_else(PoisonError::into_inner).push(hook);
    }

    pub(crate) fn after(&self, hook: After) {
        self.after.write().unwrap_or_else(PoisonError::into_inner).push(hook);
    }

    pub(crate) fn subscribe(&self) -> Receiver<Event> {
        let (sender, receiver) = channel();
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        receiver
    }

    /// Asks every hook whether the transition may happen; returns the first objection. Without a lock held, so that a
    /// hook may use the manager.
    pub(crate) fn objection(&self, event: &Event) -> Option<String> {
        let _inside = Inside::enter();
        let hooks = self.before.read().unwrap_or_else(PoisonError::into_inner).clone();
        hooks.iter().find_map(|hook| hook(event).err())
    }

    /// Tells of a transition that has happened.
    pub(crate) fn publish(&self, event: &Event) {
        let _inside = Inside::enter();
        let hooks = self.after.read().unwrap_or_else(PoisonError::into_inner).clone();
        hooks.iter().for_each(|hook| hook(event));
        let mut subscribers = self.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        subscribers.retain(|subscriber| subscriber.send(event.clone()).is_ok());
    }
}
