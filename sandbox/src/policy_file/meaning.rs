//! What the types of the keys do not say: rules that exist, grants with reasons, exceptions that have not ended.

use std::ops::Range;

use plugwright_analyzer::{Code, Diagnostic, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::{Document, Exception, Grants, Isolation, Level, Limits, Plugin};
use super::unkept::{self, Unkept};
use super::{Today, code};
use crate::rules::find_rule;

/// Where the values of the file stand.
pub(super) struct Places<'p> {
    file: &'p str,
    text: &'p str,
    root: &'p DeTable<'p>,
    found: &'p mut Vec<Diagnostic>,
}

impl<'p> Places<'p> {
    pub(super) fn new(file: &'p str, text: &'p str, root: &'p DeTable<'p>, found: &'p mut Vec<Diagnostic>) -> Self {
        Self { file, text, root, found }
    }

    /// Reports something about the value that the keys lead to, numbers being places in lists.
    fn report(&mut self, code: Code, path: &[&str], message: String) {
        self.report_with(None, code, path, message);
    }

    /// The same, with what to say instead.
    fn report_with(&mut self, help: Option<&str>, code: Code, path: &[&str], message: String) {
        let span = Span::of_bytes(self.file, self.text, place(self.root, path));
        let finding = Diagnostic { help: help.map(str::to_string), ..Diagnostic::error(code, message).at(span) };
        self.found.push(finding);
    }
}

/// The value at the end of the path, or as far as it leads.
fn place(root: &DeTable<'_>, path: &[&str]) -> Range<usize> {
    let Some((first, rest)) = path.split_first() else { return 0..0 };
    let Some((key, mut value)) = root.get_key_value(*first) else { return 0..0 };
    if rest.is_empty() && matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_)) {
        return key.span();
    }
    for step in rest {
        let next: Option<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Table(table) => table.get(*step),
            DeValue::Array(list) => step.parse::<usize>().ok().and_then(|index| list.get(index)),
            _ => None,
        };
        match next {
            Some(next) => value = next,
            None => break,
        }
    }
    value.span()
}

/// Reports everything that cannot be meant.
pub(super) fn check(document: &Document, places: &mut Places<'_>, today: &Today) {
    let defaults = &document.defaults;
    if defaults.isolation == Some(Isolation::InProcess) && !defaults.trusted {
        let message = "`in-process` keeps no plugin from harming its host; say `trusted = true` if that is meant";
        places.report(code::MISSING, &["defaults", "isolation"], message.to_string());
    }
    for (index, wall) in defaults.require.iter().enumerate() {
        if defaults.prefer.contains(wall) {
            let message = "the same wall is required and preferred".to_string();
            places.report(code::BAD_VALUE, &["defaults", "require", &index.to_string()], message);
        }
    }
    if defaults.build.network {
        let message = "no build has network: the host's own cargo fetches packages before".to_string();
        places.report(code::BAD_VALUE, &["defaults", "build", "network"], message);
    }
    limits(&["defaults", "limits"], &defaults.limits, places);
    for (name, level) in &document.rules {
        rule(name, *level, places);
    }
    for (name, group) in &document.api {
        for (index, path) in group.include.iter().chain(&group.exclude).enumerate() {
            if !is_standard_path(path) {
                let message = format!("`{path}` is no path of the standard library below its root");
                let list = if index < group.include.len() { "include" } else { "exclude" };
                places.report(code::BAD_VALUE, &["api", name, list], message);
            }
        }
    }
    for (name, entry) in &document.plugin {
        plugin(document, name, entry, places);
    }
    for (index, one) in document.exception.iter().enumerate() {
        exception(&index.to_string(), one, places, today);
    }
}

/// A limit that nothing keeps would be a promise to whoever reads the file.
fn limits(path: &[&str], limits: &Limits, places: &mut Places<'_>) {
    for (key, _) in limits.unkept().into_iter().filter(|(_, named)| *named) {
        let Unkept { message, help } = unkept::limit(key);
        places.report_with(Some(help), code::BAD_VALUE, &[path, &[key]].concat(), message);
    }
}

impl Limits {
    /// Whether no thread may be started: to deny that capability keeps it.
    pub(super) fn denies_threads(&self) -> bool {
        self.threads == Some(0)
    }

