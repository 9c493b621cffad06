//! One source file → [`syn::File`], or the diagnostic that says where and why not.

use proc_macro2::{LexError, TokenStream};
use syn::parse::{Parse as _, Parser as _};

use crate::code;
use crate::diagnostic::{Diagnostic, Span};
use crate::nesting::Fault;
use crate::part::{Checked, Part};
use crate::shebang::without_shebang;
use crate::source::{FileId, FileKind, Sources};

/// Parses a file. Call it only on a thread with the stack that `parse.rs` gives.
pub(crate) fn parse(sources: &Sources, id: FileId, part: Part<'_>) -> Result<syn::File, Box<Diagnostic>> {
    let file = sources.file(id);
    let path = file.path.as_str();
    if file.kind != FileKind::Regular {
        return Err(unreadable(path, file.kind).into());
    }
    let text = std::str::from_utf8(&file.bytes).map_err(|error| not_utf8(path, &file.bytes, error.valid_up_to()))?;
    let text = without_shebang(text);
    let checked = part.check(id, text).map_err(|(fault, at)| nested(path, text, fault, at))?;
    let (Checked::Whole(text) | Checked::Skeleton(text)) = checked;
    let tokens: TokenStream = text.parse().map_err(|error: LexError| {
        let span = Span::new(path, error.span());
        Diagnostic::error(code::SYNTAX, "no Rust token starts here").at(span)
    })?;
    syn::File::parse.parse2(tokens).map_err(|error| {
        let span = match error.span().start() {
            // What syn misses at the end of the input has no place of its own.
            start if (start.line, start.column) == (1, 0) => Span::of_bytes(path, text, text.len()..text.len()),
            _ => Span::new(path, error.span()),
        };
        Diagnostic::error(code::SYNTAX, error.to_string()).at(span).into()
    })
}

fn unreadable(path: &str, kind: FileKind) -> Diagnostic {
    let what = match kind {
        FileKind::Symlink => "a symbolic link",
        FileKind::TooLarge => "larger than 16 MiB",
        FileKind::BadName => "named with bytes that are not UTF-8",
        FileKind::Special | FileKind::Regular => "not a regular file",
    };
    Diagnostic::error(code::UNREADABLE_FILE, format!("`{path}` is {what} and was not read"))
}

fn not_utf8(path: &str, bytes: &[u8], valid: usize) -> Diagnostic {
    let text = String::from_utf8_lossy(&bytes[..valid]);
    let span = Span::of_bytes(path, &text, valid..valid);
    Diagnostic::error(code::NOT_UTF8, format!("`{path}` is not UTF-8 at byte {valid}")).at(span)
}

fn nested(path: &str, text: &str, fault: Fault, at: usize) -> Diagnostic {
    let span = Span::of_bytes(path, text, at..at + 1);
    match fault {
        Fault::TooDeep => Diagnostic::error(code::NESTING, "nested deeper than plugwright parses").at(span),
        Fault::Unclosed(open) => Diagnostic::error(code::SYNTAX, format!("this `{open}` is never closed")).at(span),
        Fault::Unopened(close) => {
            Diagnostic::error(code::SYNTAX, format!("nothing is open that `{close}` closes")).at(span)
        }
    }
}
