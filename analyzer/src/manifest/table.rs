//! Typed access to a parsed TOML table, with the place of each value and a diagnostic for each value of a wrong type.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::code;
use crate::diagnostic::{Diagnostic, Lines, Span};

use super::Located;

/// One manifest file being read.
pub(super) struct Document<'m> {
    path: &'m str,
    lines: Lines<'m>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A value inside a [`Document`].
pub(super) type Value<'m> = Spanned<DeValue<'m>>;

impl<'m> Document<'m> {
    pub(super) fn new(path: &'m str, text: &'m str) -> Self {
        Self { path, lines: Lines::of(text), diagnostics: Vec::new() }
    }

    pub(super) fn span<T>(&self, value: &Spanned<T>) -> Span {
        self.at(value.span())
    }

    pub(super) fn at(&self, range: Range<usize>) -> Span {
        self.lines.span(self.path, range)
    }

    /// The first character, for what has no place of its own.
    pub(super) fn start(&self) -> Span {
        self.at(0..1)
    }

    pub(super) fn wrong(&mut self, value: &Value<'_>, key: &str, expected: &str) {
        let message = format!("`{key}` must be {expected}, not {}", value.get_ref().type_str());
        self.error(message, self.span(value));
    }

    pub(super) fn error(&mut self, message: impl Into<String>, span: Span) {
        self.diagnostics.push(Diagnostic::error(code::BAD_MANIFEST, message).at(span));
    }

    pub(super) fn table<'t>(&mut self, of: &'t DeTable<'m>, key: &str) -> Option<&'t DeTable<'m>> {
        let value = of.get(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(value, key, "a table");
        }
        table
    }

    pub(super) fn string(&mut self, of: &DeTable<'m>, key: &str) -> Option<Located<String>> {
        let value = of.get(key)?;
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(value, key, "a string");
            return None;
        };
        Some(Located { value: text.to_owned(), span: self.span(value) })
    }

    pub(super) fn flag(&mut self, of: &DeTable<'m>, key: &str) -> Option<bool> {
        let value = of.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(value, key, "true or false");
        }
        flag
    }

    pub(super) fn strings(&mut self, of: &DeTable<'m>, key: &str) -> Vec<String> {
        let Some(value) = of.get(key) else { return Vec::new() };
        let items = value.get_ref().as_array().map(|array| array.iter().map(|item| item.get_ref().as_str()));
        let Some(strings) = items.and_then(|items| items.map(|item| item.map(str::to_owned)).collect()) else {
            self.wrong(value, key, "a list of strings");
            return Vec::new();
        };
        strings
    }
}

/// Looks a key up in its two spellings, `a-b` and `a_b`.
pub(super) fn either<'k>(table: &DeTable<'_>, dashed: &'k str, underscored: &'k str) -> &'k str {
    if table.get(dashed).is_none() && table.get(underscored).is_some() { underscored } else { dashed }
}
