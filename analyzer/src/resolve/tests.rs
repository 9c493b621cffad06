//! Tests of what paths mean and by which way.

use expect_test::{Expect, expect};

use super::{Lens, Path, Query};
use crate::import::imports;
use crate::krate::ModuleId;
use crate::scope::Namespace;
use crate::{Meaning, Sources, Target, parse};

/// Resolves `path` in the module named `m`, or in the root where there is none; blocks around it hold `locals`.
#[track_caller]
fn check_in(edition: &str, library: &str, locals: &str, namespace: Namespace, path: &str, expect: &Expect) {
    let manifest = format!("[package]\nname = 'a'\nedition = '{edition}'\n[dependencies]\nsome-dep = '1'\n");
    let sources = Sources::from_files([("Cargo.toml", manifest.as_str()), ("src/lib.rs", library)]);
    let text = parse(&sources, &Target::default(), |krate, diagnostics| {
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let named = krate.module_ids().find(|id| krate.module(*id).name == "m");
        let module = named.unwrap_or(ModuleId::ROOT);
        let block: syn::File = syn::parse_str(locals).unwrap();
        let locals: Vec<_> = block
            .items
            .iter()
            .flat_map(|item| match item {
                syn::Item::Use(item) => imports(item),
                _ => Vec::new(),
            })
            .collect();
        let query = Query { module, namespace, locals: &locals, lens: Lens::AllBranches };
        let found = krate.resolve(query, &Path::of(&syn::parse_str(path).unwrap()));
        let meaning = match found.meaning {
            Meaning::Module(module) => krate.path_of(module),
            Meaning::Item(item) => format!("item {} of {}", item.index, krate.path_of(item.module)),
            Meaning::Associated(item, rest) => {
                format!("{} of item {} of {}", rest.join("::"), item.index, krate.path_of(item.module))
            }
            Meaning::External(path) => path.join("::"),
            other => format!("{other:?}"),
        };
        let steps = found.chain.iter().map(|step| match &step.span {
            Some(span) => format!("{} ({span})", step.text),
            None => format!("{} (block)", step.text),
        });
        steps.chain([meaning]).collect::<Vec<_>>().join(" -> ")
    });
    expect.assert_eq(&text.unwrap());
}

#[track_caller]
fn check(library: &str, path: &str, expect: &Expect) {
    check_in("2021", library, "", Namespace::Value, path, expect);
}

#[track_caller]
fn check_local(library: &str, locals: &str, path: &str, expect: &Expect) {
    check_in("2021", library, locals, Namespace::Value, path, expect);
}

#[track_caller]
fn check_2015(library: &str, path: &str, expect: &Expect) {
    check_in("2015", library, "", Namespace::Value, path, expect);
}

#[test]
fn follows_imports() {
    check(
        "use std::process as p;",
        "p::exit",
        &expect!["use std::process as p (src/lib.rs:1:10) -> std::process::exit"],
    );
    check(
        "use std as s; mod m { use super::s::process as p; pub use p as q; }",
        "q::exit",
        &expect![
            "use p as q (src/lib.rs:1:59) -> use super::s::process as p (src/lib.rs:1:37) -> use std as s (src/lib.rs:1:5) -> std::process::exit"
        ],
    );
    check(
        "use std::{process::{self as p, exit as leave}, fs};",
        "leave",
        &expect!["use std::process::exit as leave (src/lib.rs:1:32) -> std::process::exit"],
    );
    check("use std::{self as root};", "root::fs::read", &expect!["use std as root (src/lib.rs:1:11) -> std::fs::read"]);
    check(
        "use crate::a::b; mod a { pub mod b { pub use std::env; } }",
        "b::env::var",
        &expect!["use crate::a::b (src/lib.rs:1:15) -> use std::env (src/lib.rs:1:51) -> std::env::var"],
    );
    check("extern crate std as other;", "other::fs::read", &expect!["std::fs::read"]);
    check("mod m { } extern crate core as c;", "::c::mem::swap", &expect!["core::mem::swap"]);
    check("use some_dep::x;", "x::y", &expect!["use some_dep::x (src/lib.rs:1:15) -> some_dep::x::y"]);
    check("", "some_dep::y", &expect!["some_dep::y"]);
}

#[test]
fn follows_globs() {
    check("use std::process::*;", "exit", &expect!["use std::process::* (src/lib.rs:1:19) -> std::process::exit"]);
    check(
        "mod m { use super::*; } use std::*;",
        "process::exit",
        &expect!["use super::* (src/lib.rs:1:20) -> use std::* (src/lib.rs:1:34) -> std::process::exit"],
    );
    check(
        "mod m { use super::*; } use std::process; fn f() {}",
        "process::exit",
        &expect!["use super::* (src/lib.rs:1:20) -> use std::process (src/lib.rs:1:34) -> std::process::exit"],
    );
    check(
        "use e::E::*; mod e { pub enum E { A, B } }",
        "B",
        &expect!["use e::E::* (src/lib.rs:1:11) -> B of item 0 of crate::e"],
    );
    check(
        "mod m { use super::inner::*; } mod inner { use std::process; pub fn f() {} }",
        "process::exit",
        &expect!["Unresolved(0)"],
    );
}

