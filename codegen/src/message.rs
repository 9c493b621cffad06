//! The compiler's JSON messages → what we make of them. Text from files outside the plugin never gets into a
//! diagnostic: a message carries the plugin's own places and no excerpt.

use serde::Deserialize;

use plugwright_analyzer::{Code, Diagnostic, Position, Span};

use crate::code;
use crate::rustc::FORBIDDEN;

/// One message of `rustc --error-format=json`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Message {
    pub message: String,
    code: Option<ErrorCode>,
    level: String,
    #[serde(default)]
    pub spans: Vec<MessageSpan>,
    #[serde(default)]
    children: Vec<Message>,
}

#[derive(Clone, Debug, Deserialize)]
struct ErrorCode {
    code: String,
}

/// A place in a file, or in what a macro made there.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct MessageSpan {
    pub file_name: String,
    pub line_start: usize,
    line_end: usize,
    column_start: usize,
    column_end: usize,
    is_primary: bool,
    expansion: Option<Box<Expansion>>,
}

#[derive(Clone, Debug, Deserialize)]
struct Expansion {
    span: MessageSpan,
}

/// Reads the messages of a compiler run. Lines that are none are left out.
pub(crate) fn parse(stderr: &[u8]) -> Vec<Message> {
    stderr.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
}

impl Message {
    /// Whether this is an error of its own, not the compiler's closing count of them.
    pub(crate) fn is_error(&self) -> bool {
        self.level.starts_with("error") && !self.message.starts_with("aborting due to")
    }

    /// Whether the policy forbids what the message is about: one of our lints, or an attempt to lift one.
    pub(crate) fn is_refusal(&self) -> bool {
        let code = self.code.as_ref().map(|code| code.code.as_str());
        let forbidden = |name: &str| FORBIDDEN.contains(&name);
        match code {
            Some("E0453") => FORBIDDEN.iter().any(|lint| self.message.contains(lint)),
            Some(code) => forbidden(code),
            None => false,
        }
    }

    /// Whether this comes from a lint that the author raised to an error, `#![deny(warnings)]` for instance.
    pub(crate) fn is_foreign_lint(&self) -> bool {
        let lower = |char: char| char.is_ascii_lowercase() || matches!(char, '_' | ':');
        !self.is_refusal() && self.code.as_ref().is_some_and(|code| code.code.chars().all(lower))
    }

    /// Whether this is an error in one of the plugin's files.
    pub(crate) fn is_about(&self, own: impl Fn(&str) -> bool) -> bool {
        self.is_error() && self.place(own).is_some()
    }

    /// Describes the message to the plugin's author. `own` says which files are the plugin's.
    pub(crate) fn diagnostic(&self, own: impl Fn(&str) -> bool) -> Diagnostic {
        let code = if self.is_refusal() { code::UNSAFE } else { code::COMPILE };
        if !self.is_refusal() && self.is_from_elsewhere(&own) {
            let message = "the plugin takes in a file outside its folder, and that does not compile";
            return Diagnostic::error(code, message).help("what the compiler says of such a file is not shown");
        }
        let diagnostic = Diagnostic::error(code, self.text()).at(self.place(own));
        let notes = self.children.iter().filter(|child| child.level == "note");
        let help = self.children.iter().find(|child| child.level == "help").map(|child| child.message.clone());
        let diagnostic = notes.fold(diagnostic, |diagnostic, child| diagnostic.note(child.message.clone()));
        Diagnostic { help, ..diagnostic }
    }

    /// Describes a function whose generated call this message rejects.
    pub(crate) fn about(&self, code: Code, span: &Span) -> Diagnostic {
        Diagnostic::warning(code, self.text()).at(span.clone())
    }

    /// Whether the message is about a place that is not the plugin's, so that its words may be those of a foreign file.
    fn is_from_elsewhere(&self, own: impl Fn(&str) -> bool) -> bool {
        let mut primary = self.spans.iter().filter(|span| span.is_primary).peekable();
        primary.peek().is_some() && !primary.any(|span| span.within(&own).is_some())
    }

    fn text(&self) -> String {
        match &self.code {
            Some(code) if code.code.starts_with('E') => format!("{} ({})", self.message, code.code),
            _ => self.message.clone(),
        }
    }

    /// The first place in one of the plugin's own files, out of any macro of somebody else's.
    fn place(&self, own: impl Fn(&str) -> bool) -> Option<Span> {
        let primary = self.spans.iter().filter(|span| span.is_primary);
        primary.chain(&self.spans).find_map(|span| span.within(&own)).map(MessageSpan::to_span)
    }
}

impl MessageSpan {
    /// This place or, where it lies in a file that does not count, the place of the macro call that led there.
    pub(crate) fn within(&self, counts: impl Fn(&str) -> bool) -> Option<&Self> {
        let mut span = Some(self);
        while let Some(place) = span {
            if counts(&place.file_name) {
                return Some(place);
            }
            span = place.expansion.as_ref().map(|expansion| &expansion.span);
        }
        None
    }

    fn to_span(&self) -> Span {
        Span {
            file: self.file_name.replace('\\', "/"),
            start: Position { line: self.line_start, column: self.column_start },
            end: Position { line: self.line_end, column: self.column_end },
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::parse;

    /// A message of the compiler about line 1 of `file`, which a macro call in `from` may have led to.
    #[track_caller]
    fn check(file: &str, from: Option<&str>, expect: Expect) {
        let place = |file: &str, expansion: &str| {
            format!(
                r#"{{"file_name": "{file}", "line_start": 1, "line_end": 1, "column_start": 1, "column_end": 2,
                     "is_primary": true, "expansion": {expansion}}}"#
            )
        };
        let expansion = from.map_or("null".to_owned(), |from| format!(r#"{{"span": {}}}"#, place(from, "null")));
        let said = format!(
            r#"{{"message": "expected item, found `hunter2`", "code": null, "level": "error", "spans": [{}],
                "children": [{{"message": "hunter2 again", "code": null, "level": "note"}}]}}"#,
            place(file, &expansion)
        );
        let messages = parse(said.replace('\n', " ").as_bytes());
        let found = messages[0].diagnostic(|file| file.starts_with("src/"));
        expect.assert_eq(&format!("{found} {:?}", found.notes));
    }

    #[test]
    fn shows_nothing_of_a_file_outside() {
        check(
            "src/lib.rs",
            None,
            expect![[r#"error[C001] src/lib.rs:1:1: expected item, found `hunter2` ["hunter2 again"]"#]],
        );
        check(
            "/rustc/core/macros.rs",
            Some("src/lib.rs"),
            expect![[r#"error[C001] src/lib.rs:1:1: expected item, found `hunter2` ["hunter2 again"]"#]],
        );
        check(
            "/etc/shadow",
            None,
            expect!["error[C001] the plugin takes in a file outside its folder, and that does not compile []"],
        );
        check(
            "../secret.rs",
            Some("../other.rs"),
            expect!["error[C001] the plugin takes in a file outside its folder, and that does not compile []"],
        );
    }
}
