//! The crate `plugwright-plugin`, which a plugin may depend on. Its source comes along in this very program, so a plugin
//! that depends on nothing else is built without cargo and without network, whatever its manifest says of where the
//! crate is to be had.

use plugwright_analyzer::{Dependency, Manifest};

/// The files of the crate: path below its `src/`, and text.
pub(crate) const SOURCES: [(&str, &str); 9] = [
    ("lib.rs", include_str!("../../sdk/src/lib.rs")),
    ("context.rs", include_str!("../../sdk/src/context.rs")),
    ("error.rs", include_str!("../../sdk/src/error.rs")),
    ("local.rs", include_str!("../../sdk/src/local.rs")),
    ("services.rs", include_str!("../../sdk/src/services.rs")),
    ("state.rs", include_str!("../../sdk/src/state.rs")),
    ("storable.rs", include_str!("../../sdk/src/storable.rs")),
    ("value.rs", include_str!("../../sdk/src/value.rs")),
    ("wire.rs", include_str!("../../sdk/src/wire.rs")),
];

/// Folder of the crate in a workspace.
pub(crate) const FOLDER: &str = "sdk";

/// The dependencies of a plugin that are this crate, under whatever name, and that are in use.
pub(crate) fn uses(manifest: &Manifest, is_active: impl Fn(&str) -> bool) -> impl Iterator<Item = &Dependency> {
    let in_use = move |dependency: &&Dependency| !dependency.optional || is_active(&dependency.name);
    manifest.dependencies.iter().filter(|dependency| dependency.is_sdk()).filter(in_use)
}
