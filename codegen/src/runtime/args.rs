//! How the runtime is compiled. Shared with `build.rs`, so that what it makes ahead fits what bridges link.

/// Name of the runtime as a crate.
pub(crate) const NAME: &str = "plugwright_runtime";

/// Root of the runtime as a crate; its modules are the interface's bridge sources.
pub(crate) const ROOT: &str = "#![allow(missing_docs)]\npub mod abi;\npub mod wire;\n";

/// Arguments of `rustc`, from the folder that holds `lib.rs`.
pub(crate) const ARGS: [&str; 21] = [
    "lib.rs",
    "--crate-name",
    NAME,
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
];
