//! One pass over a file's tokens, macros included, that notes what the rules ask about.

use proc_macro2::{Delimiter, Span};

use super::condition::end_of_item;
use super::names::{Anchor, Written, child};
use super::token::{Token, is_path_separator, split_commas};
use super::{Attribute, ForeignCrate, Keyword, MacroCall, PathUse, Place, Role, Scan, Shadow};

/// Where the walk is.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) file: usize,
    pub(crate) module: String,
    /// Inside the definition or the arguments of a macro, where syntax is anything.
    pub(crate) in_macro: bool,
}

impl Context {
    fn place(&self, span: Span) -> Place {
        Place { file: self.file, module: self.module.clone(), span, in_macro: self.in_macro }
    }

    fn inside_macro(&self) -> Context {
        Context { in_macro: true, ..self.clone() }
    }
}

/// Keywords that introduce a named item.
const ITEMS: &[&str] = &["fn", "struct", "enum", "union", "trait", "const", "static", "type", "macro"];

/// Keywords that may follow one of those before the name does.
const QUALIFIERS: &[&str] = &["fn", "unsafe", "async", "extern", "mut"];

/// Words of the language that are as frequent as names and never one.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "false", "fn", "for", "if", "impl",
    "in", "let", "loop", "match", "move", "mut", "pub", "ref", "return", "static", "struct", "trait", "true", "type",
    "where", "while", "_",
];

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
    if token.is_punct('\'') || (token.is_punct('.') && !is_range(tokens, at)) {
        // A lifetime, a field or a method.
        return at + 1 + usize::from(tokens.get(at + 1).is_some_and(|next| next.ident().is_some()));
    }
    if let Some(inner) = token.any_group() {
        walk(scan, inner, context);
        return at + 1;
    }
    if is_path_separator(tokens, at) {
        let root = tokens.get(at + 2).and_then(Token::ident).is_some_and(super::names::is_root);
        let global = root || !continues_path(tokens, at);
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
    if keyword("use") && next.is_some_and(|next| !next.is_punct('<')) {
        return import(scan, tokens, at, context);
    }
    if keyword("extern") {
        return foreign(scan, tokens, at, context);
    }
    if keyword("macro_rules") && next.is_some_and(|next| next.is_punct('!')) {
        if let Some(name) = tokens.get(at + 2).and_then(Token::ident) {
            scan.names.macros.insert(name.to_string());
            shadow(scan, &tokens[at + 2], context);
        }
        if let Some(body) = tokens.get(at + 3).and_then(Token::any_group) {
            scan.macro_words(body, context);
            open_roots(scan, body, context);
            walk(scan, body, &context.inside_macro());
        }
        return at + 4;
    }
    if ITEMS.iter().any(|item| keyword(item))
        && let Some(name) = next.and_then(Token::ident)
        && !QUALIFIERS.contains(&name)
    {
        if !context.in_macro {
            scan.names.add_item(&context.module, name);
        }
        if !keyword("fn") && !keyword("const") && !keyword("static") {
            shadow(scan, &tokens[at + 1], context);
        }
        if keyword("type") {
            alias(scan, tokens, at, context);
        }
        return at + 2;
    }
    path(scan, tokens, at, Anchor::Local, context, false)
}

/// Notes where a macro's definition leaves it to its arguments how a path from a root goes on: `std $($rest)*`.
fn open_roots(scan: &mut Scan<'_>, tokens: &[Token], context: &Context) {
    for (at, token) in tokens.iter().enumerate() {
        if let Some(inner) = token.any_group() {
            open_roots(scan, inner, context);
        }
        let open = tokens.get(at + 1).is_none_or(|next| next.is_punct('$'));
        let start = at == 0 || !['.', '\'', '$', ':'].iter().any(|sign| tokens[at - 1].is_punct(*sign));
        if open && start && token.ident().is_some_and(super::names::is_root) {
            scan.keywords.push(Keyword { place: context.place(token.span), what: Role::OpenRoot });
        }
    }
}

/// A type, module, macro or import with the name of a root would make every path a riddle.
fn shadow(scan: &mut Scan<'_>, name: &Token, context: &Context) {
    if name.ident().is_some_and(super::names::is_root) {
        scan.shadows
            .push(Shadow { place: context.place(name.span), name: name.ident().unwrap_or_default().to_string() });
    }
}

