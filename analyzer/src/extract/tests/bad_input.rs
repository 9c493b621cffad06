//! Hostile and broken sources: each ends in a diagnostic or in a reason, never in a panic, a hang or an exhausted stack.
//! Links, special files and files of 50 MB are in `load/tests.rs`.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use plugwright_interface::Shape;

use super::{check, extraction};
use crate::{Sources, Target, extract, parse};

/// Shows the diagnostics of a crate, and how many functions are left.
#[track_caller]
fn diagnose(files: &[(&str, &str)], expect: &Expect) {
    let manifest = [("Cargo.toml", "[package]\nname = 'a'\nedition = '2021'")];
    let sources = Sources::from_files(manifest.into_iter().chain(files.iter().copied()));
    let shown = parse(&sources, &Target::parse("unix"), |krate, diagnostics| {
        let mut shown = String::new();
        diagnostics
            .iter()
            .for_each(|diagnostic| writeln!(shown, "{}", diagnostic.to_string().replace('\0', "\\0")).unwrap());
        writeln!(shown, "{} functions", extract(krate).exports.len()).unwrap();
        shown
    });
    expect.assert_eq(&shown.unwrap());
}

#[test]
fn ten_thousand_modules_inside_each_other() {
    let deep = format!("{}pub fn f() {{}}{}", "pub mod m { ".repeat(10_000), "}".repeat(10_000));
    diagnose(
        &[("src/lib.rs", &deep)],
        &expect![[r#"
        error[A011] src/lib.rs:1:3083: nested deeper than plugwright parses
        0 functions
    "#]],
    );
}

#[test]
fn ten_thousand_modules_in_files_that_name_each_other() {
    let files: Vec<_> = (0..10_000)
        .map(|index| (format!("src/m{index}.rs"), format!("#[path = \"m{}.rs\"] pub mod m;", index + 1)))
        .collect();
    let mut files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(("src/lib.rs", "#[path = \"m0.rs\"] pub mod m; pub fn f() {}"));
    diagnose(
        &files,
        &expect![[r#"
        error[A013] src/m127.rs:1:29: more modules than plugwright follows: 10,000 modules, 128 inside each other, 64 MiB of text
        1 functions
    "#]],
    );
}

#[test]
fn types_ten_thousand_levels_deep() {
    for (open, close) in [("Vec<", ">"), ("(", ",)"), ("&", ""), ("[", "; 1]"), ("fn(", ")")] {
        let library = format!("pub fn f(x: {}u8{}) {{}}", open.repeat(10_000), close.repeat(10_000));
        let sources = Sources::from_files([("Cargo.toml", "[package]\nname = 'a'"), ("src/lib.rs", &library)]);
        let codes = parse(&sources, &Target::default(), |_, diagnostics| {
            diagnostics.iter().map(|diagnostic| diagnostic.code.name).collect::<Vec<_>>()
        });
        assert_eq!(codes.unwrap(), ["nesting"], "{open}");
    }
}

#[test]
fn traits_far_below_each_other() {
    for (count, met) in [(17, 17), (18, 1), (1_000, 1)] {
        let mut library = format!("pub trait T0 {{ fn m(&self); }} pub fn f(x: &dyn T{}) {{}}", count - 1);
        let each = |index| format!(" pub trait T{index}: T{} {{ fn m{index}(&self); }}", index - 1);
        library.extend((1..count).map(each));
        let found = extraction("2021", &[("src/lib.rs", &library)]);
        assert_eq!(found.interface.types.len(), met, "{count}");
        let below = found.interface.implementors.get("dyn T0").map(Vec::len);
        assert_eq!(below, (met > 1).then_some(met - 1), "{count}");
    }
}

#[test]
fn aliases_and_types_that_lead_to_themselves() {
    check(
        "pub type A = B; pub type B = A; pub fn a(x: A) {} pub type C<T> = Vec<C<T>>; pub fn c(x: C<u8>) {} pub type D<T> = D<(T, T)>; pub fn d(x: D<u8>) {}
         pub struct E { pub e: F } pub struct F { pub f: Option<Box<E>> } pub fn e(x: E) {} use g as h; use h as g; pub fn g(x: h) {}
         pub trait T { type X; } impl T for E { type X = <Self as T>::X; } impl T for F { type X = Self::X; } impl F { pub fn x() -> <Self as T>::X {} }",
        &expect![[r#"
            e(x: E)
            struct E { e: F }
            struct F { f: Option<E> }
            - a: parameter `x` has type `A`: the type has no end
            - c: parameter `x` has type `C<u8>`: the type has no end
            - d: parameter `x` has type `D<u8>`: the type has no end
            - g: parameter `x` has type `h`: `h` could not be resolved
            - F::x: the result has type `<Self as T>::X`: the type has no end
        "#]],
    );
}

#[test]
fn paths_that_leave_the_folder() {
    diagnose(
        &[(
            "src/lib.rs",
            "#[path = \"../../outside.rs\"] mod a; #[path = \"/etc/passwd\"] mod b; include!(\"../../../x.rs\"); #[path = \"..\\\\..\\\\x.rs\"] mod c;",
        )],
        &expect![[r#"
            error[A007] src/lib.rs:1:77: the path `../../../x.rs` leads out of the plugin's folder
            error[A007] src/lib.rs:1:34: the path `../../outside.rs` leads out of the plugin's folder
            error[A007] src/lib.rs:1:65: the path `/etc/passwd` leads out of the plugin's folder
            error[A004] src/lib.rs:1:124: the module `src/..\\..\\x.rs` has no file
            0 functions
        "#]],
    );
}

#[test]
fn names_with_zero_bytes() {
    diagnose(
        &[
            ("src/lib.rs", "#[path = \"a\\0b.rs\"] mod a; include!(\"\\0\"); pub fn f() {}"),
            ("src/a\0b.rs", "pub fn g() {}"),
        ],
        &expect![[r#"
            error[A004] src/lib.rs:1:37: the included file `src/\0` does not exist
            1 functions
        "#]],
    );
    diagnose(
        &[("src/lib.rs", "pub fn a\0b() {}")],
        &expect![[r#"
        error[A010] src/lib.rs:1:9: no Rust token starts here
        0 functions
    "#]],
    );
}

#[test]
fn mixed_line_ends_and_a_byte_order_mark() {
    check(
        "\u{feff}//! Docs.\r\n#![allow(unused)]\r\n/// One\r\n/// two.\npub fn a() {}\r\n\r\n/** Block\r\n   more */ pub fn b() {}\rpub fn c(x: Missing) {}",
        &expect![[r#"
            a()
            b()
            - c: parameter `x` has type `Missing`: `Missing` could not be resolved
        "#]],
    );
}

#[test]
fn texts_that_are_no_rust() {
    for text in [
        "pub fn",
        "\"",
        "'",
        "/*",
        "r#\"",
        "}",
        "((((",
        "pub fn f() { '\\u{110000}' }",
        "#!",
        "#![",
        "\u{200f}\u{202e}",
        "a!{",
    ] {
        let sources = Sources::from_files([("Cargo.toml", "[package]\nname = 'a'"), ("src/lib.rs", text)]);
        let found = parse(&sources, &Target::default(), |krate, _| extract(krate).exports.len());
        assert_eq!(found.unwrap(), 0, "{text}");
    }
}

/// Each `impl` held against each type would be four million of them.
#[test]
fn many_types_have_one_trait() {
    let types = (0..2_000).map(|number| {
        let visibility = if number % 2 == 0 { "pub" } else { "" };
        format!("pub struct S{number} {{ {visibility} side: u8 }} impl Shape for S{number} {{ fn area(&self) {{}} }}\n")
    });
    let uses = (0..2_000).map(|number| format!("pub fn f{number}() -> S{number} {{}}\n"));
    let library: String = types.chain(uses).collect();
    let library = format!("pub trait Shape {{ fn area(&self); }} pub fn area_of(shape: &dyn Shape) {{}}\n{library}");
    let interface = extraction("2021", &[("src/lib.rs", &library)]).interface;
    let stays: Vec<_> =
        interface.types.iter().filter(|ty| ty.path.starts_with('S') && ty.shape == Shape::Opaque).collect();
    assert_eq!(stays.len(), 1_000);
    assert!(interface.implementors["dyn Shape"].iter().eq(stays.iter().map(|ty| &ty.path)));
    assert_eq!(interface.functions.iter().filter(|function| function.path.starts_with("Shape::of::<")).count(), 1_000);
}
