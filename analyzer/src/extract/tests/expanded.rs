//! Tests of how an expanded crate completes what the author wrote.

use expect_test::{Expect, expect};

use super::{extraction, text};

/// Lists what both sources give together, with the line that each function is said to stand in. The markers around what
/// macros made are written `<0:` and `:0>`.
#[track_caller]
fn check(written: &str, expanded: &str, expect: &Expect) {
    let extract = |library| extraction("2021", &[("src/lib.rs", library)]);
    let expanded: String = (0..5).fold(expanded.to_owned(), |text, number| {
        let text = text.replace(&format!("<{number}:"), &format!("const __plugwright_call_{number}: () = ();"));
        text.replace(&format!(":{number}>"), &format!("const __plugwright_done_{number}: () = ();"))
    });
    let all = extract(written).with_expanded(extract(&expanded));
    let lines = all.exports.iter().map(|export| &export.span).chain(all.skipped.iter().map(|skipped| &skipped.span));
    let lines: Vec<_> = lines.map(|span| span.start.line.to_string()).collect();
    expect.assert_eq(&format!("{}lines {}\n", text(&all), lines.join(" ")));
}

#[test]
fn what_macros_make_is_added() {
    check(
        "pub fn b() {}\nmake!(a c);\npub fn generic<T>() {}\npub fn takes(x: Made) {}",
        "\n\n\n\n\n\npub fn b() {} <0: pub fn a() {} pub fn c(x: &Made) {} pub fn made<T>() {}
         pub struct Made { pub x: u8 } impl Made { pub fn get(&self) {} } pub struct Unused; :0> pub fn generic<T>() {} pub fn takes(x: Made) {}",
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
fn of_several_calls_the_innermost_is_named() {
    check(
        "pub fn b() {}\nmake!(a);\nimpl S {\nmake!(c);\nother!(); }\npub struct S;",
        "pub fn b() {} <0: pub fn a() {} pub mod m { pub fn d() {} } :0> impl S { <1: pub fn c() {} :1> <2: :2> } pub struct S; pub fn nobody() {}",
        &expect![[r#"
            S::c()
            a()
            b()
            m::d()
            nobody()
            lines 4 2 1 2 1
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

#[test]
fn marks_stand_around_whole_calls() {
    let text = "\u{feff}/// ä\nmake!(1); pub fn f() { make!() }\r\n#[cfg(unix)]\ndep::ß! { }\nimpl S { a!{} }\nmacro_rules! m { () => {} }";
    let extraction = extraction("2021", &[("src/lib.rs", text)]);
    let marked = extraction.marked("src/lib.rs", text);
    expect![[r#"
        ﻿const __plugwright_call_0: () = (); /// ä
        make!(1); const __plugwright_done_0: () = (); pub fn f() { make!() }␍
        const __plugwright_call_1: () = (); #[cfg(unix)]
        dep::ß! { } const __plugwright_done_1: () = ();
        impl S { a!{} }
        macro_rules! m { () => {} }"#]]
    .assert_eq(&marked.replace('\r', "␍"));
    assert_eq!(extraction.marked("src/other.rs", text), text);
    let other = "make!();\n\nx!();";
    let extraction = self::extraction("2021", &[("src/lib.rs", other)]);
    assert_eq!(extraction.marked("src/lib.rs", "short"), "short");
}
