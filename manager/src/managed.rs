//! [`Managed`]: a handle to one plugin of a manager.

use std::fmt;
use std::sync::Arc;

use plugwright::{Interface, Value};

use crate::manager::Inner;
use crate::metrics::slot_metrics;
use crate::slot::Slot;
use crate::status::slot_status;
use crate::{ManageError, Metrics, Name, PluginStatus};

/// One plugin of a manager.
#[derive(Clone)]
pub struct Managed {
    pub(crate) inner: Arc<Inner>,
    pub(crate) slot: Arc<Slot>,
}

impl Managed {
    /// Returns its name.
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.slot.name
    }

    /// Returns how it stands.
    #[must_use]
    pub fn status(&self) -> PluginStatus {
        slot_status(&self.slot)
    }

    /// Returns what the version that serves offers.
    #[must_use]
    pub fn interface(&self) -> Option<Interface> {
        self.slot.current().map(|serving| serving.plugin.interface().clone())
    }

    /// Calls a function.
    ///
    /// # Errors
    /// As for [`Manager::call`](crate::Manager::call).
    #[inline]
    pub fn call(&self, function: &str, args: &[Value]) -> Result<Value, ManageError> {
        self.slot.call(&self.inner.shared, function, args)
    }

    /// Returns what it has done and holds.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        slot_metrics(&self.slot)
    }
}

impl fmt::Debug for Managed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Managed({}, {})", self.slot.name, self.slot.status().state)
    }
}
