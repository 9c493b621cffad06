//! The peers, one file each.

mod encoded;
mod in_host;
mod plugwright;
mod raw;
mod stabby;
mod stable;
mod wasm;

use std::path::Path;

use libloading::Library;

use crate::timing::Case;

pub(crate) use plugwright::plugin;

/// All cases: the baseline first, then plugwright.
pub(crate) fn all(plugin: &plugwright_loader::Library, folder: &Path) -> Vec<Case> {
    let mut cases = in_host::cases();
    cases.extend(plugwright::cases(plugin));
    cases.extend(raw::cases(open(folder, "peer_raw")));
    cases.extend(encoded::cases(open(folder, "peer_raw")));
    cases.extend(stable::cases(open(folder, "peer_stable")));
    cases.extend(stabby::cases(open(folder, "peer_stabby")));
    cases.extend(wasm::cases());
    cases
}

/// Opens a peer's library for ever.
fn open(folder: &Path, name: &str) -> &'static Library {
    let file = format!("{}{name}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    // SAFETY: the libraries of these benchmarks have no constructors.
    let library = unsafe { Library::new(folder.join(file)) }.expect("the library opens");
    Box::leak(Box::new(library))
}

/// Finds a function.
///
/// # Safety
/// `F` is its type.
unsafe fn find<F: Copy>(library: &'static Library, name: &str) -> F {
    // SAFETY: the caller's promise.
    *unsafe { library.get::<F>(name) }.expect("the library has the function")
}
