//! [`Shared`]: what all plugins of one manager have in common.

use std::sync::Weak;

use crate::error::chain;
use crate::event::Hub;
use crate::manager::Inner;
use crate::{Options, Record};

/// What all plugins of one manager have in common.
pub(crate) struct Shared {
    pub(crate) options: Options,
    pub(crate) hub: Hub,
    /// The manager itself, for what goes on by itself.
    pub(crate) manager: Weak<Inner>,
}

impl Shared {
    /// Writes down what happened, where the host keeps a log. What has happened is not undone because a disk is full.
    pub(crate) fn note(&self, record: impl FnOnce() -> Record) {
        let Some(log) = &self.options.audit else { return };
        if let Err(error) = log.append(&record()) {
            tracing::error!("the audit log is not written: {}", chain(&error));
        }
    }
}
