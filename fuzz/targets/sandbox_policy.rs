//! Any text as a policy file: it has faults, or it says what a plugin may do.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plugwright_sandbox::{Error, PluginFacts, PolicyFile, Today};

fuzz_target!(|text: &str| {
    let today = Today { year: 2026, month: 11, day: 22 };
    match PolicyFile::parse("plugwright.toml", text, &today) {
        Ok(file) => {
            let facts =
                PluginFacts { name: "report".to_owned(), digest: "0".repeat(64), requested: vec!["fs".to_owned()] };
            let _ = file.policy_for(&facts);
            let _ = file.unknown_plugins(&["report"]);
            let _ = file.unused_grants(&facts, &[]);
        }
        // Every fault has a place in the text and a reason.
        Err(Error::PolicyFaults { found, .. }) => assert!(!found.is_empty()),
        Err(other) => panic!("{other}"),
    }
});
