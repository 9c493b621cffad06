//! How plugins stop: their calls end, those that need them go first, and the library is let go.

use std::sync::Arc;
use std::time::Instant;

use crate::depends::{dependents, order};
use crate::error::chain;
use crate::lifecycle::{self, Moment};
use crate::residency::{named, pins};
use crate::serving::Serving;
use crate::slot::Slot;
use crate::status::slot_status;
use crate::track::Track;
use crate::{Action, ManageError, Manager, PluginStatus, Record, State, Verdict};

impl Manager {
    /// Stops one plugin, and before it those that need it. Calls that run have [`crate::Options::drain`] to end. Where its
    /// library cannot be unmapped, the reason of the status says what keeps it.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// println!("{}", manager.unload("greet")?.state);
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`], and [`ManageError::Vetoed`] where a hook keeps it or one that needs it.
    pub fn unload(&self, name: &str) -> Result<PluginStatus, ManageError> {
        let slot = self.inner.slot(name)?;
        for dependent in dependents(&self.inner.nodes(), &slot.name) {
            self.stop(&*self.inner.slot(dependent.as_str())?)?;
        }
        self.stop(&slot)?;
        Ok(slot_status(&slot))
    }

    /// Stops all plugins, those first that nobody needs.
    ///
    /// # Errors
    /// [`ManageError::Vetoed`] where a hook keeps one; those that were stopped by then stay so.
    pub fn unload_all(&self) -> Result<(), ManageError> {
        let levels = order(&self.inner.nodes()).levels;
        for name in levels.iter().rev().flatten() {
            self.stop(&*self.inner.slot(name.as_str())?)?;
        }
        Ok(())
    }

    /// Stops a plugin that runs.
    fn stop(&self, slot: &Slot) -> Result<(), ManageError> {
        let _work = slot.work.begin();
        let Some(serving) = slot.current() else { return Ok(()) };
        let stopped = self.stop_version(slot, &serving);
        self.inner.shared.note(|| Record {
            version: Some(serving.manifest.version.clone()),
            digest: serving.digest(),
            ..Record::new(Action::Unload, Some(slot.name.clone()), Verdict::of(&stopped))
        });
        stopped
    }

    fn stop_version(&self, slot: &Slot, serving: &Serving) -> Result<(), ManageError> {
        let mut track = Track::of_plugin(&self.inner.shared.hub, slot, serving.manifest.version.clone());
        track.to(State::Draining, None)?;
        serving.host.set_state(State::Draining);
        let (current, previous) = slot.take();
        let late: u64 = current.iter().map(|serving| self.drain(serving)).sum();
        for serving in previous.iter().chain(&current) {
            self.retire(serving);
        }
        let late = (late > 0).then(|| format!("{late} calls had not ended"));
        let pins = pins(&serving.plugin);
        let kept = (!pins.is_empty()).then(|| format!("its library stays in memory, kept by {}", named(&pins)));
        let reasons: Vec<_> = late.into_iter().chain(kept).collect();
        track.force(State::Stopped, (!reasons.is_empty()).then(|| reasons.join("; ")));
        Ok(())
    }

    /// Waits for the calls of a version that is closed; asks those to stop that have a context and are late. Returns how
    /// many are left.
    pub(crate) fn drain(&self, serving: &Serving) -> u64 {
        let options = &self.inner.shared.options;
        let late = serving.ledger.drain(Instant::now().checked_add(options.drain));
        if late == 0 {
            return 0;
        }
        serving.ledger.note_late(late, serving.cancel());
        serving.ledger.drain(Instant::now().checked_add(options.grace))
    }

    /// Lets a version go that serves no more.
    pub(crate) fn retire(&self, serving: &Arc<Serving>) {
        serving.host.set_state(State::Stopped);
        if let Err(error) = lifecycle::call(serving, Moment::Unload, self.inner.shared.options.lifecycle) {
            tracing::warn!(plugin = %serving.manifest.name, "{}", chain(&error));
        }
        serving.plugin.library().flush();
    }
}
