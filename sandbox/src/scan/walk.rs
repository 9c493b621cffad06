//! One pass over a file's tokens, macros included, that notes what the rules ask about.

use std::collections::BTreeSet;
use std::rc::Rc;

use proc_macro2::{Delimiter, Span};

use super::attribute::attribute;
use super::import::{alias, foreign_crate, import};
use super::names::{Anchor, Written, child, is_root};
use super::opening;
use super::path::{is_keyword, metavariable, path, segments};
use super::token::{Token, is_path_separator};
use super::{Keyword, PathUse, Place, Role, Scan, Shadow};

/// Where the walk is.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) file: usize,
    pub(crate) module: String,
    /// Inside the definition or the arguments of a macro, where syntax is anything.
    pub(crate) in_macro: bool,
    /// Inside brackets that are no module's, where names may be seen by the block alone.
    pub(crate) in_block: bool,
    /// The arguments of the macro whose rule this is: `$name` stands for what the macro is given. Behind any other `$` the
    /// name is a word like each, since a macro may leave the `$` out.
    pub(crate) declared: Rc<BTreeSet<String>>,
}

impl Context {
    pub(super) fn place(&self, span: Span) -> Place {
        Place { file: self.file, module: self.module.clone(), span, in_macro: self.in_macro }
    }

    pub(super) fn inside_macro(&self) -> Context {
        Context { in_macro: true, ..self.clone() }
    }

    fn inside_rule(&self, declared: BTreeSet<String>) -> Context {
        Context { in_macro: true, declared: Rc::new(declared), ..self.clone() }
    }

    fn inside_block(&self) -> Context {
        Context { in_block: true, ..self.clone() }
    }

    /// Where to go on behind a word whose meaning comes from the one before it: in a macro it may be a word of its own,
    /// because the macro may leave out what stands before.
    pub(super) fn behind(&self, at: usize) -> usize {
        if self.in_macro { at } else { at + 1 }
    }
}

/// Keywords that introduce a named item.
const ITEMS: &[&str] = &["fn", "struct", "enum", "union", "trait", "const", "static", "type", "macro"];

/// Keywords that may follow one of those before the name does.
const QUALIFIERS: &[&str] = &["fn", "unsafe", "async", "extern", "mut"];

pub(crate) fn walk(scan: &mut Scan<'_>, tokens: &[Token], context: &Context) {
    let mut at = 0;
    while at < tokens.len() {
        at = step(scan, tokens, at, context);
    }
}

/// Looks at what starts at `at`; returns where the next thing starts.
fn step(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let token = &tokens[at];
    if token.is_punct('#') {
        return attribute(scan, tokens, at, context);
    }
    if token.is_punct('$') {
        return metavariable(scan, tokens, at, context);
    }
    let name = tokens.get(at + 1).and_then(Token::ident);
    if token.is_punct('\'') {
        return at + 1 + usize::from(name.is_some());
    }
    if token.is_punct('.') && !is_range(tokens, at) {
        // A field or a method; in a macro the point may stand by itself.
        let Some(name) = name else { return at + 1 };
        scan.methods.push((context.place(tokens[at + 1].span), name.to_string()));
        return context.behind(at + 1);
    }
    if let Some(inner) = token.any_group() {
        walk(scan, inner, &context.inside_block());
        return at + 1;
    }
    if is_path_separator(tokens, at) {
        let root = tokens.get(at + 2).and_then(Token::ident).is_some_and(is_root);
        let global = root || context.in_macro || !continues_path(tokens, at);
        return path(scan, tokens, at + 2, if global { Anchor::Global } else { Anchor::Local }, context, !global);
    }
    match token.ident() {
        Some(_) => word(scan, tokens, at, context),
        None => at + 1,
    }
}

/// `a..b` is a range and `a.b` a field.
fn is_range(tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|next| next.is_punct('.')) || at > 0 && tokens[at - 1].is_punct('.')
}

/// `>::` and `]::` go on with a type, anything else (`=> ::a`) starts a path anew.
fn continues_path(tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &tokens[before]) else { return false };
    let arrow = at > 1 && (tokens[at - 2].is_punct('=') || tokens[at - 2].is_punct('-'));
    before.is_punct('>') && !arrow || before.any_group().is_some() && before.group(Delimiter::Brace).is_none()
}

