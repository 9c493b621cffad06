//! [`Findings`]: what is wrong with one manifest, by place, so that a field with a good explanation gets no second one.

use plugwright::{Code, Diagnostic, Severity};

use super::document::Document;

/// What was found so far.
pub(super) struct Findings<'d> {
    document: &'d Document<'d>,
    found: Vec<Found>,
}

/// One finding, and the JSON pointer of what it is about.
pub(super) struct Found {
    pointer: String,
    diagnostic: Diagnostic,
}

impl<'d> Findings<'d> {
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        let duplicates = document.duplicates().into_iter();
        let found = duplicates.map(|diagnostic| Found { pointer: String::new(), diagnostic }).collect();
        Self { document, found }
    }

    /// Adds an error about the value at the pointer.
    pub(super) fn error(&mut self, pointer: &str, code: Code, message: impl Into<String>) -> &mut Found {
        self.add(pointer, Diagnostic::error(code, message).at(self.document.span(pointer)))
    }

    /// Adds an error about the name of the field at the pointer.
    pub(super) fn error_name(&mut self, pointer: &str, code: Code, message: impl Into<String>) -> &mut Found {
        self.add(pointer, Diagnostic::error(code, message).at(self.document.name_span(pointer)))
    }

    /// Adds a warning about the name of the field at the pointer.
    pub(super) fn warn_name(&mut self, pointer: &str, code: Code, message: impl Into<String>) -> &mut Found {
        self.add(pointer, Diagnostic::warning(code, message).at(self.document.name_span(pointer)))
    }

    fn add(&mut self, pointer: &str, diagnostic: Diagnostic) -> &mut Found {
        let at = self.found.len();
        self.found.push(Found { pointer: pointer.to_owned(), diagnostic });
        &mut self.found[at]
    }

    /// Whether an error about that value, or something inside it, is known.
    pub(super) fn knows(&self, pointer: &str) -> bool {
        let inside = |found: &Found| found.pointer.strip_prefix(pointer).is_some_and(is_below);
        !pointer.is_empty() && self.errors().any(inside)
    }

    /// Whether the manifest cannot be used.
    pub(super) fn any_error(&self) -> bool {
        self.errors().next().is_some()
    }

    fn errors(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(|found| found.diagnostic.severity == Severity::Error)
    }

    /// All findings in the order of the text.
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut found: Vec<_> = self.found.into_iter().map(|found| found.diagnostic).collect();
        found.sort_by(|a, b| a.span.cmp(&b.span));
        found
    }
}

fn is_below(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

impl Found {
    /// Says what the author can do.
    pub(super) fn help(&mut self, help: impl Into<String>) {
        self.diagnostic.help = Some(help.into());
    }
}
