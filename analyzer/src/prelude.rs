//! Names that every module sees without importing them, and the real paths of the standard library's re-exports.

use crate::scope::Namespace;

/// Prelude names of the type namespace with the module that defines each.
const TYPES: &[(&str, &[&str])] = &[
    ("marker", &["Copy", "Send", "Sized", "Sync", "Unpin"]),
    ("ops", &["Drop", "Fn", "FnMut", "FnOnce", "AsyncFn", "AsyncFnMut", "AsyncFnOnce"]),
    ("boxed", &["Box"]),
    ("borrow", &["ToOwned"]),
    ("clone", &["Clone"]),
    ("cmp", &["PartialEq", "PartialOrd", "Eq", "Ord"]),
    ("convert", &["AsRef", "AsMut", "Into", "From", "TryFrom", "TryInto"]),
    ("default", &["Default"]),
    ("iter", &["Iterator", "Extend", "IntoIterator", "DoubleEndedIterator", "ExactSizeIterator", "FromIterator"]),
    ("option", &["Option"]),
    ("result", &["Result"]),
    ("string", &["String", "ToString"]),
    ("vec", &["Vec"]),
    ("fmt", &["Debug"]),
    ("hash", &["Hash"]),
    ("future", &["Future", "IntoFuture"]),
];

/// Prelude names of the value namespace.
const VALUES: &[(&[&str], &[&str])] = &[
    (&["mem"], &["drop", "size_of", "size_of_val", "align_of", "align_of_val"]),
    (&["option", "Option"], &["Some", "None"]),
    (&["result", "Result"], &["Ok", "Err"]),
];

const PRIMITIVES: &[&str] = &[
    "bool", "char", "str", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize",
    "f32", "f64",
];

const MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "cfg",
    "column",
    "compile_error",
    "concat",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "env",
    "eprint",
    "eprintln",
    "file",
    "format",
    "format_args",
    "include",
    "include_bytes",
    "include_str",
    "is_x86_feature_detected",
    "line",
    "matches",
    "module_path",
    "option_env",
    "panic",
    "print",
    "println",
    "stringify",
    "thread_local",
    "todo",
    "try",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Parts of the prelude that only `std`, not `core`, brings in.
const NEEDS_STD: &[&str] = &["Box", "ToOwned", "String", "ToString", "Vec"];

/// Modules of `std` that define a type with the name of another one in the prelude.
const SHADOWING: &[(&str, &str)] = &[("io", "Result"), ("fmt", "Result"), ("thread", "Result")];

/// The full path of a prelude name.
pub(crate) fn lookup(name: &str, namespace: Namespace, no_std: bool) -> Option<Vec<String>> {
    if no_std && NEEDS_STD.contains(&name) {
        return None;
    }
    let path = match namespace {
        Namespace::Type => {
            let (module, _) = TYPES.iter().find(|(_, names)| names.contains(&name))?;
            vec!["std", module, name]
        }
        Namespace::Value => {
            let (module, _) = VALUES.iter().find(|(_, names)| names.contains(&name))?;
            std::iter::once("std").chain(module.iter().copied()).chain([name]).collect()
        }
        Namespace::Macro => return None,
    };
    Some(path.into_iter().map(str::to_owned).collect())
}

/// Whether the language itself defines a type of that name.
pub(crate) fn is_primitive(name: &str) -> bool {
    PRIMITIVES.contains(&name)
}

/// Whether every module sees a macro of that name.
pub(crate) fn is_std_macro(name: &str) -> bool {
    MACROS.contains(&name)
}

/// Whether the crate of that name belongs to the standard library.
pub(crate) fn is_std(krate: &str) -> bool {
    matches!(krate, "std" | "core" | "alloc")
}

/// Whether `use module::*` of a standard module replaces the prelude's `name`.
pub(crate) fn glob_shadows(module: &[String], name: &str) -> bool {
    matches!(module, [krate, module] if is_std(krate) && SHADOWING.contains(&(module.as_str(), name)))
}

/// The path by which this crate knows something of the standard library, whichever of its names was used: in `std`, and
/// where it is defined.
pub(crate) fn real_path(path: &[String]) -> Vec<&str> {
    let mut parts: Vec<_> = path.iter().map(String::as_str).collect();
    if let Some(first) = parts.first_mut().filter(|first| is_std(first)) {
        *first = "std";
    }
    match parts.as_slice() {
        ["std", "primitive", name] if is_primitive(name) => vec![name],
        ["std", "prelude", _, name] => match lookup(name, Namespace::Type, false) {
            Some(found) => {
                let module = TYPES.iter().find(|(module, _)| found[1] == *module).map_or("", |(module, _)| module);
                vec!["std", module, name]
            }
            None => parts,
        },
        _ => parts,
    }
}
