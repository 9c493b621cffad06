//! Items of the standard library: which are free, and which need a grant. The tables are by public path, one in the file
//! of each rule; what code calls the items does not matter, the name table finds them.

use std::collections::BTreeSet;

use super::s::{
    s02a_backtrace, s02b_path_io, s020_api_process, s021_api_fs, s022_api_net, s023_api_env, s024_api_thread,
    s025_api_os, s026_api_stdio, s027_api_alloc, s028_api_arch, s029_panic_hook, s034_unresolved,
};
use super::{Findings, Rule, Subject};
use crate::scan::names::Meaning;
use crate::scan::{PathUse, Role};
use crate::{Capability, Policy};

/// How an item stands with the rule in whose table it is.
#[derive(Clone, Copy)]
pub(crate) enum Standing {
    /// Computes only.
    Free,
    /// Needs a grant that lifts the rule.
    Denied,
    /// Denied by a rule that other grants lift here.
    Lent(&'static [Capability]),
    /// Denied, except for what a longer entry frees; to import it as a whole is no harm.
    Door,
}

use Standing::{Denied, Door, Free, Lent};

/// The longest entry of whole segments decides.
const TABLES: &[(&Rule, &[(&str, Standing)])] = &[
    (&s020_api_process::RULE, s020_api_process::ITEMS),
    (&s021_api_fs::RULE, s021_api_fs::ITEMS),
    (&s022_api_net::RULE, s022_api_net::ITEMS),
    (&s023_api_env::RULE, s023_api_env::ITEMS),
    (&s024_api_thread::RULE, s024_api_thread::ITEMS),
    (&s025_api_os::RULE, s025_api_os::ITEMS),
    (&s026_api_stdio::RULE, s026_api_stdio::ITEMS),
    (&s027_api_alloc::RULE, s027_api_alloc::ITEMS),
    (&s028_api_arch::RULE, s028_api_arch::ITEMS),
    (&s029_panic_hook::RULE, s029_panic_hook::ITEMS),
    (&s02a_backtrace::RULE, s02a_backtrace::ITEMS),
    (&s02b_path_io::RULE, s02b_path_io::ITEMS),
];

/// Modules and macros that compute only, or whose exceptions stand above.
const PURE: &[&str] = &[
    "any",
    "array",
    "ascii",
    "assert_matches",
    "async_iter",
    "bool",
    "borrow",
    "boxed",
    "cell",
    "char",
    "clone",
    "cmp",
    "collections",
    "convert",
    "default",
    "error",
    "f32",
    "f64",
    "ffi",
    "fmt",
    "future",
    "hash",
    "hint",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "io",
    "iter",
    "marker",
    "mem",
    "num",
    "ops",
    "option",
    "panic",
    "path",
    "pin",
    "prelude",
    "primitive",
    "ptr",
    "range",
    "rc",
    "result",
    "slice",
    "str",
    "string",
    "sync",
    "task",
    "time",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "vec",
];

/// Judges every path of the source.
pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for used in subject.scan.paths.iter().filter(|used| used.role != Role::Open) {
        for meaning in subject.scan.names.meanings(&used.written) {
            judge(subject, used, &meaning, findings);
        }
    }
}

fn judge(subject: &Subject<'_>, used: &PathUse, meaning: &Meaning, findings: &mut Findings<'_>) {
    let path = below_root(&meaning.path);
    if path.is_empty() || findings.policy().allows_item(&meaning.path.join("::")) {
        return;
    }
    let alone = used.written.segments.len() == 1 && used.role == Role::Mention;
    let (rule, lifted_by) = match standing(&path) {
        // Of what is made by a function, only the type of paths is certain enough.
        entry if used.role == Role::Made && entry.as_ref().is_none_or(|entry| !asks_system(entry)) => return,
        None if alone => return,
        None => (&s034_unresolved::RULE, s034_unresolved::RULE.lifted_by),
        Some(Entry { rule, standing, is_whole }) => match (standing, &used.role) {
            (Free, _) => return,
            (Lent(lifted_by), _) => (rule, lifted_by),
            (Door, Role::Import { .. }) if is_whole => return,
            // A word that an import shares with a variable; the macro rules look at those.
            (Door, Role::Mention) if is_whole && (alone || !used.place.in_macro) => return,
            (Denied | Door, _) => (rule, rule.lifted_by),
        },
    };
    let message = describe(used, meaning);
    if let Some(diagnostic) = findings.report_unless(rule, lifted_by, subject.scan.span(&used.place), message) {
        diagnostic.notes.extend(meaning.via.iter().cloned());
    }
}

fn asks_system(entry: &Entry) -> bool {
    std::ptr::eq(entry.rule, &s02b_path_io::RULE)
}

fn describe(used: &PathUse, meaning: &Meaning) -> String {
    let full = meaning.path.join("::");
    let written = used.written.segments.join("::");
    match &used.role {
        Role::Glob => format!("imports everything of `{full}`"),
        Role::Import { .. } => format!("imports `{full}`"),
        _ if written != full && used.written.segments.len() > 1 => format!("`{written}` is `{full}`"),
        _ => format!("uses `{full}`"),
    }
}

