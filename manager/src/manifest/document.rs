//! [`Document`]: JSON text whose values know where they stand.

use std::ops::Range;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use plugwright::{Diagnostic, Span};
use serde_json::Value;

use crate::code::{DUPLICATE_FIELD, JSON};

/// JSON text, read twice: once for its values, by the strictest reader, and once for their places.
pub(super) struct Document<'t> {
    /// Name of the file that it is in.
    file: &'t str,
    text: &'t str,
    tree: Option<ast::Value<'t>>,
    value: Value,
}

impl<'t> Document<'t> {
    /// Reads the text, or says where it stops being JSON.
    pub(super) fn parse(file: &'t str, text: &'t str) -> Result<Self, Box<Diagnostic>> {
        let value = serde_json::from_str(text).map_err(|error| Box::new(syntax(file, text, &error)))?;
        let tree = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
        // What the strict reader took, the other one takes too; without it places would be missing, not faults.
        let tree = tree.ok().and_then(|parsed| parsed.value);
        Ok(Self { file, text, tree, value })
    }

    pub(super) const fn value(&self) -> &Value {
        &self.value
    }

    /// The place of the value at a JSON pointer; of the nearest one around it where there is none.
    pub(super) fn span(&self, pointer: &str) -> Span {
        let (range, object) = match self.find(pointer) {
            Some(Found { value, .. }) => (value.range(), value.as_object().is_some()),
            None => (jsonc_parser::common::Range::new(0, self.text.len()), true),
        };
        // A whole object would underline lines that are right.
        let end = if object { range.start + 1 } else { range.end };
        self.place(range.start..end)
    }

    /// The place of the name of the field at a JSON pointer.
    pub(super) fn name_span(&self, pointer: &str) -> Span {
        match self.find(pointer) {
            Some(Found { name: Some(name), .. }) => self.place(name),
            _ => self.span(pointer),
        }
    }

    /// Says which fields are there twice, and where.
    pub(super) fn duplicates(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if let Some(tree) = &self.tree {
            self.find_duplicates(tree, &mut found);
        }
        found
    }

    fn find_duplicates(&self, value: &ast::Value<'_>, found: &mut Vec<Diagnostic>) {
        match value {
            ast::Value::Object(object) => {
                for (index, field) in object.properties.iter().enumerate() {
                    let name = field.name.as_str();
                    let first = object.properties[..index].iter().find(|earlier| earlier.name.as_str() == name);
                    if let Some(first) = first {
                        let line = self.place(name_range(first)).start.line;
                        let message = format!("the field `{}` is there twice", name.escape_debug());
                        let finding = Diagnostic::error(DUPLICATE_FIELD, message);
                        found
                            .push(finding.at(self.place(name_range(field))).note(format!("it is also on line {line}")));
                    }
                    self.find_duplicates(&field.value, found);
                }
            }
            ast::Value::Array(array) => array.elements.iter().for_each(|value| self.find_duplicates(value, found)),
            _ => {}
        }
    }

    fn find(&self, pointer: &str) -> Option<Found<'_>> {
        let mut at = Found { name: None, value: self.tree.as_ref()? };
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            at = match at.value {
                ast::Value::Object(object) => match object.get(&segment) {
                    Some(field) => Found { name: Some(name_range(field)), value: &field.value },
                    None => return Some(at),
                },
                ast::Value::Array(array) => match segment.parse::<usize>().ok().and_then(|at| array.elements.get(at)) {
                    Some(value) => Found { name: None, value },
                    None => return Some(at),
                },
                _ => return Some(at),
            };
        }
        Some(at)
    }

    fn place(&self, range: Range<usize>) -> Span {
        Span::of_bytes(self.file, self.text, range)
    }
}

struct Found<'d> {
    name: Option<Range<usize>>,
    value: &'d ast::Value<'d>,
}

fn name_range(field: &ast::ObjectProp<'_>) -> Range<usize> {
    let range = match &field.name {
        ast::ObjectPropName::String(name) => name.range(),
        ast::ObjectPropName::Word(name) => name.range(),
    };
    range.start..range.end
}

/// What the reader of JSON says, without the place that the diagnostic names by itself.
fn syntax(file: &str, text: &str, error: &serde_json::Error) -> Diagnostic {
    let said = error.to_string();
    let message = said.split(" at line ").next().unwrap_or(&said).to_owned();
    let before = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let at = before + error.column().saturating_sub(1);
    Diagnostic::error(JSON, message).at(Span::of_bytes(file, text, at..at + 1))
}