/// `type A = b::C;` makes `A` another way to write `b::C`.
fn alias(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) {
    let rest = &tokens[at..];
    let end = rest.iter().position(|token| token.is_punct(';')).unwrap_or(rest.len());
    let Some(equals) = rest[..end].iter().position(|token| token.is_punct('=')) else { return };
    let global = is_path_separator(rest, equals + 1);
    let (segments, _) = segments(rest, equals + 1 + if global { 2 } else { 0 });
    if let (Some(name), false) = (rest[1].ident(), segments.is_empty()) {
        let anchor = if global { Anchor::Global } else { Anchor::Local };
        let target = Written { segments, anchor, module: context.module.clone() };
        let place = format!("the alias at {}", scan.show(context, rest[1].span));
        scan.names.bind(name, target, place, context.in_macro);
    }
}

fn module(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let name = &tokens[at + 1];
    shadow(scan, name, context);
    let path = child(&context.module, name.ident().unwrap_or_default());
    match tokens.get(at + 2) {
        Some(body) if body.group(Delimiter::Brace).is_some() => {
            // A macro may put the module anywhere, so that its names stay with those around it.
            let module = if context.in_macro { context.module.clone() } else { path };
            scan.names.add_module(&module);
            let inner = Context { module, ..context.clone() };
            walk(scan, body.group(Delimiter::Brace).unwrap_or_default(), &inner);
            at + 3
        }
        Some(end) if end.is_punct(';') => {
            if context.in_macro {
                scan.keywords.push(Keyword { place: context.place(name.span), what: Role::ModuleInMacro });
            } else {
                scan.names.add_module(&path);
                scan.declared.insert(path.clone());
                scan.waiting.push(path);
            }
            at + 3
        }
        _ => at + 2,
    }
}

fn foreign(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let span = tokens[at].span;
    let after_abi = at + 1 + usize::from(tokens.get(at + 1).is_some_and(|token| token.string().is_some()));
    let Some(next) = tokens.get(after_abi) else { return at + 1 };
    if next.is_keyword("crate") && after_abi == at + 1 {
        return foreign_crate(scan, tokens, at, context);
    }
    if next.group(Delimiter::Brace).is_some() {
        scan.keywords.push(Keyword { place: context.place(span), what: Role::ForeignBlock });
    } else if next.is_keyword("fn") && tokens.get(after_abi + 1).is_some_and(|name| name.ident().is_some()) {
        scan.keywords.push(Keyword { place: context.place(span), what: Role::ForeignDefinition });
    }
    after_abi
}

fn foreign_crate(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let Some(name) = tokens.get(at + 2).and_then(Token::ident) else { return at + 2 };
    let renamed = tokens.get(at + 3).is_some_and(|token| token.is_keyword("as"));
    let bound = if renamed { tokens.get(at + 4).and_then(Token::ident).unwrap_or(name) } else { name };
    let place = context.place(tokens[at + 2].span);
    scan.crates.push(ForeignCrate { place, name: name.to_string(), bound: bound.to_string() });
    if super::names::is_root(name) {
        let target =
            Written { segments: vec![name.to_string()], anchor: Anchor::Global, module: context.module.clone() };
        let place = format!("the `extern crate` at {}", scan.show(context, tokens[at].span));
        if bound != name || !context.module.is_empty() {
            scan.names.bind(bound, target, place, context.in_macro);
        }
    }
    at + if renamed { 5 } else { 3 }
}

/// `use a::{b, c as d};`
fn import(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let rest = &tokens[at + 1..];
    let end = rest.iter().position(|token| token.is_punct(';')).unwrap_or(rest.len());
    let global = is_path_separator(rest, 0);
    let anchor = if global { Anchor::Global } else { Anchor::Import };
    tree(scan, &rest[if global { 2 } else { 0 }..end], (anchor, &[]), context);
    at + 1 + end + 1
}

