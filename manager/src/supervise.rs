//! How a plugin that panics too often is helped: after a while a fresh copy of its library takes the place of the one that
//! panicked, and the first call of that decides. One that falls too often is put in quarantine.
//!
//! The old copy serves meanwhile: a panic ends one call and not the plugin, so that most callers get their answers. What is
//! fresh are its `static`s, and `on_load` and `health` are called in it as at any start.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use crate::error::chain;
use crate::granted::Granted;
use crate::quarantine::Quarantine;
use crate::restarts::Restarts;
use crate::serving::Serving;
use crate::shared::Shared;
use crate::slot::{Slot, lock};
use crate::start::Candidate;
use crate::track::Track;
use crate::{Action, ManageError, Manager, Name, Record, State, Verdict};

impl Slot {
    /// Counts a panic of the version that serves, and draws the conclusions.
    pub(crate) fn panicked(&self, shared: &Shared, serving: &Serving, message: &str) {
        let health = shared.options.health;
        let Some((previous, current)) = self.still(serving) else { return };
        let recent = self.count_panic();
        let panics = if recent == 1 { "1 panic".to_owned() } else { format!("{recent} panics") };
        let reason = format!("{panics} within a minute, the last: {message}");
        if recent >= health.quarantined_after {
            drop(previous);
            self.quarantine(shared, serving, reason);
            return;
        }
        let too_often = recent >= health.degraded_after || serving.condition.is_on_probation();
        if !too_often || !serving.condition.fall_ill() {
            return;
        }
        let next = lock(&self.restarts).next(Instant::now(), health.restarts);
        match next {
            Some(wait) => {
                let from = self.settle(&previous, serving, State::Degraded, Some(&reason));
                drop(previous);
                self.tell(shared, serving, from, (State::Degraded, Some(reason)));
                shared.restart_after(wait, &self.name, Arc::downgrade(&current));
            }
            None => {
                drop(previous);
                let restarts = health.restarts.most;
                self.quarantine(shared, serving, format!("{reason}; it was started afresh {restarts} times"));
            }
        }
    }

    /// The fresh copy has stood the call that decides.
    #[cold]
    pub(crate) fn recovered(&self, shared: &Shared, serving: &Serving) {
        let Some((previous, _)) = self.still(serving) else { return };
        if serving.condition.recover() {
            let from = self.settle(&previous, serving, State::Ready, None);
            drop(previous);
            self.tell(shared, serving, from, (State::Ready, None));
        }
    }

    /// Calls a version no more, now and after a new start of the host.
    pub(crate) fn quarantine(&self, shared: &Shared, serving: &Serving, reason: String) {
        let Some(from) = self.withdraw(serving, &reason) else { return };
        let quarantine = Quarantine::of(serving, &reason);
        if let Some(inner) = shared.manager.upgrade() {
            inner.keep_quarantine(&self.name, &quarantine);
        }
        let (version, digest) = (Some(serving.manifest.version.clone()), serving.digest());
        self.tell(shared, serving, from, (State::Quarantined, Some(reason.clone())));
        shared.note(|| Record {
            version,
            digest,
            reason: Some(reason),
            ..Record::new(Action::Quarantine, Some(self.name.clone()), Verdict::Done)
        });
    }
}

impl Shared {
    /// Starts a version of a plugin afresh after a while, if it still serves then.
    fn restart_after(&self, wait: Duration, name: &Name, ailing: Weak<Serving>) {
        let (inner, name) = (self.manager.clone(), name.clone());
        std::thread::spawn(move || {
            std::thread::sleep(wait);
            // Where the manager is gone, so are its plugins.
            if let Some(inner) = inner.upgrade() {
                Manager { inner }.restart(&name, &ailing);
            }
        });
    }
}

impl Manager {
    /// Puts a fresh copy into the place of a version that panicked too often, unless something else was done about it.
    fn restart(&self, name: &Name, ailing: &Weak<Serving>) {
        let Ok(slot) = self.inner.slot(name.as_str()) else { return };
        let _work = slot.work.begin();
        let is_ailing = |old: &Arc<Serving>| Weak::ptr_eq(&Arc::downgrade(old), ailing) && old.condition.is_ailing();
        let Some(old) = slot.current().filter(is_ailing) else { return };
        let shared = &self.inner.shared;
        match self.fresh_copy(&old) {
            Ok(fresh) => {
                let reason = "it was started afresh, and its next call decides".to_owned();
                match slot.renew(shared, &old, fresh.clone(), reason) {
                    true => {
                        self.drain(&old);
                        self.retire(&old);
                    }
                    // It was put in quarantine or given back meanwhile.
                    false => self.retire(&fresh),
                }
            }
            // The host wants it as it is.
            Err(ManageError::Vetoed { .. }) => {}
            Err(error @ ManageError::Lifecycle { .. }) => slot.quarantine(shared, &old, chain(&error)),
            // The plugin can do nothing about that, and the old copy serves.
            Err(error) => {
                let reason = format!("it could not be started afresh yet: {}", chain(&error));
                if slot.stand(shared, &old, State::Degraded, Some(reason)) {
                    shared.restart_after(Restarts::later(shared.options.health.restarts), name, ailing.clone());
                }
            }
        }
    }

    fn fresh_copy(&self, old: &Serving) -> Result<Arc<Serving>, ManageError> {
        let manifest = &old.manifest;
        let settings = old.host.settings.load().as_ref().clone();
        let candidate =
            Candidate { folder: &old.folder, manifest, granted: Granted::default(), from: None, trial: None };
        let mut track =
            Track::of_candidate(&self.inner.shared.hub, &old.manifest.name, manifest.version.clone(), State::Degraded);
        self.bring_up(old.copy()?, settings, &candidate, &mut track)
    }
}
