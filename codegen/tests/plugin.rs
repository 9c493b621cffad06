//! A plugin given as text, taken through the stages before codegen.

use std::collections::BTreeMap;

use plugwright_analyzer::{Sources, Target, extract, parse};
use plugwright_codegen::{Bridge, generate};
use plugwright_sandbox::{Policy, Verdict, check};

/// A plugin's files.
pub(crate) struct Plugin {
    files: BTreeMap<&'static str, String>,
    policy: Policy,
}

impl Plugin {
    /// A plugin of one source file.
    pub(crate) fn new(source: &str) -> Self {
        Self { files: BTreeMap::new(), policy: Policy::default() }
            .file("Cargo.toml", MANIFEST)
            .file("src/lib.rs", source)
    }

    /// Adds or replaces a file.
    pub(crate) fn file(mut self, path: &'static str, text: &str) -> Self {
        self.files.insert(path, text.to_owned());
        self
    }

    /// Grants capabilities by name.
    pub(crate) fn grant(self, names: &str) -> Self {
        Self { policy: names.parse().unwrap(), ..self }
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(crate) fn sources(&self) -> Sources {
        Sources::from_files(self.files.iter().map(|(path, text)| (*path, text.as_str())))
    }

    /// Generates the bridge. The cfgs of a target play no part in these plugins.
    #[track_caller]
    pub(crate) fn bridge(&self) -> Bridge {
        let sources = self.sources();
        let bridge = parse(&sources, &Target::default(), |krate, diagnostics| {
            assert!(diagnostics.is_empty(), "{diagnostics:?}");
            match check(krate, &self.policy) {
                Verdict::Approved(approved) => generate(&approved, &extract(krate)),
                Verdict::Rejected(findings) => panic!("refused before codegen: {findings:?}"),
            }
        });
        bridge.unwrap()
    }
}

pub(crate) const MANIFEST: &str = "\
[package]
name = \"sample\"
version = \"1.2.3\"
edition = \"2024\"
";