fn word(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let token = &tokens[at];
    let next = tokens.get(at + 1);
    let keyword = |word: &str| token.is_keyword(word);
    if keyword("unsafe") {
        scan.keywords.push(Keyword { place: context.place(token.span), what: Role::Unsafe });
        return at + 1;
    }
    if keyword("mod") && next.is_some_and(|next| next.ident().is_some()) {
        return module(scan, tokens, at, context);
    }
    if keyword("mod") && next.is_some_and(|next| next.is_punct('$')) {
        // What ends it may be an argument, too.
        if tokens.get(at + 3).is_some_and(|end| end.is_punct(';') || end.is_punct('$')) {
            scan.keywords.push(Keyword { place: context.place(token.span), what: Role::ModuleInMacro });
        }
        return at + 1;
    }
    if keyword("use") && next.is_some_and(|next| !next.is_punct('<')) {
        return import(scan, tokens, at, context);
    }
    if keyword("extern") {
        return foreign(scan, tokens, at, context);
    }
    if keyword("macro_rules") && next.is_some_and(|next| next.is_punct('!')) {
        if let Some(name) = tokens.get(at + 2).and_then(Token::ident) {
            scan.names.macros.insert(name.to_string());
            scan.names.declare(name);
            shadow(scan, &tokens[at + 2], context);
        }
        scan.makes_macros |= tokens.get(at + 2).is_some_and(|name| name.is_punct('$'));
        if let Some(body) = tokens.get(at + 3).and_then(Token::any_group) {
            if let Some(name) = tokens[at + 2].ident() {
                let mut definition = opening::definition(body);
                // What a macro writes may be made of its arguments.
                if context.in_macro {
                    definition.be_anything();
                }
                scan.definitions.entry(name.to_string()).or_default().push(definition);
            }
            scan.macro_words(body, context);
            opening::rules(body).for_each(|(_, transcriber)| open_roots(scan, transcriber, false, context));
            rules(scan, body, context);
            return at + 4;
        }
        return at + 1;
    }
    if ITEMS.iter().any(|item| keyword(item))
        && let Some(name) = next.and_then(Token::ident)
        && !QUALIFIERS.contains(&name)
    {
        scan.names.declare(name);
        if keyword("fn") || keyword("static") {
            scan.functions.push((context.place(tokens[at + 1].span), name.to_string()));
        }
        if is_certain(tokens, at, context) {
            scan.names.add_item(&context.module, token.ident().unwrap_or_default(), name);
        }
        if !keyword("fn") && !keyword("const") && !keyword("static") {
            shadow(scan, &tokens[at + 1], context);
        }
        if keyword("type") {
            alias(scan, tokens, at, context);
        }
        return context.behind(at + 1);
    }
    if keyword("type") && next.is_some_and(|next| next.is_punct('$')) {
        alias(scan, tokens, at, context);
        return at + 1;
    }
    if is_path_separator(tokens, at + 1) && is_keyword(scan, token) {
        return at + 1;
    }
    path(scan, tokens, at, Anchor::Local, context, false)
}

/// The body of a `macro_rules!`. What a rule takes goes nowhere; what it writes is code. A definition inside a macro may be
/// anything to that macro.
fn rules(scan: &mut Scan<'_>, body: &[Token], context: &Context) {
    if context.in_macro || !opening::has_rules_only(body) {
        return walk(scan, body, &context.inside_macro());
    }
    for (matcher, transcriber) in opening::rules(body) {
        walk(scan, transcriber, &context.inside_rule(opening::arguments(matcher)));
    }
}

/// Notes where a macro's definition leaves it to its arguments how a path goes on: `std $($rest)*`.
fn open_roots(scan: &mut Scan<'_>, tokens: &[Token], repeated: bool, context: &Context) {
    for (at, token) in tokens.iter().enumerate() {
        if let Some(inner) = token.any_group() {
            open_roots(scan, inner, at > 0 && tokens[at - 1].is_punct('$'), context);
        }
        let Some(name) = token.ident() else { continue };
        let start = at == 0 || !['.', '\'', '$', ':'].iter().any(|sign| tokens[at - 1].is_punct(*sign));
        let (segments, end) = segments(tokens, at);
        let open = match tokens.get(end) {
            // Behind a repetition something may follow.
            None => repeated || is_root(name) && segments.len() == 1,
            // A macro's argument may be the `use` that stands before.
            Some(next) if is_root(name) && next.is_keyword("as") => {
                at == 0 || !["use", "crate"].iter().any(|word| tokens[at - 1].is_keyword(word))
            }
            Some(next) => next.is_punct('$') && tokens.get(end + 1).is_some_and(|word| !word.is_keyword("crate")),
        };
        if start && open {
            let anchor = if is_root(name) { Anchor::Global } else { Anchor::Local };
            let written = Written { segments, anchor, module: context.module.clone() };
            scan.paths.push(PathUse { place: context.place(token.span), written, role: Role::Open, is_public: false });
        }
    }
}

