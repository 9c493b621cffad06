//! Any text as the root file of a crate: it is analysed or found faulty, and neither panics nor takes long.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plugwright_analyzer::{Sources, Target, extract, parse};

const MANIFEST: &[u8] = b"[package]\nname = 'a'\nedition = '2021'\n[features]\nextra = []\n[dependencies]\ndep = '1'\n";

fuzz_target!(|text: &[u8]| {
    let sources = Sources::from_files([("Cargo.toml", MANIFEST), ("src/lib.rs", text)]);
    let target = Target::parse("unix\ntarget_os=\"linux\"\npanic=\"unwind\"\n");
    let extraction = parse(&sources, &target, |krate, _| extract(krate)).expect("there is a thread");
    // What the compiler expanded is merged with what the author wrote; here, with itself.
    let functions = extraction.interface.functions.len();
    let merged = extraction.clone().with_expanded(extraction);
    assert_eq!(merged.interface.functions.len(), functions);
});