/// One branch of a `use`, below the segments of `prefix`.
fn tree(scan: &mut Scan<'_>, branch: &[Token], (anchor, prefix): (Anchor, &[String]), context: &Context) {
    let (mut path, mut at) = (prefix.to_vec(), 0);
    let mut anchor = anchor;
    if prefix.is_empty() && is_path_separator(branch, 0) {
        (anchor, at) = (Anchor::Global, 2);
    }
    let Some(first) = branch.first() else { return };
    let mut span = first.span;
    while let Some(token) = branch.get(at) {
        if let Some(name) = token.ident() {
            path.push(name.to_string());
            span = token.span;
            at += 1;
        } else if token.is_punct('$') {
            at = metavariable(scan, branch, at, context);
            if path.is_empty() && branch.get(at - 1).is_some_and(|token| token.is_keyword("crate")) {
                path.push("$crate".to_string());
            } else if !path.is_empty() {
                path_use(scan, path, (anchor, span), Role::BeforeMetavariable, context);
                return;
            }
        } else if let Some(inner) = token.group(Delimiter::Brace) {
            for part in split_commas(inner) {
                tree(scan, part, (anchor, &path), context);
            }
            return;
        } else if token.is_punct('*') {
            let target = Written { segments: path.clone(), anchor, module: context.module.clone() };
            let place = scan.show(context, span);
            scan.names.bind_all(target, place, context.in_macro);
            path_use(scan, path, (anchor, span), Role::Glob, context);
            return;
        } else {
            break;
        }
        if is_path_separator(branch, at) {
            at += 2;
        } else {
            break;
        }
    }
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let Some(last) = path.last().cloned() else { return };
    let renamed = branch.get(at).is_some_and(|token| token.is_keyword("as"));
    let bound = match branch.get(at + 1).and_then(Token::ident).filter(|_| renamed) {
        Some(name) => name.to_string(),
        None => last,
    };
    let itself = path.len() == 1 && path[0] == bound && (context.module.is_empty() || !scan.names.imports_from_root());
    if bound != "_" && !itself {
        let target = Written { segments: path.clone(), anchor, module: context.module.clone() };
        let place = format!("the import at {}", scan.show(context, span));
        scan.names.bind(&bound, target, place, context.in_macro);
    }
    path_use(scan, path, (anchor, span), Role::Import { bound }, context);
}

fn path_use(scan: &mut Scan<'_>, segments: Vec<String>, (anchor, span): (Anchor, Span), role: Role, context: &Context) {
    let written = Written { segments, anchor, module: context.module.clone() };
    scan.paths.push(PathUse { place: context.place(span), written, role });
}

/// Reads `a::b::c`; returns the place after it.
fn segments(tokens: &[Token], mut at: usize) -> (Vec<String>, usize) {
    let mut segments = Vec::new();
    while let Some(name) = tokens.get(at).and_then(Token::ident) {
        segments.push(name.to_string());
        at += 1;
        if !is_path_separator(tokens, at) || tokens.get(at + 2).is_none_or(|next| next.ident().is_none()) {
            break;
        }
        at += 2;
    }
    (segments, at)
}

/// A path in code, which may turn out to be a macro call.
fn path(scan: &mut Scan<'_>, tokens: &[Token], at: usize, anchor: Anchor, context: &Context, continued: bool) -> usize {
    let span = tokens.get(at).map_or_else(Span::call_site, |token| token.span);
    let (names, end) = segments(tokens, at);
    if names.is_empty() || continued {
        return end.max(at);
    }
    rest_of_path(scan, tokens, end, (names, anchor, span), context)
}

fn rest_of_path(
    scan: &mut Scan<'_>,
    tokens: &[Token],
    end: usize,
    (names, anchor, span): (Vec<String>, Anchor, Span),
    context: &Context,
) -> usize {
    if is_path_separator(tokens, end) {
        let next = tokens.get(end + 2);
        if next.is_some_and(|next| next.is_punct('$')) {
            let root = super::names::is_root(&names[0]);
            let anchor = if root { Anchor::Global } else { anchor };
            path_use(scan, names, (anchor, span), Role::BeforeMetavariable, context);
            return end + 2;
        }
        if let Some(inner) = next.and_then(|next| next.group(Delimiter::Brace)) {
            for part in split_commas(inner) {
                tree(scan, part, (anchor, &names), context);
            }
            return end + 3;
        }
        if next.is_some_and(|next| next.is_punct('*')) {
            tree(scan, &tokens[end + 2..end + 3], (anchor, &names), context);
            return end + 3;
        }
    }
    if tokens.get(end).is_some_and(|token| token.is_punct('!'))
        && let Some(arguments) = tokens.get(end + 1).and_then(Token::any_group)
    {
        let written = Written { segments: names, anchor, module: context.module.clone() };
        scan.calls.push(MacroCall { place: context.place(span), written, arguments: arguments.to_vec() });
        scan.macro_words(arguments, context);
        walk(scan, arguments, &context.inside_macro());
        return end + 2;
    }
    let start = end.saturating_sub(3 * names.len() - 2);
    if let Some(member) = qualified_member(tokens, start, end) {
        let whole = names.iter().cloned().chain([member]).collect();
        path_use(scan, whole, (anchor, span), Role::Mention, context);
    }
    if names.len() > 1 || !KEYWORDS.contains(&names[0].as_str()) {
        path_use(scan, names, (anchor, span), Role::Mention, context);
    }
    end
}

