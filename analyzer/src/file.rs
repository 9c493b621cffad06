//! One source file → [`syn::File`], or the diagnostic that says where and why not.

use proc_macro2::{LexError, TokenStream};
use syn::parse::{Parse as _, ParseStream, Parser as _};

use crate::bodies::Bodies;
use crate::code;
use crate::diagnostic::{Diagnostic, Span};
use crate::edition::modern;
use crate::manifest::Edition;
use crate::nesting::{self, Fault};
use crate::shebang::without_shebang;
use crate::skeleton::{self, Skeleton};
use crate::source::{FileId, FileKind, Sources};

/// Parses a file. Call it only on a thread with the stack that `parse.rs` gives, as all that parses here.
pub(crate) fn parse(sources: &Sources, id: FileId, edition: Edition) -> Result<syn::File, Box<Diagnostic>> {
    let (path, text) = read(sources, id)?;
    nesting::check(text).map_err(|(fault, at)| nested(path, text, fault, at))?;
    parse_text(path, text, edition, |tokens| syn::File::parse.parse2(tokens))
}

/// Parses a file but for the bodies of its functions, which come back.
pub(crate) fn parse_items(
    sources: &Sources,
    id: FileId,
    edition: Edition,
) -> Result<(syn::File, Bodies), Box<Diagnostic>> {
    let (path, text) = read(sources, id)?;
    let mut skeleton = Skeleton::default();
    let checked = nesting::check_each(text, |token, at| skeleton.see(token, at));
    checked.map_err(|(fault, at)| nested(path, text, fault, at))?;
    let places = skeleton.bodies();
    let items = skeleton::without(text, &places);
    let file = parse_text(path, &items, edition, |tokens| syn::File::parse.parse2(tokens))?;
    Ok((file, Bodies { file: id, edition, places }))
}

/// Parses the bodies of a file's functions, whose items were parsed.
pub(crate) fn parse_bodies(sources: &Sources, bodies: &Bodies) -> Result<(), Box<Diagnostic>> {
    let (path, text) = read(sources, bodies.file)?;
    let text = skeleton::only(text, &bodies.places);
    let blocks = |input: ParseStream<'_>| {
        while !input.is_empty() {
            input.parse::<syn::Block>()?;
        }
        Ok(())
    };
    parse_text(path, &text, bodies.edition, |tokens| blocks.parse2(tokens))
}

/// The path of a file, and its text without what is no Rust at its beginning.
fn read(sources: &Sources, id: FileId) -> Result<(&str, &str), Box<Diagnostic>> {
    let file = sources.file(id);
    let path = file.path.as_str();
    if file.kind != FileKind::Regular {
        return Err(unreadable(path, file.kind).into());
    }
    let text = std::str::from_utf8(&file.bytes).map_err(|error| not_utf8(path, &file.bytes, error.valid_up_to()))?;
    Ok((path, without_shebang(text)))
}

fn parse_text<T>(
    path: &str,
    text: &str,
    edition: Edition,
    parse: impl FnOnce(TokenStream) -> syn::Result<T>,
) -> Result<T, Box<Diagnostic>> {
    let tokens: TokenStream = text.parse().map_err(|error: LexError| {
        let span = Span::new(path, error.span());
        Diagnostic::error(code::SYNTAX, "no Rust token starts here").at(span)
    })?;
    parse(modern(tokens, edition)).map_err(|error| {
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
        FileKind::BadName => "named with bytes that are not UTF-8, or with control characters",
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