    /// The keys, and whether each is there and nothing keeps it.
    fn unkept(&self) -> [(&'static str, bool); 7] {
        [
            ("wall-ms", self.wall_ms.is_some()),
            ("cpu-ms", self.cpu_ms.is_some()),
            ("memory-mib", self.memory_mib.is_some()),
            ("threads", self.threads.is_some() && !self.denies_threads()),
            ("output-kib", self.output_kib.is_some()),
            ("result-mib", self.result_mib.is_some()),
            ("stack-mib", self.stack_mib.is_some()),
        ]
    }
}

fn rule(name: &str, level: Level, places: &mut Places<'_>) {
    let path = ["rules", name];
    let Some(rule) = find_rule(name).filter(|rule| rule.code.id == name) else {
        return places.report(code::BAD_VALUE, &path, format!("there is no rule `{name}`"));
    };
    if rule.contained.is_some() {
        return places.report(code::BAD_VALUE, &path, format!("`{name}` is about calls, which are not checked"));
    }
    if rule.severity == plugwright_analyzer::Severity::Error && level != Level::Error {
        let message = match crate::rules::grant_help(rule.lifted_by) {
            Some(help) => format!("`{name}` cannot be lowered; {help}"),
            None => format!("`{name}` cannot be lowered"),
        };
        places.report(code::BAD_VALUE, &path, message);
    }
}

fn is_standard_path(path: &str) -> bool {
    let mut segments = path.split("::");
    let root = segments.next().is_some_and(|root| matches!(root, "std" | "core" | "alloc"));
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    root && path.contains("::") && segments.all(is_word)
}

fn plugin(document: &Document, name: &str, entry: &Plugin, places: &mut Places<'_>) {
    limits(&["plugin", name, "limits"], &entry.limits, places);
    let of_packages = entry.deps.vendored || !entry.deps.allow.is_empty();
    let granted = entry.grant.names().next().is_some() || !entry.grant.api.is_empty() || of_packages;
    if granted && entry.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        places.report(code::MISSING, &["plugin", name], format!("what is granted to `{name}` has no `reason`"));
    }
    for (key, grants) in [("grant", &entry.grant), ("deny", &entry.deny)] {
        for group in grants.api.iter().filter(|group| !document.api.contains_key(*group)) {
            let message = format!("there is no group `[api.{group}]`");
            places.report(code::BAD_VALUE, &["plugin", name, key, "api"], message);
        }
    }
    if let Some(digest) = entry.source_sha256.as_ref().filter(|digest| !is_sha256(digest)) {
        let message = format!("`{digest}` is no SHA-256 in 64 hex digits");
        places.report(code::BAD_VALUE, &["plugin", name, "source-sha256"], message);
    }
    for (index, dependency) in entry.deps.allow.iter().enumerate() {
        let index = index.to_string();
        let path = |key| ["plugin", name, "deps", "allow", index.as_str(), key];
        let version = dependency.version.strip_prefix('=').unwrap_or(&dependency.version);
        if semver::Version::parse(version.trim()).is_err() {
            let message = format!("`{}` is no exact version, such as `1.0.15`", dependency.version);
            places.report(code::BAD_VALUE, &path("version"), message);
        }
        if dependency.sha256.as_ref().is_some_and(|digest| !is_sha256(digest)) {
            places.report(code::BAD_VALUE, &path("sha256"), "that is no SHA-256 in 64 hex digits".to_string());
        }
        if dependency.reason.trim().is_empty() {
            let message = format!("the dependency `{}` has no reason", dependency.name);
            places.report(code::MISSING, &path("reason"), message);
        }
    }
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit())
}

fn exception(index: &str, one: &Exception, places: &mut Places<'_>, today: &Today) {
    let path = |key| ["exception", index, key];
    match find_rule(&one.rule).filter(|rule| rule.code.id == one.rule) {
        None => places.report(code::BAD_VALUE, &path("rule"), format!("there is no rule `{}`", one.rule)),
        Some(rule) if rule.contained.is_some() => {
            places.report(
                code::BAD_VALUE,
                &path("rule"),
                format!("`{}` is about calls, which are not checked", one.rule),
            );
        }
        Some(rule) if rule.code.id.starts_with('B') => {
            let message = format!("`{}` is about compiled code, which has no file to make an exception for", one.rule);
            places.report(code::BAD_VALUE, &path("rule"), message);
        }
        Some(_) => {}
    }
    if !is_sha256(&one.file_sha256) {
        places.report(code::BAD_VALUE, &path("file-sha256"), "that is no SHA-256 in 64 hex digits".to_string());
    }
    if one.reason.trim().is_empty() {
        places.report(code::MISSING, &path("reason"), "an exception has a reason".to_string());
    }
    match one.expires.date {
        None => places.report(code::BAD_VALUE, &path("expires"), "an exception ends on a day".to_string()),
        Some(date) if (Today { year: date.year, month: date.month, day: date.day }) <= *today => {
            let message = format!("the exception of `{}` for `{}` has ended on {date}", one.rule, one.plugin);
            places.report(code::EXPIRED, &path("expires"), message);
        }
        Some(_) => {}
    }
}

impl Grants {
    /// The capabilities that are named.
    pub(super) fn names(&self) -> impl Iterator<Item = crate::Capability> {
        use crate::Capability::{
            BuildScript, Clock, Dependencies, Env, Ffi, Fs, Net, ProcMacro, Process, Stdin, Thread, Unsafe,
        };
        let all = [
            (Unsafe, self.r#unsafe),
            (Ffi, self.ffi),
            (Process, self.process),
            (Fs, self.fs),
            (Net, self.net),
            (Env, self.env),
            (Thread, self.thread),
            (Stdin, self.stdin),
            (Clock, self.clock),
            (BuildScript, self.build_script),
            (ProcMacro, self.proc_macro),
            (Dependencies, self.dependencies),
        ];
        all.into_iter().filter(|(_, named)| *named).map(|(capability, _)| capability)
    }
}
