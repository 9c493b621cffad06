//! What the benchmarks share: the plugin that they measure and its hand-written twin. The stories themselves are the
//! files beside this folder.

mod account;
mod cargo;
mod handwritten;
mod package;
mod plugin;

pub use account::Account;
pub use cargo::cargo;
pub use handwritten::{Handwritten, cargo_project, library_name};
pub use package::package_folder;
pub use plugin::{Scratch, plugin_folder, unconfined};
