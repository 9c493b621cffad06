//! Typed access to a parsed TOML table, with the place of each value and a diagnostic for each value of a wrong type.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::code;
use crate::diagnostic::{Diagnostic, Span};

use super::Located;

/// One manifest file being read.
pub(super) struct Document<'m> {
    pub(super) path: &'m str,
    pub(super) text: &'m str,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A value inside a [`Document`].
pub(super) type Value<'m> = Spanned<DeValue<'m>>;

impl<'m> Document<'m> {
    pub(super) fn span<T>(&self, value: &Spanned<T>) -> Span {
        Span::of_bytes(self.path, self.text, value.span())
    }

    pub(super) fn start(&self) -> Span {
        Span::of_bytes(self.path, self.text, 0..self.text.lines().next().map_or(0, str::len))
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
