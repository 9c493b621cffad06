//! Builds every folder below `fixtures/` and holds it against its `expect.toml`. Adding a fixture needs no Rust.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};

use plugwright::{Confinement, Diagnostic, Error, Mechanism, Plugin, Policy, Probed, Severity, Skip, System};

use crate::expectation::{Call, Constant, Expectation, Finding, Outcome, Skipped};
use crate::plugins::{CallFault, builder, call_json, chain, fixture, read_json};

#[test]
fn every_fixture_does_what_it_must() {
    let fixtures = fixtures();
    assert!(fixtures.len() > 30, "only {} fixtures found", fixtures.len());
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(String::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(dir) = fixtures.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let faults = check(dir);
                    let mut failures = failures.lock().expect("no check panics");
                    faults.iter().for_each(|fault| writeln!(failures, "{}: {fault}", name(dir)).expect("it is memory"));
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no check panics");
    assert!(failures.is_empty(), "\n{failures}");
}

/// Finds the folders that hold an `expect.toml`.
fn fixtures() -> Vec<PathBuf> {
    let files =
        walkdir::WalkDir::new(fixture("")).sort_by_file_name().into_iter().map(|entry| entry.expect("readable"));
    let expectations = files.filter(|entry| entry.file_name() == "expect.toml");
    expectations.map(|entry| entry.path().parent().expect("a file lies in a folder").to_owned()).collect()
}

fn name(dir: &Path) -> String {
    dir.strip_prefix(fixture("")).unwrap_or(dir).display().to_string()
}

/// Builds a fixture and says what is not as expected.
fn check(dir: &Path) -> Vec<String> {
    let expected = Expectation::load(dir);
    if let Some(missing) = missing(&expected) {
        left_out(dir, missing);
        return Vec::new();
    }
    let policy: Policy = expected.grant.parse().expect("a list of capabilities");
    let confinement = Confinement::default().with_limits(expected.limits.to_build_limits());
    let built = builder(dir).policy(policy.confine(confinement)).build();
    match built {
        Ok(plugin) => check_plugin(&plugin, &expected),
        Err(Error::Refused(found)) if !expected.refused.is_empty() => check_findings(&expected.refused, &found),
        Err(Error::Faulty(found)) if !expected.faulty.is_empty() => check_findings(&expected.faulty, &found),
        Err(Error::NothingToCall(_)) if expected.nothing_to_call => Vec::new(),
        Err(error) if expected.build_error.as_ref().is_some_and(|part| chain(&error).contains(part)) => Vec::new(),
        Err(error) => vec![format!("{} {:#?}", chain(&error), error.diagnostics())],
    }
}

#[allow(clippy::print_stderr, reason = "nothing is left out in silence")]
fn left_out(dir: &Path, missing: Mechanism) {
    eprintln!("{}: not built, because this system has no {missing}", name(dir));
}

/// The mechanism that the fixture is about and this system does not have.
fn missing(expected: &Expectation) -> Option<Mechanism> {
    static PROBED: LazyLock<Vec<Probed>> = LazyLock::new(|| System::default().probe());
    let missing = PROBED.iter().filter(|probed| probed.found.is_err()).map(|probed| probed.mechanism);
    missing.into_iter().find(|mechanism| expected.needs.iter().any(|name| name == mechanism.name()))
}

fn check_plugin(plugin: &Plugin, expected: &Expectation) -> Vec<String> {
    if !expected.refused.is_empty()
        || !expected.faulty.is_empty()
        || expected.nothing_to_call
        || expected.build_error.is_some()
    {
        return vec!["was built, but should not have been".to_owned()];
    }
    let here = |call: &&Call| call.only.as_ref().is_none_or(|family| family == std::env::consts::FAMILY);
    let calls = expected.call.iter().filter(here).filter_map(|call| check_call(plugin, call));
    let constants = expected.constant.iter().filter_map(|constant| check_constant(plugin, constant));
    let skipped = expected.skipped.iter().filter_map(|skipped| check_skipped(plugin.skipped(), skipped));
    calls.chain(constants).chain(skipped).collect()
}

fn check_call(plugin: &Plugin, call: &Call) -> Option<String> {
    let outcome = call_json(plugin, &call.function, &call.args);
    let fits = match (&outcome, &call.outcome) {
        (Ok(json), Outcome::Result(expected)) => json == expected,
        (Err(CallFault::Panic(place)), Outcome::Panic(expected)) => place == expected,
        (Err(CallFault::Error(message)), Outcome::Error(expected)) => message.contains(expected),
        _ => false,
    };
    (!fits).then(|| format!("{}({}): {outcome:?} instead of {:?}", call.function, call.args, call.outcome))
}

fn check_constant(plugin: &Plugin, Constant { path, value }: &Constant) -> Option<String> {
    let read = read_json(plugin, path);
    (read.as_ref().ok() != Some(value)).then(|| format!("{path}: {read:?} instead of {value}"))
}

fn check_skipped(skipped: &[Skip], expected: &Skipped) -> Option<String> {
    let fits = |skip: &Skip| skip.path == expected.path && skip.line == expected.line && !skip.reason.is_empty();
    (!skipped.iter().any(fits)).then(|| format!("{expected:?} is not among {skipped:#?}"))
}

fn check_findings(expected: &[Finding], found: &[Diagnostic]) -> Vec<String> {
    let missing = expected.iter().filter(|expected| !found.iter().any(|found| fits(expected, found)));
    missing.map(|expected| format!("{expected:?} is not among {found:#?}")).collect()
}

fn fits(expected: &Finding, found: &Diagnostic) -> bool {
    let span = found.span.as_ref();
    found.severity == Severity::Error
        && found.code.id == expected.code
        && expected.file.as_ref().is_none_or(|file| span.is_some_and(|span| span.file == *file))
        && expected.line.is_none_or(|line| span.is_some_and(|span| span.start.line == line))
        && expected.column.is_none_or(|column| span.is_some_and(|span| span.start.column == column))
        && expected.message.as_ref().is_none_or(|message| found.message.contains(message))
}
