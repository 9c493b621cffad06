//! What a symbol's name says: which item it is, who wrote it, and what else it mentions.

use rustc_demangle::try_demangle;

/// The crates whose code every Rust program links.
const STANDARD: &[&str] =
    &["std", "core", "alloc", "hashbrown", "std_detect", "compiler_builtins", "panic_unwind", "proc_macro", "__rustc"];

/// A symbol's name, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Symbol {
    /// A Rust item.
    Rust {
        /// The whole name for people.
        shown: String,
        /// The paths by which it is judged: the function's, and the self type's or trait's.
        paths: Vec<String>,
        /// Paths of the standard library in its type arguments.
        mentions: Vec<String>,
        /// Whether the standard library wrote it, maybe instantiated for the plugin.
        standard: bool,
    },
    /// A plain symbol, as C has them.
    Raw(String),
}

impl Symbol {
    pub(crate) fn parse(mangled: &str) -> Symbol {
        match try_demangle(mangled) {
            Ok(demangled) => read(format!("{demangled:#}")),
            Err(_) => Symbol::Raw(mangled.to_string()),
        }
    }

    pub(crate) fn shown(&self) -> &str {
        match self {
            Symbol::Rust { shown, .. } => shown,
            Symbol::Raw(name) => name,
        }
    }
}

fn read(shown: String) -> Symbol {
    let mut paths = Vec::new();
    heads(&shown, &mut paths);
    let standard = paths.iter().all(|path| is_standard(path));
    let mut mentions = mentions(&shown);
    mentions.retain(|path| !paths.contains(path));
    Symbol::Rust { shown, paths, mentions, standard }
}

/// The path's crate is part of the standard library, or the path is a primitive type.
pub(crate) fn is_standard(path: &str) -> bool {
    match path.split_once("::") {
        Some((root, _)) => STANDARD.contains(&root) || is_primitive(root),
        None => STANDARD.contains(&path) || is_primitive(path),
    }
}

/// A type that is no path, such as `(A, B)` or `fn()`, comes out empty.
fn is_primitive(name: &str) -> bool {
    matches!(
        name,
        "" | "bool"
            | "char"
            | "str"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "f16"
            | "f32"
            | "f64"
            | "f128"
            | "_"
    )
}

/// Collects the paths by which `<Self as Trait>::rest`, `<Self>::rest` or `a::b::<T>::c` is judged.
fn heads(text: &str, out: &mut Vec<String>) {
    let text = bare_type(text);
    let Some(inner) = text.strip_prefix('<') else {
        out.push(without_arguments(text));
        return;
    };
    let close = closing(inner);
    let (qualified, rest) = (&inner[..close], inner.get(close + 1..).unwrap_or_default());
    let rest = without_arguments(rest);
    let (this, implemented) = match top_level_as(qualified) {
        Some(at) => (&qualified[..at], Some(&qualified[at + 4..])),
        None => (qualified, None),
    };
    let mut own = Vec::new();
    heads(this, &mut own);
    match implemented {
        Some(implemented) => {
            heads(implemented, out);
            if let Some(last) = out.last_mut() {
                last.push_str(&rest);
            }
            out.extend(own);
        }
        None => out.extend(own.into_iter().map(|path| path + &rest)),
    }
}

/// Takes off what stands before a type's path: references, pointers, `dyn`, brackets.
fn bare_type(mut text: &str) -> &str {
    loop {
        let before = text;
        for prefix in ["&", "*const ", "*mut ", "mut ", "dyn ", "[", "("] {
            text = text.strip_prefix(prefix).unwrap_or(text);
        }
        if let Some(lifetime) = text.strip_prefix('\'') {
            text = lifetime.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').trim_start();
        }
        if let Some(bound) = text.strip_prefix("for<") {
            text = bound.get(closing(bound) + 1..).unwrap_or_default().trim_start();
        }
        if text.starts_with("fn(") || text.starts_with("unsafe ") || text.starts_with("extern ") {
            return "";
        }
        if text == before {
            return text;
        }
    }
}

