//! What serves changes, and where the plugin stands with it, as one: a call that puts a version away and a thread that is
//! about to replace it do not undo one another.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

use super::{Previous, Slot, lock};
use crate::lifecycle::{self, Moment};
use crate::serving::Serving;
use crate::shared::Shared;
use crate::track::Track;
use crate::{Action, Record, State, Verdict};

impl Slot {
    /// Lets nothing serve any more, if `serving` does. Returns where the plugin stood then.
    pub(crate) fn withdraw(&self, serving: &Serving, reason: &str) -> Option<State> {
        let (previous, current) = self.still(serving)?;
        let from = self.settle(&previous, serving, State::Quarantined, Some(reason));
        self.current.replace(None);
        current.ledger.close();
        Some(from)
    }

    /// Says where the plugin stands, if `serving` serves. Returns whether it does.
    pub(crate) fn stand(&self, shared: &Shared, serving: &Serving, state: State, reason: Option<String>) -> bool {
        let Some((previous, _)) = self.still(serving) else { return false };
        let from = self.settle(&previous, serving, state, reason.as_deref());
        drop(previous);
        self.tell(shared, serving, from, (state, reason));
        true
    }

    /// Notes where the plugin stands, together with what serves, and returns where it stood. Who holds the pointer tells of
    /// it later, since hooks may look at the pointer.
    pub(crate) fn settle(
        &self,
        _pointer: &Previous<'_>,
        serving: &Serving,
        state: State,
        reason: Option<&str>,
    ) -> State {
        serving.host.set_state(state);
        let mut status = self.status();
        status.reason = reason.map(str::to_owned);
        std::mem::replace(&mut status.state, state)
    }

    /// Tells the hooks what was settled.
    pub(crate) fn tell(&self, shared: &Shared, serving: &Serving, from: State, (to, reason): (State, Option<String>)) {
        let version = serving.manifest.version.clone();
        Track::of_candidate(&shared.hub, &self.name, version, from).force(to, reason);
    }

    /// Keeps the pointer as it is, if `serving` is what it points to, and returns it.
    pub(crate) fn still(&self, serving: &Serving) -> Option<(Previous<'_>, Arc<Serving>)> {
        let previous = lock(&self.previous);
        let current = self.current().filter(|current| std::ptr::eq(Arc::as_ptr(current), serving))?;
        Some((previous, current))
    }

    /// Puts a version into the place of the one that serves, and returns that one, closed, and the one before it, which
    /// serves no more.
    pub(crate) fn put(&self, new: Arc<Serving>) -> (Option<Arc<Serving>>, Option<Arc<Serving>>) {
        let mut previous = lock(&self.previous);
        new.condition.reset();
        self.settle(&previous, &new, State::Ready, None);
        self.stands_at(new.folder.clone(), new.manifest.clone());
        let old = self.exchange(new);
        let before = std::mem::replace(&mut *previous, old.clone());
        (old, before)
    }

    /// Puts a fresh copy of `old` into its place, if that still serves, and lets its next call decide; the version before
    /// stays what it is. Returns whether it did.
    pub(crate) fn renew(&self, shared: &Shared, old: &Serving, fresh: Arc<Serving>, reason: String) -> bool {
        let Some((previous, _)) = self.still(old) else { return false };
        fresh.condition.begin_probation();
        let from = self.settle(&previous, &fresh, State::Degraded, Some(&reason));
        self.exchange(fresh);
        drop(previous);
        self.tell(shared, old, from, (State::Degraded, Some(reason)));
        true
    }

    /// Moves the pointer, and returns what it pointed to, closed.
    fn exchange(&self, new: Arc<Serving>) -> Option<Arc<Serving>> {
        self.keep_book(&new);
        new.ledger.reopen();
        // What a rollback is about to bring back may have been given back by a call meanwhile.
        let old = self.current.replace(Some(new.clone())).filter(|old| !Arc::ptr_eq(old, &new));
        if let Some(old) = &old {
            old.ledger.close();
        }
        lock(&self.panics).clear();
        old
    }

    /// Takes the version that serves away, closed, and the one before.
    pub(crate) fn take(&self) -> (Option<Arc<Serving>>, Option<Arc<Serving>>) {
        let mut previous = lock(&self.previous);
        let current = self.current.replace(None);
        if let Some(current) = &current {
            current.ledger.close();
        }
        (current, previous.take())
    }

    /// Lets the version before serve again in place of `failing`, which is drained aside. Returns false where there is
    /// none, or where `failing` does not serve any more.
    pub(crate) fn give_back(&self, shared: &Shared, failing: &Serving, reason: &str) -> bool {
        let Some((mut previous, failing)) = self.still(failing) else { return false };
        let Some(old) = previous.take() else { return false };
        let back = format!("{} is back: {reason}", old.manifest.version);
        old.condition.reset();
        let from = self.settle(&previous, &old, State::Ready, Some(&back));
        self.stands_at(old.folder.clone(), old.manifest.clone());
        self.exchange(old.clone());
        failing.host.set_state(State::Quarantined);
        drop(previous);
        self.returns.fetch_add(1, Relaxed);
        self.tell(shared, &failing, from, (State::Quarantined, Some(reason.to_owned())));
        self.tell(shared, &old, from, (State::Ready, Some(back.clone())));
        shared.note(|| Record {
            version: Some(old.manifest.version.clone()),
            digest: old.digest(),
            reason: Some(back),
            ..Record::new(Action::Return, Some(self.name.clone()), Verdict::Done)
        });
        let options = shared.options.clone();
        // This may be a call of the failing version itself, so its end is waited for elsewhere.
        std::thread::spawn(move || {
            failing.ledger.drain(Instant::now().checked_add(options.drain));
            // It is gone already, whatever it says to that.
            let _ = lifecycle::call(&failing, Moment::Unload, options.lifecycle);
        });
        true
    }
}
