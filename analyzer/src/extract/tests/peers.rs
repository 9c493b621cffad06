//! What other tools that read Rust get wrong, each as a test. The macros among it are fixtures: `macros`,
//! `granted/macros_of_dependencies` and `granted/build_script_cfg`.

use std::collections::BTreeMap;
use std::fs;

use expect_test::expect;

use super::{check, extraction, text};
use crate::{Target, extract, load, parse};

#[test]
fn of_two_types_with_one_name_none_is_picked_at_random() {
    check(
        "pub mod a { #[derive(Clone)] pub struct Id { pub a: u8 } pub fn get() -> Id {} }
         pub mod b { pub enum Id { B } pub fn get() -> Id {} pub fn both(x: Id, y: super::a::Id) {} }
         pub use a::Id as Other; pub fn one(x: Other) {} pub fn two(x: b::Id) {}",
        &expect![[r#"
            a::get() -> Other
            b::both(x: b::Id, y: Other)
            b::get() -> b::Id
            one(x: Other)
            two(x: b::Id)
            struct Other { a: u8 }
            enum b::Id { B }
        "#]],
    );
}

#[test]
fn what_is_reexported_keeps_its_first_name_and_has_the_others() {
    check(
        "mod inner { pub fn f() {} pub const MAX: u8 = 1; pub struct S { pub x: u8 } pub mod deep { pub fn g(s: &super::S) {} } }
         pub use inner::{f as renamed, MAX as LIMIT, S as Shape, deep}; pub use inner::*; pub use dep::thing as ours;",
        &expect![[r#"
            deep::g(s: S)
            f() =renamed
            const LIMIT: u8 =MAX
            struct S { x: u8 }
            - ours: it belongs to another crate: `dep::thing`
        "#]],
    );
}

#[test]
fn an_alias_of_result_is_what_it_stands_for() {
    check(
        "pub struct Error(u8); impl std::fmt::Display for Error {}
         pub type Result<T, E = Error> = std::result::Result<T, E>; mod other { pub type Result = u8; pub type Twice<T> = super::Result<super::Result<T, u8>>; }
         pub fn a() -> Result<u8> {} pub fn b() -> Result<u8, u16> {} pub fn c() -> other::Result {} pub fn d(x: crate::Result<u8, ()>) {} pub fn e() -> other::Twice<i8> {}",
        &expect![[r#"
            a() -> Result<u8, String> !
            b() -> Result<u8, u16>
            c() -> u8
            d(x: Result<u8, ()>)
            e() -> Result<Result<i8, u8>, String> !
        "#]],
    );
}

#[test]
fn cfg_counts_on_fields_variants_arguments_and_blocks() {
    check(
        "pub struct S { #[cfg(unix)] pub x: u8, #[cfg(windows)] pub x: u16, #[cfg(not(unix))] private: u8 }
         pub enum E { A, #[cfg(windows)] B(missing::Type), #[cfg(unix)] C { #[cfg(windows)] gone: u8, here: u8 } }
         #[cfg(windows)] extern \"C\" { pub fn foreign(); }
         #[cfg(unix)] impl S { pub fn get(&self, #[cfg(windows)] a: u8, #[cfg(unix)] b: E) {} } #[cfg(windows)] impl S { pub fn get(&self) -> u16 {} }",
        &expect![[r#"
            S::get(self: S, b: E)
            enum E { A, C { here: u8 } }
            struct S { x: u8 }
        "#]],
    );
}

#[test]
fn one_unknown_type_does_not_stop_the_rest() {
    check(
        "use nowhere::Thing; use dep::prelude::*; pub fn a(x: Thing) {} pub fn b() -> Box<dyn Unknown> {} pub fn c(x: [u8; dep::N]) {} pub fn d() -> u8 {}
         pub struct S { pub x: Thing } pub fn e(x: S) {} pub fn f(x: Option<Unknown>) {}",
        &expect![[r#"
            d() -> u8
            - a: parameter `x` has type `Thing`: `dep::prelude::nowhere::Thing` is of a dependency, which is read where the policy lets it be built (`dependencies`)
            - b: the result has type `Box<dyn Unknown>`: a trait object cannot cross
            - c: parameter `x` has type `[u8; dep::N]`: the length of the array could not be worked out
            - e: parameter `x` has type `S`: field `x` of `S`: `dep::prelude::nowhere::Thing` is of a dependency, which is read where the policy lets it be built (`dependencies`)
            - f: parameter `x` has type `Option<Unknown>`: `dep::prelude::Unknown` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        "#]],
    );
}

#[test]
fn expanded_text_that_does_not_hold_what_was_written_takes_nothing_away() {
    let written = extraction("2021", &[("src/lib.rs", "pub fn a() {} make!(b);")]);
    let expanded = extraction("2021", &[("src/lib.rs", "")]);
    expect![[r#"
        a()
    "#]]
    .assert_eq(&text(&written.with_expanded(expanded)));
}

#[test]
fn looking_at_a_plugin_writes_nothing_and_needs_no_lock_file() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("src")).unwrap();
    let manifest = "[package]\nname = 'a'\n[dependencies]\nno-such-package-anywhere = '99'";
    fs::write(dir.path().join("Cargo.toml"), manifest).unwrap();
    fs::write(dir.path().join("src/lib.rs"), "pub fn a() {}").unwrap();
    let names = || {
        let entries = walkdir::WalkDir::new(dir.path()).into_iter().map(|entry| entry.unwrap());
        entries
            .map(|entry| (entry.path().to_owned(), entry.metadata().unwrap().modified().unwrap()))
            .collect::<BTreeMap<_, _>>()
    };
    let before = names();
    let sources = load(dir.path()).unwrap();
    let found = parse(&sources, &Target::default(), |krate, _| extract(krate).exports.len()).unwrap();
    assert_eq!((found, names()), (1, before));
}
