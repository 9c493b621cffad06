//! Any text as a manifest, with files beside it: what is wrong with it is found, and nothing panics.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plugwright_analyzer::{Sources, Target, parse};
use plugwright_sandbox::{PluginFacts, Policy, check};

fuzz_target!(|text: &[u8]| {
    let sources = Sources::from_files([
        ("Cargo.toml", text),
        ("build.rs", b"fn main() {}".as_slice()),
        ("inner/Cargo.toml", text),
        ("src/lib.rs", b"pub fn one() -> u8 { 1 }".as_slice()),
    ]);
    let _ = PluginFacts::of(&sources);
    parse(&sources, &Target::default(), |krate, _| drop(check(krate, &Policy::default()))).expect("there is a thread");
});