/// Takes off the root, so that `core::fmt` and `alloc::fmt` are `fmt`, and a prelude, which holds items of elsewhere.
fn below_root(path: &[String]) -> Vec<&str> {
    let path: Vec<&str> = path.iter().skip(1).map(String::as_str).filter(|segment| *segment != "self").collect();
    match path.as_slice() {
        ["prelude", _, item @ ..] if item.len() == 1 => item.to_vec(),
        _ => path,
    }
}

/// The entry of a table that decides about a path.
struct Entry {
    rule: &'static Rule,
    standing: Standing,
    /// The path is the very entry, not something below it.
    is_whole: bool,
}

/// How a path stands; nothing where no table names it.
fn standing(path: &[&str]) -> Option<Entry> {
    if let ["path", "Path" | "PathBuf", method] = path
        && s02b_path_io::METHODS.contains(method)
    {
        return Some(Entry { rule: &s02b_path_io::RULE, standing: Denied, is_whole: true });
    }
    for length in (1..=path.len()).rev() {
        let prefix = path[..length].join("::");
        for (rule, table) in TABLES {
            if let Some((_, standing)) = table.iter().find(|(listed, _)| *listed == prefix) {
                return Some(Entry { rule, standing: *standing, is_whole: length == path.len() });
            }
        }
    }
    let first = path[0];
    let known = PURE.contains(&first) || path.len() == 1 && (is_prelude(first) || super::macros::is_builtin(first));
    known.then_some(Entry { rule: &s034_unresolved::RULE, standing: Free, is_whole: true })
}

/// Names that a prelude holds besides macros.
fn is_prelude(name: &str) -> bool {
    matches!(
        name,
        "AsMut"
            | "AsRef"
            | "Box"
            | "Clone"
            | "Copy"
            | "Debug"
            | "Default"
            | "DoubleEndedIterator"
            | "Drop"
            | "Eq"
            | "Err"
            | "ExactSizeIterator"
            | "Extend"
            | "Fn"
            | "FnMut"
            | "FnOnce"
            | "From"
            | "FromIterator"
            | "Hash"
            | "Into"
            | "IntoIterator"
            | "Iterator"
            | "None"
            | "Ok"
            | "Option"
            | "Ord"
            | "PartialEq"
            | "PartialOrd"
            | "Result"
            | "Send"
            | "Sized"
            | "Some"
            | "String"
            | "Sync"
            | "ToOwned"
            | "ToString"
            | "TryFrom"
            | "TryInto"
            | "Unpin"
            | "Vec"
            | "drop"
            | "derive"
            | "test"
            | "Future"
            | "IntoFuture"
            | "AsyncFn"
            | "AsyncFnMut"
            | "AsyncFnOnce"
    )
}

/// Whether the path is a root or leads to things that need a grant, so that a macro could go on with it.
pub(crate) fn opens_more(path: &[String]) -> bool {
    let below = below_root(path);
    match below.as_slice() {
        [] | ["io" | "panic" | "path"] | ["path", "Path" | "PathBuf"] => true,
        _ => standing(&below).is_some_and(|entry| !matches!(entry.standing, Free)),
    }
}

/// Whether what needs a grant that there is not can be put together from the path and the words.
pub(crate) fn completes(path: &[String], words: &BTreeSet<&str>, policy: &Policy) -> bool {
    let below = below_root(path);
    let listed =
        TABLES.iter().flat_map(|(rule, table)| table.iter().map(move |(item, standing)| (rule, item, standing)));
    let denied = listed.filter(|(rule, _, standing)| match standing {
        Free => false,
        Lent(lifted_by) => !policy.allows_any(lifted_by),
        Denied | Door => !policy.allows_any(rule.lifted_by),
    });
    let in_tables = denied.map(|(_, item, _)| item.split("::").collect::<Vec<_>>());
    let methods = s02b_path_io::METHODS.iter().flat_map(|name| ["Path", "PathBuf"].map(|ty| vec!["path", ty, name]));
    let methods = methods.filter(|_| !policy.allows_any(s02b_path_io::RULE.lifted_by));
    let unlisted = UNLISTED.iter().map(|module| vec![*module]);
    let mut denied = in_tables.chain(methods).chain(unlisted);
    denied.any(|item| {
        let left = item.strip_prefix(below.as_slice());
        left.is_some_and(|left| left.iter().all(|segment| words.contains(segment)))
    })
}

/// Modules of the standard library's own that no table names.
const UNLISTED: &[&str] = &["intrinsics", "panicking", "rt", "sys"];

/// The grants that the whole item needs, if it needs any.
pub(crate) fn needed(path: &[String]) -> Option<&'static [Capability]> {
    let below = below_root(path);
    let entry = if below.is_empty() { None } else { standing(&below) }?;
    match entry.standing {
        Free => None,
        Lent(lifted_by) => Some(lifted_by),
        Denied | Door => Some(entry.rule.lifted_by),
    }
}