/// `a::<T>::b::{closure#0}` → `a::b`; also stops at the end of a type.
fn without_arguments(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0usize;
    let mut previous = ' ';
    for c in text.chars() {
        match c {
            '<' | '{' => depth += 1,
            '>' if previous == '-' => {}
            '>' | '}' => depth = depth.saturating_sub(1),
            ' ' | ',' | ';' | ')' | ']' | '+' if depth == 0 => break,
            _ if depth == 0 => out.push(c),
            _ => {}
        }
        previous = c;
    }
    while out.contains("::::") {
        out = out.replace("::::", "::");
    }
    out.trim_end_matches("::").to_string()
}

/// Where the angle bracket that is already open closes.
fn closing(text: &str) -> usize {
    let mut depth = 0usize;
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if previous == '-' => {}
            '>' if depth == 0 => return at,
            '>' => depth -= 1,
            _ => {}
        }
        previous = c;
    }
    text.len()
}

/// Where ` as ` stands outside all brackets.
fn top_level_as(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '<' | '(' | '[' => depth += 1,
            '>' if previous == '-' => {}
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 && text[at..].starts_with(" as ") => return Some(at),
            _ => {}
        }
        previous = c;
    }
    None
}

/// Every path in the text that starts at `std`.
fn mentions(text: &str) -> Vec<String> {
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut found: Vec<String> = text
        .split(|c| !is_path(c))
        .filter(|word| word.starts_with("std::"))
        .map(|word| word.trim_end_matches(':').to_string())
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(demangled: &str, expect: Expect) {
        let shown = match read(demangled.to_string()) {
            Symbol::Rust { paths, mentions, standard, .. } => {
                let who = if standard { "standard" } else { "plugin" };
                format!("{who} {} [{}]", paths.join(" + "), mentions.join(" "))
            }
            Symbol::Raw(name) => name,
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn free_functions_lose_arguments_and_closures() {
        check("std::fs::read::inner", expect!["standard std::fs::read::inner []"]);
        check(
            "core::ptr::drop_in_place::<core::option::Option<std::fs::File>>",
            expect!["standard core::ptr::drop_in_place [std::fs::File]"],
        );
        check(
            "std::thread::lifecycle::spawn_unchecked::{closure#0}::MIN",
            expect!["standard std::thread::lifecycle::spawn_unchecked::MIN [std::thread::lifecycle::spawn_unchecked]"],
        );
        check("greet::load::<fn(u8) -> u8>::{closure#0}", expect!["plugin greet::load []"]);
    }

    #[test]
    fn methods_are_judged_by_type_and_trait() {
        check("<std::path::Path>::is_dir", expect!["standard std::path::Path::is_dir [std::path::Path]"]);
        check(
            "<alloc::string::String as std::net::socket_addr::ToSocketAddrs>::to_socket_addrs",
            expect![
                "standard std::net::socket_addr::ToSocketAddrs::to_socket_addrs + alloc::string::String [std::net::socket_addr::ToSocketAddrs]"
            ],
        );
        check(
            "<&mut std::fs::File as std::io::Read>::read",
            expect!["standard std::io::Read::read + std::fs::File [std::io::Read]"],
        );
        check(
            "<<greet::f::{closure#0}> as core::ops::function::FnOnce<()>>::call_once::{shim:vtable#0}",
            expect!["plugin core::ops::function::FnOnce::call_once + greet::f []"],
        );
        check("<(u8, greet::T) as core::fmt::Debug>::fmt", expect!["standard core::fmt::Debug::fmt + u8 []"]);
        check("<dyn core::any::Any + core::marker::Send>::is", expect!["standard core::any::Any::is []"]);
    }

    #[test]
    fn a_plugins_own_trait_makes_it_the_plugins() {
        check("<std::path::Path as greet::Probe>::probe", expect!["plugin greet::Probe::probe + std::path::Path []"]);
        check(
            "greet::<impl greet::Probe for std::path::Path>::probe",
            expect!["plugin greet::probe [std::path::Path]"],
        );
    }
}