/// Attributes that leave an item where it is.
const KEEPING: &[&str] = &[
    "allow",
    "cold",
    "deny",
    "deprecated",
    "derive",
    "doc",
    "expect",
    "forbid",
    "inline",
    "macro_export",
    "macro_use",
    "must_use",
    "non_exhaustive",
    "path",
    "repr",
    "track_caller",
    "warn",
];

/// Whether a module's own text may leave it out: `#![cfg(…)]`.
pub(super) fn leaves_itself_out(body: &[Token]) -> bool {
    let mut left = body;
    while let [hash, not, attribute, rest @ ..] = left
        && hash.is_punct('#')
        && not.is_punct('!')
    {
        let first = attribute.group(Delimiter::Bracket).and_then(<[Token]>::first);
        if !first.is_some_and(|name| KEEPING.iter().any(|keeping| name.is_keyword(keeping))) {
            return true;
        }
        left = rest;
    }
    false
}

/// Whether the item whose keyword stands at `at` is there in every build, and seen in all of its module.
fn is_certain(tokens: &[Token], at: usize, context: &Context) -> bool {
    if context.in_macro || context.in_block {
        return false;
    }
    let mut before = &tokens[..at];
    while let Some((last, rest)) = before.split_last() {
        let qualifier = ["pub", "unsafe", "async", "const", "extern", "safe"].iter().any(|word| last.is_keyword(word));
        if qualifier || last.string().is_some() || last.group(Delimiter::Parenthesis).is_some() {
            before = rest;
            continue;
        }
        let Some(attribute) = last.group(Delimiter::Bracket) else { return true };
        let Some((hash, rest)) = rest.split_last() else { return true };
        // An inner attribute belongs to what is around, whose condition holds for everything that is seen there.
        if !hash.is_punct('#') {
            return true;
        }
        // Any other attribute may leave the item out.
        if !attribute.first().is_some_and(|name| KEEPING.iter().any(|keeping| name.is_keyword(keeping))) {
            return false;
        }
        before = rest;
    }
    true
}

/// A type, module, macro or import with the name of a root would make every path a riddle.
fn shadow(scan: &mut Scan<'_>, name: &Token, context: &Context) {
    if name.ident().is_some_and(is_root) {
        scan.shadows
            .push(Shadow { place: context.place(name.span), name: name.ident().unwrap_or_default().to_string() });
    }
}

fn module(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let name = &tokens[at + 1];
    shadow(scan, name, context);
    let path = child(&context.module, name.ident().unwrap_or_default());
    scan.names.declare(name.ident().unwrap_or_default());
    let body = tokens.get(at + 2).and_then(|body| body.group(Delimiter::Brace)).unwrap_or_default();
    if is_certain(tokens, at, context) && !leaves_itself_out(body) {
        scan.names.add_item(&context.module, "mod", name.ident().unwrap_or_default());
    }
    match tokens.get(at + 2) {
        Some(body) if body.group(Delimiter::Brace).is_some() => {
            // A macro may put the module anywhere, so that its names stay with those around it.
            let module = if context.in_macro { context.module.clone() } else { path };
            scan.names.add_module(&module);
            let inner = Context { module, in_block: context.in_macro || context.in_block, ..context.clone() };
            walk(scan, body.group(Delimiter::Brace).unwrap_or_default(), &inner);
            at + 3
        }
        Some(end) if end.is_punct(';') => {
            if context.in_macro || context.in_block {
                let what = if context.in_macro { Role::ModuleInMacro } else { Role::ModuleInBlock };
                scan.keywords.push(Keyword { place: context.place(name.span), what });
            } else {
                scan.names.add_module(&path);
                scan.declared.insert(path.clone());
                scan.waiting.push(path);
            }
            at + 3
        }
        _ => context.behind(at + 1),
    }
}

fn foreign(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let span = tokens[at].span;
    let after_abi = at + 1 + usize::from(tokens.get(at + 1).is_some_and(|token| token.string().is_some()));
    let Some(next) = tokens.get(after_abi) else { return at + 1 };
    if next.is_keyword("crate") && after_abi == at + 1 {
        return foreign_crate(scan, tokens, at, context);
    }
    // A macro's argument may be the block.
    if next.group(Delimiter::Brace).is_some() || next.is_punct('$') {
        scan.keywords.push(Keyword { place: context.place(span), what: Role::ForeignBlock });
    } else if next.is_keyword("fn") && tokens.get(after_abi + 1).is_some_and(|name| name.ident().is_some()) {
        scan.keywords.push(Keyword { place: context.place(span), what: Role::ForeignDefinition });
    }
    after_abi
}
