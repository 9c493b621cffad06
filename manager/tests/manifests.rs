//! Holds every `tests/manifests/*.json` against what is to be said about it, in the file beside it. Adding a case needs no
//! Rust; `UPDATE_EXPECT=1` writes what is said.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use plugwright::Diagnostic;
use plugwright_manager::{manifest_schema, parse_manifest};

#[test]
fn every_manifest_is_judged_as_it_must_be() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifests");
    let mut cases: Vec<PathBuf> =
        folder.read_dir().expect("it is there").map(|entry| entry.expect("readable").path()).collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    cases.sort();
    assert!(cases.len() > 60, "only {} manifests found", cases.len());
    for case in cases {
        let text = std::fs::read_to_string(&case).expect("readable");
        expect_file![case.with_extension("txt")].assert_eq(&verdict(&text));
    }
}

#[test]
fn the_published_schema_is_up_to_date() {
    let schema = serde_json::to_string_pretty(&manifest_schema()).expect("JSON has a text") + "\n";
    expect_file![Path::new(env!("CARGO_MANIFEST_DIR")).join("plugin.schema.json")].assert_eq(&schema);
}

/// A code is what people look up; two things must not have one.
#[test]
fn no_code_has_two_meanings() {
    let rules: Vec<_> = plugwright::rules().map(|rule| rule.code).collect();
    let tables = [plugwright_analyzer::CODES, plugwright_codegen::CODES, plugwright_manager::CODES, &rules];
    let mut seen = std::collections::BTreeMap::new();
    for code in tables.into_iter().flatten() {
        let before = seen.insert(code.id, code.name);
        assert!(before.is_none_or(|name| name == code.name), "{} is {} and {:?}", code.id, code.name, before);
    }
}

fn verdict(text: &str) -> String {
    let (mut shown, found) = match parse_manifest(text) {
        Ok(parsed) => (format!("{} {}\n", parsed.manifest.name, parsed.manifest.version), parsed.warnings),
        Err(found) => ("refused\n".to_owned(), found),
    };
    for finding in found {
        let Diagnostic { span, notes, help, .. } = &finding;
        let end = span.as_ref().map(|span| format!(" to {}:{}", span.end.line, span.end.column));
        writeln!(shown, "{finding}{}", end.map(|end| format!(" ({})", end.trim_start())).unwrap_or_default())
            .expect("it is memory");
        for more in notes.iter().chain(help) {
            writeln!(shown, "  = {more}").expect("it is memory");
        }
    }
    shown
}
