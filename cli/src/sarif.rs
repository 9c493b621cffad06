//! Findings in SARIF 2.1.0, as code hosts and editors read it.

use std::collections::BTreeMap;

use plugwright::{Code, Diagnostic, Severity, find_rule};
use serde_json::{Value, json};

/// The findings of one run.
pub(crate) fn log(found: &[Diagnostic]) -> Value {
    let codes: BTreeMap<&str, Code> = found.iter().map(|finding| (finding.code.id, finding.code)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "plugwright",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.into_values().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": found.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn rule(code: Code) -> Value {
    let help = find_rule(code.id).map_or(code.summary, |rule| rule.explain);
    json!({
        "id": code.id,
        "name": code.name,
        "shortDescription": { "text": code.summary },
        "fullDescription": { "text": help },
    })
}

fn result(finding: &Diagnostic) -> Value {
    let further = finding.notes.iter().chain(&finding.help).map(|line| format!("\n{line}"));
    let text: String = std::iter::once(finding.message.clone()).chain(further).collect();
    let locations: Vec<Value> = finding.span.iter().map(location).collect();
    json!({
        "ruleId": finding.code.id,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": locations,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn location(span: &plugwright::Span) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": encoded(&span.file) },
        "region": {
            "startLine": span.start.line,
            "startColumn": span.start.column,
            "endLine": span.end.line,
            "endColumn": span.end.column,
        },
    } })
}

/// The path as a relative reference: what a URI has other uses for is written as bytes.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