#[test]
fn follows_aliases_of_types() {
    check(
        "type C = std::process::Command;",
        "C::new",
        &expect!["type C = std::process::Command (src/lib.rs:1:6) -> std::process::Command::new"],
    );
    check(
        "type A = B; type B = std::process::Command;",
        "A::new",
        &expect![
            "type A = B (src/lib.rs:1:6) -> type B = std::process::Command (src/lib.rs:1:18) -> std::process::Command::new"
        ],
    );
    check(
        "type A = B; type B = A;",
        "A::new",
        &expect!["type A = B (src/lib.rs:1:6) -> type B = A (src/lib.rs:1:18) -> new of item 0 of crate"],
    );
    check("struct S; type A = S;", "A::new", &expect!["type A = S (src/lib.rs:1:16) -> new of item 0 of crate"]);
}

#[test]
fn knows_what_needs_no_import() {
    check("", "std::fs::read", &expect!["std::fs::read"]);
    check("", "::std::fs::read", &expect!["std::fs::read"]);
    check("", "String::new", &expect!["std::string::String::new"]);
    check("", "Some", &expect!["std::option::Option::Some"]);
    check("", "u8::MAX", &expect![[r#"Primitive(["u8", "MAX"])"#]]);
    check("", "Self::new", &expect![[r#"SelfType(["new"])"#]]);
    check("", "alloc::vec::Vec", &expect!["Unresolved(0)"]);
    check("#![no_std]", "Vec::new", &expect!["Unresolved(0)"]);
    check("#![no_std]", "core::mem::swap", &expect!["core::mem::swap"]);
}

#[test]
fn what_is_defined_comes_first() {
    check("mod std { pub mod fs { pub fn read() {} } }", "std::fs::read", &expect!["item 0 of crate::std::fs"]);
    check("mod std { pub mod fs { pub fn read() {} } }", "::std::fs::read", &expect!["std::fs::read"]);
    check("use std::process; fn process() {}", "process", &expect!["item 1 of crate"]);
    check(
        "use std::process; fn process() {}",
        "process::exit",
        &expect!["use std::process (src/lib.rs:1:10) -> std::process::exit"],
    );
    check("struct String;", "String::new", &expect!["new of item 0 of crate"]);
}

#[test]
fn sees_the_imports_of_blocks() {
    check_local(
        "",
        "use std::process as p;",
        "p::exit",
        &expect!["use std::process as p (block) -> std::process::exit"],
    );
    check_local(
        "mod p {}",
        "use std::process as p;",
        "p::exit",
        &expect!["use std::process as p (block) -> std::process::exit"],
    );
    check_local(
        "",
        "use std::process as p; use p as q;",
        "q::exit",
        &expect!["use p as q (block) -> use std::process as p (block) -> std::process::exit"],
    );
    check_local("", "use std::process::*;", "exit", &expect!["use std::process::* (block) -> std::process::exit"]);
    check_local("", "use a as b; use b as a;", "a::exit", &expect!["Unresolved(0)"]);
}

#[test]
fn obeys_the_2015_edition() {
    check_2015(
        "mod m { use std::process; }",
        "process::exit",
        &expect!["use std::process (src/lib.rs:1:18) -> std::process::exit"],
    );
    check_2015(
        "mod m { mod std {} use std::process; }",
        "process::exit",
        &expect!["use std::process (src/lib.rs:1:29) -> std::process::exit"],
    );
    check_2015(
        "mod m { use a::f; } mod a { pub fn f() {} }",
        "f",
        &expect!["use a::f (src/lib.rs:1:16) -> item 0 of crate::a"],
    );
    check_2015("mod m { } mod a { pub fn f() {} }", "::a::f", &expect!["item 0 of crate::a"]);
    check_2015("mod m { } mod a { pub fn f() {} }", "a::f", &expect!["Unresolved(0)"]);
    check_2015("mod m { } ", "::std::fs::read", &expect!["std::fs::read"]);
    check_2015("mod m { pub mod n { } } pub mod n { pub fn f() {} }", "n::f", &expect!["Unresolved(1)"]);
}

#[test]
fn finds_macros() {
    let check = |library, path, expect| check_in("2021", library, "", Namespace::Macro, path, expect);
    check("macro_rules! println { () => {} }", "println", &expect!["item 0 of crate"]);
    check("", "println", &expect!["std::println"]);
    check("use some_dep::make;", "make", &expect!["use some_dep::make (src/lib.rs:1:15) -> some_dep::make"]);
    check("", "std::println", &expect!["std::println"]);
}

#[test]
fn ends_on_cycles() {
    check("use self::a as b; use self::b as a;", "a", &expect!["Unresolved(0)"]);
    check("mod m { pub use super::n::*; } mod n { pub use super::m::*; }", "x", &expect!["Unresolved(0)"]);
    check("use self::x::*; mod x { pub use super::*; }", "y::z", &expect!["Unresolved(0)"]);
    let globs: String = (0..40)
        .map(|own| {
            let uses: String = (0..40).map(|other| format!("pub use super::g{other}::*;")).collect();
            format!("pub mod g{own} {{ {uses} }}")
        })
        .collect();
    check(&globs, "g0::missing", &expect!["Unresolved(1)"]);
    let chain: String = (0..5_000).map(|number| format!("use self::u{} as u{number};", number + 1)).collect();
    check(&chain, "u0::missing", &expect!["Unresolved(0)"]);
}
