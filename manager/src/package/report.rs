//! [`PolicyReport`]: what is known of the content of a package to whoever made it. Others can find out for themselves: the
//! sources are in the package.

use std::collections::BTreeMap;

use plugwright::{Capability, CapabilityUse, Diagnostic, Interface, Policy, Skip};
use serde::Serialize;

/// Name of the file that holds the report.
pub const REPORT_FILE: &str = "policy-report.json";

/// Version of the report's form.
const FORMAT: u32 = 1;

/// What the maker of a package found out about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicyReport {
    format: u32,
    /// Version of plugwright.
    plugwright: &'static str,
    /// What was granted.
    pub grants: Vec<Capability>,
    /// What the plugin uses of what can be granted, place by place.
    pub uses: Vec<CapabilityUse>,
    /// What was found besides; no errors.
    pub findings: Vec<Diagnostic>,
    /// What can be called.
    pub interface: Interface,
    /// The public functions that cannot be called, and why.
    pub skipped: Vec<Skip>,
    /// For each target, the compiler of the library.
    pub compilers: BTreeMap<String, String>,
}

impl PolicyReport {
    /// An empty report about a plugin with that interface.
    #[must_use]
    pub fn new(policy: &Policy, interface: Interface) -> Self {
        Self {
            format: FORMAT,
            plugwright: env!("CARGO_PKG_VERSION"),
            grants: policy.grants().collect(),
            uses: Vec::new(),
            findings: Vec::new(),
            interface,
            skipped: Vec::new(),
            compilers: BTreeMap::new(),
        }
    }

    /// The report as the text of its file.
    #[must_use]
    pub fn text(&self) -> String {
        // Texts and numbers always have a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
