//! What is wrong, as rustc would say it: diagnostics with an excerpt of the author's own file, failures with all their
//! causes, on standard error.

mod excerpt;

use std::error::Error as _;
use std::io::{self, IsTerminal};
use std::path::Path;

use annotate_snippets::{Group, Level, Renderer};
use plugwright::{CallError, Diagnostic, Panic, Severity};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;
use excerpt::Lines;

/// Shows a failure with everything that led to it. The plugin's sources are below `dir`.
pub(crate) fn failure(failure: &Failure, dir: &Path, form: Form) {
    match form {
        Form::People => people(failure, dir),
        Form::Json => json(failure),
    }
}

/// Shows what was found in the plugin below `dir`.
pub(crate) fn diagnostics(dir: &Path, found: &[Diagnostic]) {
    show(Lines::Below(dir), found);
}

/// Findings that people are shown; nobody reads more, and a hostile plugin may have any number.
const SHOWN: usize = 100;

fn show(lines: Lines<'_>, found: &[Diagnostic]) {
    for finding in found.iter().take(SHOWN) {
        output::tell(&(render(excerpt::group(lines, finding)) + "\n"));
    }
    if let Some(more) = found.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let title = format!("{more} more findings are not shown; `--json` has all of them");
        output::tell(&(render(Group::with_title(Level::NOTE.primary_title(title))) + "\n"));
    }
}

/// Shows something that the user should know and that stops nothing.
pub(crate) fn warning(text: &str) {
    output::tell(&render(Group::with_title(Level::WARNING.primary_title(text))));
}

fn people(failure: &Failure, dir: &Path) {
    let message = match failure.diagnostics() {
        Some(found) => {
            let lines = match failure {
                // A policy file belongs to the host, and is named as the host names it.
                Failure::Policy(_) => Lines::Below(Path::new(".")),
                Failure::Settings { text, .. } => Lines::Of(text),
                _ => Lines::Below(dir),
            };
            show(lines, found);
            closing(failure, found)
        }
        None => failure.to_string(),
    };
    output::tell(&render(Group::with_title(Level::ERROR.primary_title(message))));
    for cause in causes(failure) {
        let lines: Vec<_> = cause.lines().map(output::harmless).collect();
        output::tell(&format!("  caused by: {}", lines.join("\n    ")));
    }
    if let Some(help) = failure.help() {
        output::tell(&format!("  help: {help}"));
    }
}

/// The last line after the findings.
fn closing(failure: &Failure, found: &[Diagnostic]) -> String {
    let count = match found.iter().filter(|finding| finding.severity == Severity::Error).count() {
        1 => "1 error".to_owned(),
        more => format!("{more} errors"),
    };
    match failure.status() {
        Status::Usage if !matches!(failure, Failure::Policy(_)) => format!("the settings have faults ({count})"),
        Status::Usage => format!("the policy file has faults ({count})"),
        Status::Refused => format!("the policy refuses the plugin ({count})"),
        Status::NoSuchCall => "the plugin has no function that can be called".to_owned(),
        _ => format!("the plugin has faults ({count})"),
    }
}

fn causes(failure: &Failure) -> Vec<String> {
    std::iter::successors(failure.source(), |&error| error.source()).map(ToString::to_string).collect()
}

fn render(group: Group<'_>) -> String {
    let coloured = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// A failure for a program to read.
#[derive(Serialize)]
struct Report<'f> {
    error: Body<'f>,
}

#[derive(Serialize)]
struct Body<'f> {
    kind: Status,
    status: u8,
    message: String,
    causes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<&'f [Diagnostic]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    panic: Option<Place<'f>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<&'f plugwright_manager::Diff>,
}

#[derive(Serialize)]
struct Place<'f> {
    message: &'f str,
    file: &'f str,
    line: u32,
    column: u32,
}

impl<'f> From<&'f Panic> for Place<'f> {
    fn from(panic: &'f Panic) -> Self {
        Self { message: &panic.message, file: &panic.file, line: panic.line, column: panic.column }
    }
}

fn json(failure: &Failure) {
    let kind = failure.status();
    let panic = match failure {
        Failure::Call(CallError::Panicked { panic, .. }) => Some(panic),
        _ => None,
    };
    let body = Body {
        kind,
        status: kind as u8,
        message: failure.to_string(),
        causes: causes(failure),
        help: failure.help(),
        diagnostics: failure.diagnostics(),
        panic: panic.map(Place::from),
        diff: failure.diff(),
    };
    // Strings and numbers always have a JSON form.
    output::tell(&serde_json::to_string(&Report { error: body }).unwrap_or_default());
}
