//! One diagnostic → what `annotate-snippets` renders: title, excerpt, notes, rule, help.

use std::fs;
use std::ops::Range;
use std::path::{Component, Path};

use annotate_snippets::{AnnotationKind, Element, Group, Level, Message, Origin, Snippet};
use plugwright::{Diagnostic, Position, Severity, Span};

/// Larger files are named, not shown, and so are files with lines that are longer.
const LARGEST: u64 = 8 << 20;
const LONGEST_LINE: usize = 4096;

/// Where the lines of an excerpt are.
#[derive(Clone, Copy)]
pub(super) enum Lines<'l> {
    /// In the files below a folder.
    Below(&'l Path),
    /// In this text.
    Of(&'l str),
}

/// Lays out a finding.
pub(super) fn group<'f>(lines: Lines<'_>, finding: &'f Diagnostic) -> Group<'f> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(finding.message.as_str()).id(finding.code.id);
    let place = finding.span.as_ref().map(|span| place(lines, span));
    let notes = finding.notes.iter().map(|note| Level::NOTE.message(note.as_str()));
    let help = finding.help.iter().map(|help| Level::HELP.message(help.as_str()));
    let messages = notes.chain([rule(finding)]).chain(help).map(Element::from);
    Group::with_title(title).elements(place.into_iter().chain(messages))
}

fn rule(finding: &Diagnostic) -> Message<'_> {
    let name = finding.code.name;
    Level::NOTE.message(match finding.code.summary {
        said if said == finding.message => format!("rule `{name}`"),
        summary => format!("rule `{name}`: {summary}"),
    })
}

/// The excerpt, or where the file cannot be shown its name and the position.
fn place<'f>(lines: Lines<'_>, span: &'f Span) -> Element<'f> {
    let text = match lines {
        Lines::Below(dir) => text(dir, &span.file),
        Lines::Of(text) => Some(text.to_owned()),
    };
    match text {
        Some(text) if text.lines().all(|line| line.len() <= LONGEST_LINE) => {
            let range = range(&text, span);
            let annotation = AnnotationKind::Primary.span(range);
            Snippet::source(text).path(span.file.as_str()).annotation(annotation).into()
        }
        _ => {
            let Position { line, column } = span.start;
            Origin::path(span.file.as_str()).line(line).char_column(column).into()
        }
    }
}

/// Reads a regular file of the plugin. A link may lead to somebody else's secrets, which are not ours to print.
fn text(dir: &Path, file: &str) -> Option<String> {
    let relative = Path::new(file);
    let mut path = dir.to_owned();
    for part in relative.components() {
        let Component::Normal(name) = part else { return None };
        path.push(name);
        if path.symlink_metadata().ok()?.is_symlink() {
            return None;
        }
    }
    let metadata = path.metadata().ok()?;
    let readable = metadata.is_file() && metadata.len() <= LARGEST;
    readable.then(|| fs::read(&path).ok()).flatten().and_then(|bytes| String::from_utf8(bytes).ok())
}

/// The bytes of a span. The file may have changed since it was checked, so every position is made to fit.
fn range(text: &str, span: &Span) -> Range<usize> {
    let start = offset(text, span.start);
    let end = offset(text, span.end).max(start);
    if end > start {
        return start..end;
    }
    let next = text[start..].chars().next().filter(|next| *next != '\n').map_or(0, char::len_utf8);
    start..start + next
}

fn offset(text: &str, at: Position) -> usize {
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(at.line.saturating_sub(1)).map(str::len).sum();
    let line = lines.next().unwrap_or_default().trim_end_matches(['\r', '\n']);
    let column = line.char_indices().nth(at.column.saturating_sub(1)).map_or(line.len(), |(offset, _)| offset);
    before + column
}

#[cfg(test)]
mod tests {
    use plugwright::{Position, Span};

    use super::range;

    #[track_caller]
    fn check(text: &str, (line, column): (usize, usize), end: (usize, usize), expect: &str) {
        let start = Position { line, column };
        let span = Span { file: String::new(), start, end: Position { line: end.0, column: end.1 } };
        assert_eq!(&text[range(text, &span)], expect);
    }

    #[test]
    fn columns_are_characters() {
        check("a\nßx = 1;\n", (2, 2), (2, 3), "x");
        check("ab\r\ncd", (1, 2), (2, 2), "b\r\nc");
    }

    #[test]
    fn a_place_without_length_is_one_character() {
        check("ab", (1, 1), (1, 1), "a");
        check("a\nb", (1, 2), (1, 2), "");
        check("", (1, 1), (1, 1), "");
    }

    #[test]
    fn places_outside_of_the_text_are_moved_to_its_end() {
        check("ab\n", (7, 1), (9, 9), "");
        check("ab\ncd\n", (1, 9), (1, 12), "");
        check("ab", (1, 2), (1, 1), "b");
    }
}
