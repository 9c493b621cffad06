//! Tests of names: which item one means, and which names an item has.

use expect_test::expect;

use super::{check, check_files};
use crate::{Sources, Target, extract, parse};

#[test]
fn sees_through_aliases() {
    check(
        "mod error { pub struct Error; impl std::fmt::Display for Error {} }
         use error::Error;
         type Result<T, E = Error> = std::result::Result<T, E>;
         type Text<'a> = &'a str; type Str = str; type Pair<A, B = u8> = (A, B); type Twice<T> = Pair<T, T>;
         const LEN: usize = 2 + 2; type Bytes<const N: usize> = [u8; N]; type Bytes8 = Bytes<{ LEN * 2 }>;
         pub fn a() -> Result<u8> {} pub fn b() -> Result<u8, u16> {} pub fn c(x: Text<'_>, y: &Str) {}
         pub fn d(x: Pair<u8>, y: Twice<Option<bool>>) -> Bytes8 {} pub fn e(x: Bytes<LEN>, y: [u8; 0x10]) {}
         type A = B; type B = A; pub fn f(x: A, y: &A) {}
         type L<T> = L<Option<T>>; pub fn g(x: L<u8>) {}
         type D0<T> = (T, T); type D1<T> = D0<D0<D0<T>>>; type D2<T> = D1<D1<D1<T>>>; pub fn h(x: D2<D2<u8>>) {}
         const X: usize = Y; const Y: usize = X; pub fn i(x: [u8; X]) {}
         const Z: usize = Z0 + Z0; const Z0: usize = Z1 + Z1; const Z1: usize = usize::MAX; pub fn j(x: [u8; Z]) {}",
        &expect![[r#"
            a() -> Result<u8, String> !
            b() -> Result<u8, u16>
            c(x: &str, y: &str)
            d(x: (u8, u8), y: (Option<bool>, Option<bool>)) -> [u8; 8]
            e(x: [u8; 4], y: [u8; 16])
            - f: parameter `x` has type `A`: the type has no end
            - g: parameter `x` has type `L<u8>`: the type has no end
            - h: parameter `x` has type `D2<D2<u8>>`: the type has no end
            - i: parameter `x` has type `[u8; X]`: the length of the array could not be worked out
            - j: parameter `x` has type `[u8; Z]`: the length of the array could not be worked out
        "#]],
    );
}

#[test]
fn local_names_shadow_the_prelude() {
    check(
        "pub enum Result { A } pub struct String; pub mod str {} pub mod u8 {}
         pub fn a() -> Result {} pub fn b() -> String {} pub fn c(x: &str, y: u8) -> std::string::String {}
         pub mod inner { pub fn d() -> Result<(), ()> {} pub fn e() -> String {} type Vec = u16; pub fn f(x: Vec) {} }
         pub mod globs { use super::*; pub fn g() -> Result {} pub fn h(x: Option<bool>) {} }
         pub mod formatting { use std::fmt::*; pub fn i() -> Result {} }
         pub mod primitive { type u32 = bool; pub fn j(x: u32) {} }
         pub mod dependency { use dep::prelude::*; pub fn k() -> Result<u8> {} pub fn l() -> Vec<u8> {} pub fn m() -> Result<u8, ()> {} }",
        &expect![[r#"
            a() -> Result
            b() -> String
            c(x: &str, y: u8) -> String
            dependency::l() -> Vec<u8>
            dependency::m() -> Result<u8, ()>
            formatting::i() -> Result<(), String> !
            globs::g() -> Result
            globs::h(x: Option<bool>)
            inner::d() -> Result<(), ()>
            inner::e() -> String
            inner::f(x: u16)
            primitive::j(x: bool)
            enum Result { A }
            struct String
            - dependency::k: the result has type `Result<u8>`: the name may come from `use dep::prelude::*`
        "#]],
    );
}

#[test]
fn the_shortest_public_path_names_a_function() {
    check(
        "mod hidden { pub fn a() {} pub fn b() {} pub(crate) fn c() {} pub fn private_one() {} }
         pub use hidden::a; pub use hidden::{b as renamed, c};
         pub mod deep { pub mod er { pub fn d() {} pub fn r#match() {} } pub use self::er::d; pub use super::hidden::a; }
         pub mod prelude { pub use super::*; pub use crate::deep::er as other; }
         pub(crate) mod visible { pub fn e() {} } mod globbed { pub fn f() {} pub fn shadowed() {} } pub use globbed::*;
         pub fn shadowed() {}
         pub use std::mem::swap; pub use dep::thing; pub use dep::Type; pub use dep;
         fn private() {}",
        &expect![[r#"
            a() =deep::a =prelude::a =prelude::deep::a
            c() =prelude::c
            deep::d() =deep::er::d =prelude::other::d =prelude::deep::d =prelude::deep::er::d
            deep::er::match() =prelude::other::match =prelude::deep::er::match
            f() =prelude::f
            renamed() =prelude::renamed
            shadowed() =prelude::shadowed
            - thing: it belongs to another crate: `dep::thing`
        "#]],
    );
}

#[test]
fn ends_cycles_of_names() {
    check(
        "pub use self::a::*; pub mod a { pub use super::b::*; pub use super::*; pub fn f() {} } pub mod b { pub use super::a::*; pub use self::c as d; pub use self::d as c; }
         pub use crate as me; pub use self::me as myself;
         pub fn g(x: me::c, y: b::c) {}",
        &expect![[r#"
            f() =a::f =b::f =b::a::f =a::b::f
            - g: parameter `x` has type `me::c`: `me::c` could not be resolved
        "#]],
    );
}

#[test]
fn globs_that_multiply_end() {
    let module = |own: usize| {
        let uses: String = (0..60).map(|other| format!("pub use super::g{other}::*;")).collect();
        format!("pub mod g{own} {{ {uses} pub fn f{own}() {{}} }}")
    };
    let library: String = (0..60).map(module).collect();
    let sources =
        Sources::from_files([("Cargo.toml", "[package]\nname = 'a'\nedition = '2021'"), ("src/lib.rs", &library)]);
    let extraction = parse(&sources, &Target::default(), |krate, _| extract(krate)).unwrap();
    assert_eq!(extraction.interface.functions.len(), 60);
}

#[test]
fn edition_2015_counts_imports_from_the_root() {
    let files = [(
        "src/lib.rs",
        "extern crate dep as d; extern crate alloc; mod t { pub type T = u8; }
         pub mod m { use t::T; use std::string::String as Text; use d::Thing; use alloc::vec::Vec; pub fn a(x: T) -> Text {} pub fn b(x: ::t::T, y: ::std::option::Option<T>) -> Vec<u8> {}
           pub fn c(x: Thing) {} pub mod t { pub type T = bool; } pub fn d(x: t::T, y: std::vec::Vec<u8>) {} }",
    )];
    check_files(
        "2015",
        &files,
        &expect![[r#"
            m::a(x: u8) -> String
            m::b(x: u8, y: Option<u8>) -> Vec<u8>
            m::d(x: bool, y: Vec<u8>)
            - m::c: parameter `x` has type `Thing`: `dep::Thing` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        "#]],
    );
}

#[test]
fn two_types_of_one_name_stay_apart() {
    check(
        "pub mod a { pub struct Id; pub fn make() -> Id {} impl std::fmt::Display for Id {} } pub mod b { pub type Id = u32; pub fn make() -> Id {} }
         pub use b::Id; pub fn take(x: Id) {} pub fn other(x: a::Id) {} pub fn fails() -> Result<(), a::Id> {}",
        &expect![[r#"
            a::make() -> a::Id
            b::make() -> u32
            fails() -> Result<(), String> !
            other(x: a::Id)
            take(x: u32)
            struct a::Id
        "#]],
    );
}

#[test]
fn edition_2015_has_names_that_became_keywords() {
    let files = [(
        "src/lib.rs",
        "pub fn async(dyn: u8) -> u8 { let try = dyn; try } pub mod await { pub fn try(async: &str) -> Dyn {} pub struct Dyn { pub async: u8, pub await: Box<dyn Fn()> } }
         pub trait Named { fn named(&self, u8) -> u8; } pub struct S { pub dyn: u8 } impl Named for S { fn named(&self, async: u8) -> u8 { async } } pub use await::try as dyn;",
    )];
    check_files(
        "2015",
        &files,
        &expect![[r#"
        S::named(self: S, async: u8) -> u8
        async(dyn: u8) -> u8
        dyn(async: &str) -> await::Dyn =await::try
        struct S { dyn: u8 }
        type await::Dyn
    "#]],
    );
}
