//! [`Diagnostic`]: something that is wrong with a plugin, as plain data that outlives the parsed source. Rendering is
//! the caller's business.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// The stable identity of a kind of diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Code {
    /// Short form, such as `A003`. Never reused for something else.
    pub id: &'static str,
    /// Name in kebab-case, such as `missing-module`.
    pub name: &'static str,
    /// One line on what it means.
    pub summary: &'static str,
}

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Something may not be what the author meant; work goes on.
    Warning,
    /// The plugin cannot be used like this.
    Error,
}

/// One finding about a plugin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// One lower-case clause without a final full stop.
    pub message: String,
    /// The place in the plugin's files, where there is one.
    pub span: Option<Span>,
    /// Further facts, each a clause.
    pub notes: Vec<String>,
    /// What the author can do about it.
    pub help: Option<String>,
}

/// A piece of one of the plugin's files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// Path of the file, relative to the plugin's folder.
    pub file: String,
    /// The first character.
    pub start: Position,
    /// The character after the last one.
    pub end: Position,
}

/// A place in a text; both numbers count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Diagnostic {
    /// A finding that stops the plugin.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message.into())
    }

    /// A finding that does not stop the plugin.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message.into())
    }

    fn new(code: Code, severity: Severity, message: String) -> Self {
        Self { code, severity, message, span: None, notes: Vec::new(), help: None }
    }

    /// Names the place.
    #[must_use]
    pub fn at(self, span: impl Into<Option<Span>>) -> Self {
        Self { span: span.into(), ..self }
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what the author can do.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl Span {
    /// The place of a token or syntax node inside the file `file`.
    #[must_use]
    pub fn new(file: &str, span: proc_macro2::Span) -> Self {
        let position = |at: proc_macro2::LineColumn| Position { line: at.line, column: at.column + 1 };
        Self { file: file.to_owned(), start: position(span.start()), end: position(span.end()) }
    }

    /// The place of a range of bytes inside `text`, the content of `file`. Ends that fall inside a character or beyond
    /// the text are moved to the next sensible place.
    #[must_use]
    pub fn of_bytes(file: &str, text: &str, range: Range<usize>) -> Self {
        Lines::of(text).span(file, range)
    }
}

/// Where the lines of a text start, for callers that need many places in it.
pub(crate) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(newline, _)| newline + 1)).collect();
        Self { text, starts }
    }

    pub(crate) fn span(&self, file: &str, range: Range<usize>) -> Span {
        Span { file: file.to_owned(), start: self.position(range.start), end: self.position(range.end) }
    }

    fn position(&self, offset: usize) -> Position {
        let end = offset.min(self.text.len());
        let offset = (0..=end).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        Position { line, column: self.text[start..offset].chars().count() + 1 }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.name)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

impl fmt::Display for Span {
    /// Writes `file:line:column`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.start.line, self.start.column)
    }
}

impl fmt::Display for Diagnostic {
    /// Writes the finding on one line: `error[A003] src/lib.rs:1:1: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}] ", self.severity, self.code.id)?;
        if let Some(span) = &self.span {
            write!(f, "{span}: ")?;
        }
        f.write_str(&self.message)
    }
}
