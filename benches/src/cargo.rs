//! [`cargo`]: the build that plugwright's is held against.

use std::process::Command;

/// Returns cargo as a user starts it: by name, without the settings that it makes for benchmarks.
#[must_use]
pub fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    for (name, _) in std::env::vars_os() {
        let set_by_cargo = name.to_str().is_some_and(|name| name.starts_with("CARGO") && name != "CARGO_HOME");
        if set_by_cargo || name == "RUSTUP_TOOLCHAIN" {
            cargo.env_remove(name);
        }
    }
    cargo
}