/// The `c` of `<a::b>::c`, which is `a::b::c` where that is no trait's.
fn qualified_member(tokens: &[Token], start: usize, end: usize) -> Option<String> {
    let mut before = start.checked_sub(1)?;
    if tokens[before].is_punct(':') {
        before = before.checked_sub(2)?;
    }
    let opens = tokens[before].is_punct('<') && (before == 0 || !tokens[before - 1].is_punct(':'));
    if !opens || !tokens.get(end)?.is_punct('>') || !is_path_separator(tokens, end + 1) {
        return None;
    }
    tokens.get(end + 3)?.ident().map(str::to_string)
}

/// `$crate::a` is a path; `$name` stands for what nobody knows.
fn metavariable(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let Some(name) = tokens.get(at + 1) else { return at + 1 };
    if name.is_keyword("crate") {
        if !is_path_separator(tokens, at + 2) {
            return at + 2;
        }
        let (mut names, end) = segments(tokens, at + 4);
        names.insert(0, "$crate".to_string());
        return rest_of_path(scan, tokens, end, (names, Anchor::Local, name.span), context);
    }
    if name.ident().is_none() {
        return at + 1;
    }
    let calls = tokens.get(at + 2).is_some_and(|token| token.is_punct('!'))
        && tokens.get(at + 3).is_some_and(|token| token.any_group().is_some());
    if calls {
        scan.keywords.push(Keyword { place: context.place(name.span), what: Role::CallsMetavariable });
    }
    if is_path_separator(tokens, at + 2) {
        // `$a::b`: what follows belongs to whatever `$a` is.
        return segments(tokens, at + 4).1.max(at + 4);
    }
    at + 2
}

fn attribute(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let inner = tokens.get(at + 1).is_some_and(|token| token.is_punct('!'));
    let group_at = at + 1 + usize::from(inner);
    let Some(body) = tokens.get(group_at).and_then(|token| token.group(Delimiter::Bracket)) else { return at + 1 };
    // A macro may leave its attributes out, so conditions count in plain code only.
    if !context.in_macro && body.first().is_some_and(|name| name.is_keyword("cfg")) {
        let predicate = body.get(1).and_then(Token::any_group).unwrap_or_default();
        if scan.conditions.is_never(predicate) {
            if inner {
                return tokens.len();
            }
            if let Some(end) = end_of_item(tokens, group_at + 1) {
                return end;
            }
        }
    }
    meta(scan, body, context);
    group_at + 1
}

/// One attribute, or those that a `cfg_attr` holds.
fn meta(scan: &mut Scan<'_>, body: &[Token], context: &Context) {
    if body.first().is_some_and(|token| token.is_punct('$')) {
        return;
    }
    let (names, end) = segments(body, if is_path_separator(body, 0) { 2 } else { 0 });
    let Some(first) = body.first() else { return };
    let arguments = body.get(end).and_then(Token::any_group).unwrap_or_default();
    match names.first().map(String::as_str) {
        Some("cfg_attr") => {
            let mut parts = split_commas(arguments);
            let never = parts.next().is_some_and(|predicate| scan.conditions.is_never(predicate));
            if context.in_macro || !never {
                parts.for_each(|part| meta(scan, part, context));
            }
        }
        Some("unsafe") => {
            scan.keywords.push(Keyword { place: context.place(first.span), what: Role::Unsafe });
            meta(scan, arguments, context);
        }
        Some("doc") if body.get(1).is_some_and(|token| token.is_punct('=')) => walk(scan, &body[end..], context),
        Some("cfg") => {}
        _ => {
            scan.attributes.push(Attribute { place: context.place(first.span), names, tokens: body.to_vec() });
            // Arguments hold paths and macro calls of their own.
            walk(scan, body.get(end..).unwrap_or_default(), &context.inside_macro());
        }
    }
}
