//! Damaged objects and libraries: the audit reads them or says that it cannot, and never panics.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plugwright_sandbox::{Object, Origin, Policy, audit, audit_library};

fuzz_target!(|bytes: &[u8]| {
    let policy = Policy::default();
    audit(&[Object { name: "plug", origin: Origin::Plugin, bytes }], &policy);
    audit_library(bytes, &["plugwright_plugin_v1"], &policy);
});
