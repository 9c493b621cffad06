//! The fixtures of the rules: each `attack*.rs` must be found by the rule whose folder it is in, and looks as the snapshot
//! beside it says; each `look-alike*.rs` must pass without an error. Adding one needs no Rust.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use plugwright_analyzer::{Diagnostic, Severity};
use plugwright_sandbox::{Containment, Policy, audit_library, check_inputs, check_seal, find_rule, rules};

use crate::fixture::Fixture;
use crate::support::{audit_findings, compile, findings};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")
}

/// The fixtures by the name of their folder.
fn fixtures() -> BTreeMap<String, Vec<PathBuf>> {
    let mut found: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for folder in fs::read_dir(root()).expect("the fixtures can be listed").map(|entry| entry.expect("an entry").path())
    {
        if !folder.is_dir() {
            continue;
        }
        let name = folder.file_name().and_then(|name| name.to_str()).expect("a plain name").to_string();
        let files = fs::read_dir(&folder).expect("a folder that can be listed");
        let files = files.map(|entry| entry.expect("an entry").path());
        let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|ending| ending == "rs")).collect();
        files.sort();
        found.insert(name, files);
    }
    found
}

/// What the wall that the rule belongs to has to say.
fn judge(rule: &str, fixture: &Fixture) -> Vec<Diagnostic> {
    if !rule.starts_with('B') {
        return findings(fixture.path(), &fixture.policy);
    }
    let (root, object) = (fixture.path().join("src/lib.rs"), fixture.path().join("object"));
    let build = |flags: &[String]| {
        let out = compile(&root, ("plug", "2021"), flags, &object);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    };
    match rule {
        "B015" => {
            let linked = fixture.link_arguments.iter().map(|argument| format!("-Clink-arg={argument}"));
            build(&["--crate-type=cdylib".to_string()].into_iter().chain(linked).collect::<Vec<_>>());
            audit_library(&fs::read(&object).expect("a library"), &[], &fixture.policy)
        }
        "B020" => {
            let list = fixture.path().join("plug.d");
            build(&[format!("--emit=link,dep-info={}", list.display())]);
            let read = fs::read_to_string(list).expect("what the compiler read");
            let below = format!("{}/", fixture.path().display());
            check_inputs(&read, |file| file.starts_with(&below), &fixture.policy)
        }
        "B021" => {
            build(&[]);
            let linked =
                if fixture.path().join("linked").exists() { fixture.path().join("linked") } else { object.clone() };
            let read = |path: &Path| fs::read(path).expect("an object");
            check_seal("plug", &read(&object), &read(&linked)).into_iter().collect()
        }
        _ => {
            if !object.exists() {
                build(&[]);
            }
            audit_findings(&object, "plug", &fixture.policy)
        }
    }
}

fn show(found: &[Diagnostic]) -> String {
    let mut out = String::new();
    for finding in found {
        let end = finding.span.as_ref().map(|span| (span.end.line, span.end.column));
        let _ = write!(out, "{finding}");
        if let Some((line, column)) = end {
            let _ = write!(out, "\n  until: {line}:{column}");
        }
        finding.notes.iter().for_each(|note| out.push_str(&format!("\n  note: {note}")));
        finding.help.iter().for_each(|help| out.push_str(&format!("\n  help: {help}")));
        out.push('\n');
    }
    out
}

/// What contains what the rule is about, where that is a fault of a call. How calls end is tested in `tests/containment.rs`
/// of the repository.
fn containment(rule: &str) -> Option<Containment> {
    find_rule(rule).and_then(|rule| rule.contained)
}

#[test]
fn attacks_are_found_and_look_alikes_pass() {
    let mut wrong = String::new();
    for (rule, files) in fixtures() {
        for file in files {
            let fixture = Fixture::load(&file);
            let mut found = judge(&rule, &fixture);
            found.retain(|finding| finding.code.id != "A014");
            let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let here = found.iter().any(|finding| finding.code.id == rule);
            if let (true, Some(contained)) = (name.starts_with("attack"), containment(&rule)) {
                let refused = found.iter().any(|finding| finding.severity == Severity::Error);
                if refused != (contained == Containment::Check) {
                    let _ = writeln!(wrong, "{}: contained by {contained:?}\n{}", file.display(), show(&found));
                }
            } else if name.starts_with("attack") {
                let shown = show(&found).replace(&fixture.path().display().to_string(), "$PLUG");
                expect_file![file.with_extension("expect")].assert_eq(&shown);
                if !here {
                    let _ = writeln!(wrong, "{}: {rule} does not find it\n{}", file.display(), show(&found));
                }
            } else if here || found.iter().any(|finding| finding.severity == Severity::Error) {
                let _ = writeln!(wrong, "{}: it passes for harmless, but\n{}", file.display(), show(&found));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Where a rule stands in the way of nothing that a crate can do, its tests are elsewhere.
#[test]
fn each_rule_has_an_attack_and_a_look_alike() {
    let fixtures = fixtures();
    for rule in rules() {
        let files = fixtures.get(rule.code.id).map(Vec::as_slice).unwrap_or_default();
        for name in ["attack.rs", "look-alike.rs"] {
            assert!(files.iter().any(|file| file.ends_with(name)), "{} has no {name}", rule.code);
        }
    }
    for folder in fixtures.keys().filter(|folder| *folder != "common") {
        assert!(find_rule(folder).is_some(), "`{folder}` is no rule");
    }
}

#[test]
fn ids_and_names_are_unique_and_found() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in rules() {
        assert!(seen.insert(rule.code.id) && seen.insert(rule.code.name), "{}", rule.code);
        assert_eq!(find_rule(rule.code.name).map(|found| found.code.id), Some(rule.code.id));
        assert!(!rule.explain.is_empty() && !rule.code.summary.ends_with('.'), "{}", rule.code);
    }
}

#[test]
fn a_grant_lifts_what_help_says_that_it_lifts() {
    for rule in rules().filter(|rule| rule.code.id.starts_with('S')) {
        for capability in rule.lifted_by {
            let file = root().join(rule.code.id).join("attack.rs");
            let fixture = Fixture::load(&file);
            let policy: Policy = fixture.policy.clone().grant(*capability);
            let left = findings(fixture.path(), &policy);
            let helped = |finding: &&Diagnostic| {
                finding.code.id == rule.code.id
                    && finding.help.as_ref().is_some_and(|help| help.contains(&format!("`{capability}`")))
            };
            assert_eq!(left.iter().find(helped), None, "{} with {capability}", rule.code);
        }
    }
}
