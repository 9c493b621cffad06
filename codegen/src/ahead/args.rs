//! How the crates that are compiled ahead are compiled. Shared with `build.rs`, so that what it makes ahead fits what
//! bridges link.

/// Name of the runtime as a crate.
pub(crate) const RUNTIME: &str = "plugwright_runtime";

/// Root of the runtime as a crate; its modules are the interface's bridge sources.
pub(crate) const RUNTIME_ROOT: &str = "#![allow(missing_docs)]\npub mod abi;\npub mod wire;\n";

/// Name of the crate that plugins may depend on, as Rust code spells it.
pub(crate) const SDK: &str = "plugwright_plugin";

/// Arguments of `rustc`, from the folder that holds `lib.rs`.
pub(crate) fn args(name: &str) -> [&str; 23] {
    [
        "lib.rs",
        "--crate-name",
        name,
        "--crate-type",
        "rlib",
        "--edition",
        "2024",
        "--emit",
        "link",
        "-C",
        "opt-level=3",
        "-C",
        "panic=unwind",
        "-C",
        "codegen-units=1",
        "-C",
        "embed-bitcode=no",
        "-C",
        "symbol-mangling-version=v0",
        "--cap-lints",
        "allow",
        // What is only for the inside of a library, see `abi/resident.rs`.
        "--cfg",
        "plugwright_bridge",
    ]
}
