//! What keeps a plugin's library in memory besides the handles of the manager's own.

use plugwright::{Pin, Plugin};

/// All that keeps the library of a plugin once it is let go.
pub(crate) fn pins(plugin: &Plugin) -> Vec<Pin> {
    let mut pins = plugin.residency().pins;
    pins.retain(|pin| !matches!(pin, Pin::Handles(_)));
    pins
}

/// The same for people.
pub(crate) fn named(pins: &[Pin]) -> String {
    pins.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}
