//! How much of what people write is accepted by default: a hundred well-known crates without dependencies, and the rules
//! that refuse some of them. The table is a document; `UPDATE_EXPECT=1` writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use expect_test::expect_file;
use plugwright_analyzer::{Diagnostic, Severity};
use plugwright_sandbox::Policy;

use crate::support::{audit_build, judge};
use crate::wild::{Wild, fetch};

const INTRODUCTION: &str = "\
# How much is accepted by default

A hundred well-known crates without dependencies, held against the policy that grants nothing: sources, manifest and the
compiled objects. A test makes this table (`UPDATE_EXPECT=1 cargo test -p plugwright-sandbox --test crates well_known`).

";

fn list() -> BTreeSet<Wild> {
    let crates = include_str!("well_known.txt").lines().map(|line| line.split_once(' ').expect("name and version"));
    crates.map(|(name, version)| Wild::new(name, version)).collect()
}

/// The rules that found an error, and what they are called.
fn rules(found: &[Diagnostic]) -> BTreeMap<&'static str, &'static str> {
    let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| (finding.code.id, finding.code.name)).collect()
}

#[test]
fn the_table_of_well_known_crates_is_up_to_date() {
    let crates = list();
    let registry = fetch(&crates);
    let (mut rows, mut behind) = (String::new(), BTreeMap::<_, usize>::new());
    let mut accepted = 0;
    for one in &crates {
        let folder = registry.join(format!("{}-{}", one.name, one.version));
        let policy = Policy::default();
        let found = judge(&folder, &policy).and_then(|approved| audit_build(&approved, &policy));
        let refused = rules(&found.err().unwrap_or_default());
        accepted += usize::from(refused.is_empty());
        for rule in &refused {
            *behind.entry((*rule.0, *rule.1)).or_default() += 1;
        }
        let shown: Vec<&str> = refused.into_keys().collect();
        let verdict = if shown.is_empty() { "accepted".to_string() } else { shown.join(", ") };
        let _ = writeln!(rows, "| {} {} | {verdict} |", one.name, one.version);
    }
    let mut document = format!("{INTRODUCTION}Accepted: {accepted} of {}.\n\n", crates.len());
    document.push_str("| rule | refuses |\n|---|---|\n");
    for ((id, name), count) in behind {
        let _ = writeln!(document, "| {id} {name} | {count} |");
    }
    let _ = write!(document, "\n| crate | verdict |\n|---|---|\n{rows}");
    expect_file![Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/accepted-crates.md")].assert_eq(&document);
}
