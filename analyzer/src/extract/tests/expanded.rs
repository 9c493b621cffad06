//! Tests of how an expanded crate completes what the author wrote.

use expect_test::{Expect, expect};

use super::{extraction, text};

/// Lists what both sources give together, with the line that each function is said to stand in.
#[track_caller]
fn check(written: &str, expanded: &str, expect: &Expect) {
    let extract = |library| extraction("2021", &[("src/lib.rs", library)]);
    let all = extract(written).with_expanded(extract(expanded));
    let lines = all.exports.iter().map(|export| &export.span).chain(all.skipped.iter().map(|skipped| &skipped.span));
    let lines: Vec<_> = lines.map(|span| span.start.line.to_string()).collect();
    expect.assert_eq(&format!("{}lines {}\n", text(&all), lines.join(" ")));
}

#[test]
fn what_macros_make_is_added() {
    check(
        "pub fn b() {}\nmake!(a c);\npub fn generic<T>() {}\npub fn takes(x: Made) {}",
        "pub fn a() {}\n\n\n\n\n\npub fn b() {} pub fn c(x: &Made) {} pub fn generic<T>() {} pub fn made<T>() {}
         pub struct Made { pub x: u8 } impl Made { pub fn get(&self) {} } pub struct Unused; pub fn takes(x: Made) {}",
        &expect![[r#"
            Made::get(self: Made)
            a()
            b()
            c(x: Made)
            takes(x: Made)
            struct Made { x: u8 }
            - made: it is generic over `T` without one obvious instance
            - generic: it is generic over `T` without one obvious instance
            lines 2 2 1 2 4 2 3
        "#]],
    );
}

#[test]
fn of_several_calls_none_is_blamed() {
    check(
        "pub fn b() {}\nmake!(a);\nmake!(c);",
        "pub fn a() {} pub fn b() {} pub fn c() {}",
        &expect![[r#"
        a()
        b()
        c()
        lines 1 1 1
    "#]],
    );
}

#[test]
fn another_name_of_what_is_known_is_not_new() {
    check(
        "pub mod m { pub fn a() {} }\nexport!(m);",
        "pub mod m { pub fn a() {} } pub use m::a;",
        &expect![[r#"
        m::a()
        lines 1
    "#]],
    );
}

#[test]
fn a_prelude_that_the_compiler_wrote_out_changes_nothing() {
    check(
        "make!();",
        "#![feature(prelude_import)]
         #[macro_use] extern crate std;
         #[prelude_import] use std::prelude::rust_2021::*;
         pub fn a(x: Option<String>, y: &[Vec<u8>]) -> Result<Box<str>, ::core::fmt::Error> { ::core::panicking::panic(\"\") }",
        &expect![[r#"
            a(x: Option<String>, y: &[Vec<u8>]) -> Result<String, String> !
            lines 1
        "#]],
    );
}
