//! [`Shared`]: what all plugins of one manager have in common.

use crate::Options;
use crate::event::Hub;

/// What all plugins of one manager have in common.
pub(crate) struct Shared {
    pub(crate) options: Options,
    pub(crate) hub: Hub,
}
