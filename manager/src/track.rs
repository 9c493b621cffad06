//! [`Track`]: one version on its way from state to state. Every step is asked of the host's hooks and told to them.

use std::time::SystemTime;

use semver::Version;

use crate::event::{Event, Hub};
use crate::slot::Slot;
use crate::{ManageError, Name, State};

/// A version on its way.
pub(crate) struct Track<'m> {
    hub: &'m Hub,
    name: &'m Name,
    version: Option<Version>,
    state: Option<State>,
    /// The plugin whose state this is; none while another version of it serves.
    slot: Option<&'m Slot>,
}

impl<'m> Track<'m> {
    /// The plugin itself, as it stands.
    pub(crate) fn of_plugin(hub: &'m Hub, slot: &'m Slot, version: impl Into<Option<Version>>) -> Self {
        let state = Some(slot.status().state);
        Self { hub, name: &slot.name, version: version.into(), state, slot: Some(slot) }
    }

    /// A plugin that is seen for the first time.
    pub(crate) fn of_stranger(hub: &'m Hub, slot: &'m Slot, version: Option<Version>) -> Self {
        Self { hub, name: &slot.name, version, state: None, slot: Some(slot) }
    }

    /// A version that is not the one that the plugin's state is about.
    pub(crate) fn of_candidate(hub: &'m Hub, name: &'m Name, version: Version, state: State) -> Self {
        Self { hub, name, version: Some(version), state: Some(state), slot: None }
    }

    /// Goes on, unless a hook objects.
    pub(crate) fn to(&mut self, to: State, reason: Option<String>) -> Result<(), ManageError> {
        let event = self.event(to, reason);
        if let Some(reason) = self.hub.objection(&event) {
            return Err(ManageError::Vetoed { plugin: self.name.clone(), to, reason });
        }
        self.arrive(event);
        Ok(())
    }

    /// Goes on whatever the hooks think of it: what happened has happened.
    pub(crate) fn force(&mut self, to: State, reason: Option<String>) {
        self.arrive(self.event(to, reason));
    }

    fn event(&self, to: State, reason: Option<String>) -> Event {
        let (plugin, version) = (self.name.clone(), self.version.clone());
        Event { plugin, version, from: self.state, to, reason, at: SystemTime::now() }
    }

    fn arrive(&mut self, event: Event) {
        self.state = Some(event.to);
        if let Some(slot) = self.slot {
            let mut status = slot.status();
            status.state = event.to;
            status.reason.clone_from(&event.reason);
        }
        self.hub.publish(&event);
    }
}
