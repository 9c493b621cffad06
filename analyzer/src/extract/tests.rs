//! Tests of what is found, under which names and with which types, from the text of a crate.

mod bad_input;
mod bounds;
mod data;
mod defaults;
mod expanded;
mod instances;
mod names;
mod packages;
mod peers;

use expect_test::{Expect, expect};

use crate::{ExportKind, Extraction, Passing, Returning, Sources, Target, extract, parse};

/// Lists functions (`~` argument of a fixed type, `@` in a place of its own, `..` an iterator, `!` error as text, `=` other names) and what is skipped.
#[track_caller]
fn check(library: &str, expect: &Expect) {
    check_files("2021", &[("src/lib.rs", library)], expect);
}

#[track_caller]
fn check_files(edition: &str, files: &[(&str, &str)], expect: &Expect) {
    expect.assert_eq(&text(&extraction(edition, files)));
}

#[track_caller]
fn extraction(edition: &str, files: &[(&str, &str)]) -> Extraction {
    let manifest = format!(
        "[package]\nname = 'a'\nversion = '1.0.0'\nedition = '{edition}'\n[dependencies]\ndep = '1'\nsdk = {{ package = 'plugwright-plugin' }}\n[features]\nextra = []\n"
    );
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let sources = Sources::from_files(files.chain([("Cargo.toml".to_owned(), manifest)]));
    let target = Target::parse("unix\ntarget_os=\"linux\"\n");
    let extraction = parse(&sources, &target, |krate, diagnostics| {
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        extract(krate)
    });
    extraction.unwrap()
}

fn text(extraction: &Extraction) -> String {
    let mut text = String::new();
    assert_eq!(extraction.exports.len(), extraction.interface.functions.len());
    for (function, export) in extraction.interface.functions.iter().zip(&extraction.exports) {
        assert_eq!(export.path.join("::").replace("r#", ""), function.path);
        assert_eq!(export.params.len(), function.params.len());
        text += &function.to_string();
        text += if export.params.contains(&Passing::Typed) { " ~" } else { "" };
        text += if export.params.contains(&Passing::Placed) { " @" } else { "" };
        text += if export.params.iter().any(|passing| matches!(passing, Passing::Iterator(_))) { " .." } else { "" };
        text += if export.result == Returning::ErrorText { " !" } else { "" };
        for alias in &function.aliases {
            text += &format!(" ={alias}");
        }
        text += "\n";
    }
    assert_eq!(extraction.constants.len(), extraction.interface.constants.len());
    for (constant, export) in extraction.interface.constants.iter().zip(&extraction.constants) {
        assert_eq!(export.path.join("::").replace("r#", ""), constant.path);
        text += &constant.to_string();
        text += if export.kind == ExportKind::Static { " &" } else { "" };
        for alias in &constant.aliases {
            text += &format!(" ={alias}");
        }
        text += "\n";
    }
    for definition in &extraction.interface.types {
        text += &format!("{definition}\n");
    }
    for skipped in &extraction.skipped {
        text += &format!("- {}: {}\n", skipped.path, skipped.reason);
    }
    text
}

#[test]
fn takes_every_type_that_crosses() {
    check(
        "use std::borrow::Cow;
         pub fn scalars(a: bool, b: i8, c: u128, d: usize, e: f32, f: char, g: ()) -> i64 { 0 }
         pub fn text(a: &str, b: String, c: Cow<'_, str>) -> &str { a }
         pub fn lists(a: &[u8], b: Vec<&str>, c: &[String], d: Cow<[u16]>, e: [u8; 4]) -> Cow<'static, [u8]> {}
         pub fn nested(a: Option<&[(&str, u8)]>, b: Result<Vec<u8>, String>) -> Vec<Option<&'static str>> {}
         pub fn tuples(a: (u8,), b: ((), (u8, &str))) -> (String, [[f64; 2]; 3]) {}
         pub fn unit() {}
         pub fn parens(a: (u8)) -> (&str) {}
         pub const fn constant(mut a: u8, (b, c): (u8, u8), _: i8) -> Result<u8, (u8, &'static str)> {}",
        &expect![[r#"
            constant(a: u8, arg1: (u8, u8), arg2: i8) -> Result<u8, (u8, String)>
            lists(a: &[u8], b: Vec<&str>, c: &[String], d: &[u16], e: [u8; 4]) -> Vec<u8>
            nested(a: Option<&[(&str, u8)]>, b: Result<Vec<u8>, String>) -> Vec<Option<String>>
            parens(a: u8) -> String
            scalars(a: bool, b: i8, c: u128, d: usize, e: f32, f: char, g: ()) -> i64
            text(a: &str, b: String, c: &str) -> String
            tuples(a: (u8,), b: ((), (u8, &str))) -> (String, [[f64; 2]; 3])
            unit()
        "#]],
    );
}

#[test]
fn an_object_of_a_type_that_is_copied_is_not_used_up() {
    check(
        "#[derive(Clone, Copy)] pub struct Index(u32); #[derive(Clone)] pub struct Once(u32);
         #[derive(Clone, Copy)] pub struct Of<T>(T, u8); pub struct Own(u32); impl Copy for Own {} impl Clone for Own { fn clone(&self) -> Own { *self } }
         impl Index { pub fn new(at: u32) -> Index {} pub fn next(self) -> Index {} pub fn before(self, other: Index, list: Vec<Index>) -> bool {} }
         pub fn once(x: Once) {} pub fn own(x: Own) {} pub fn of(x: Of<u8>) {} pub fn lent(x: &mut Index) {}
         pub trait Step { fn step(self) -> u32; } impl Step for Index { fn step(self) -> u32 {} }",
        &expect![[r#"
            Index::before(self: &Index, other: &Index, list: Vec<Index>) -> bool
            Index::new(at: u32) -> Index
            Index::next(self: &Index) -> Index
            Index::step(self: &Index) -> u32
            lent(x: &mut Index)
            type Index
            - once: parameter `x` has type `Once`: `Once` has private fields
            - own: parameter `x` has type `&Own`: `Own` has private fields
            - of: parameter `x` has type `Of<u8>`: `Of` has private fields
        "#]],
    );
}

#[test]
fn names_what_does_not_cross() {
    check(
        "pub struct S(u8); #[non_exhaustive] pub enum E { A } pub trait T {}
         pub fn a(x: S) {} pub fn b() -> Vec<E> {} pub fn c(x: &dyn T) {} pub fn d(x: &mut [u8]) {}
         pub fn e(x: &mut u8) {} pub fn f(x: std::rc::Rc<str>) {} pub fn g(x: &'static str) {} pub fn h(x: Missing) {}
         pub fn i(x: fn(u8) -> u8) {} pub fn j(x: *const u8) {} pub fn k() -> ! {} pub fn l(x: [u8; n()]) {}
         pub async fn m(x: &mut u8) {} pub unsafe fn n() {} pub extern \"C\" fn o() {} pub fn p(x: std::time::Instant) {}
         pub fn q() -> Option<Result<u8, E>> {} pub fn r() -> Result<u8, E> {} pub fn s(x: str) {}
         pub fn t(x: (u8,u8,u8,u8,u8,u8,u8,u8,u8,u8,u8,u8,u8)) {} pub fn u(x: std::borrow::Cow<'static, str>) {}
         pub fn v() -> impl Iterator<Item = u8> {} pub fn w() -> Box<dyn Fn()> {} pub fn x(x: m!()) {} pub fn y() -> <u8 as T>::X {}
         extern \"C\" { pub fn z(); }",
        &expect![[r#"
            b() -> Vec<E>
            d(x: &mut [u8])
            e(x: &mut u8)
            f(x: String)
            q() -> Option<Result<u8, E>>
            r() -> Result<u8, E>
            v() -> impl Iterator<Item = u8>
            w() -> Box<dyn Fn()>
            w::call(self: &dyn Fn()) ~
            enum E { A }
            type dyn Fn()
            - a: parameter `x` has type `S`: `S` has private fields
            - c: parameter `x` has type `&dyn T`: nothing gives an object of this trait, and closures cannot make one
            - g: parameter `x` has type `&'static str`: a borrowed argument does not last for `'static`
            - h: parameter `x` has type `Missing`: `Missing` could not be resolved
            - i: parameter `x` has type `fn(u8) -> u8`: a function pointer cannot cross
            - j: parameter `x` has type `*const u8`: a raw pointer cannot cross
            - k: it never returns
            - l: parameter `x` has type `[u8; n()]`: the length of the array could not be worked out
            - m: it is async, so what it makes of `x` would go back before it is made; it may take and return the value
            - n: it is unsafe to call
            - o: it is an extern function
            - p: parameter `x` has type `std::time::Instant`: a reading of the plugin's clock cannot cross
            - s: parameter `x` has type `str`: text without a reference cannot cross
            - t: parameter `x` has type `(u8,u8,u8,u8,u8,u8,u8,u8,u8,u8,u8,u8,u8)`: a tuple has at most 12 elements
            - u: parameter `x` has type `std::borrow::Cow<'static, str>`: a borrowed argument does not last for `'static`
            - x: parameter `x` has type `m!()`: a type made by a macro cannot cross
            - y: the result has type `<u8 as T>::X`: an associated type cannot cross
            - z: it is an extern function
        "#]],
    );
}

#[test]
fn errors_cross_as_text_where_they_have_one() {
    check(
        "use std::fmt; use std::error::Error as StdError;
         pub struct WithText; impl fmt::Display for WithText {}
         #[derive(Debug, thiserror::Error)] pub enum Derived { A }
         #[non_exhaustive] pub struct Without;
         pub fn a() -> Result<u8, WithText> {} pub fn b() -> Result<u8, Derived> {} pub fn c() -> Result<u8, Without> {}
         pub fn d() -> Result<u8, Box<dyn StdError + Send>> {} pub fn e() -> Result<u8, std::num::ParseIntError> {}
         pub fn f() -> std::io::Result<Vec<u8>> {} pub fn g() -> fmt::Result {} pub fn h() -> Result<u8, dep::Error> {}
         pub fn i() -> Result<u8, &'static str> {} pub fn j() -> Result<(), ()> {} pub fn k(x: std::io::Result<u8>) {}",
        &expect![[r#"
            a() -> Result<u8, String> !
            b() -> Result<u8, String> !
            c() -> Result<u8, Without>
            d() -> Result<u8, String> !
            e() -> Result<u8, String> !
            f() -> Result<Vec<u8>, String> !
            g() -> Result<(), String> !
            h() -> Result<u8, String> !
            i() -> Result<u8, String>
            j() -> Result<(), ()>
            type Without
            - k: parameter `x` has type `std::io::Result<u8>`: the error `std::io::Result` of a `Result` inside another type cannot cross
        "#]],
    );
}

#[test]
fn takes_associated_functions_without_self() {
    check(
        "pub struct P<'a> { x: &'a u8 } struct Hidden; pub struct G<T>(T); pub type Alias = P<'static>;
         impl<'a> P<'a> { pub fn len(x: &str) -> usize { 0 } pub fn new() -> Self {} pub fn get(&self) -> u8 {} fn own() {} pub(crate) fn half() {} }
         impl Hidden { pub fn f() {} } impl<T> G<T> { pub fn f() {} } impl std::str::FromStr for P<'_> { fn from_str(x: &str) {} }
         mod elsewhere { impl crate::Alias { pub fn far() -> u8 { 0 } } }
         pub mod again { pub use super::P as Q; }
         impl P<'_> { make!(); #[cfg(windows)] pub fn windows() {} #[cfg(unix)] pub fn unix(#[cfg(windows)] x: u8, #[cfg(unix)] y: u16) {} }",
        &expect![[r#"
            P::far() -> u8 =again::Q::far
            P::from_str(x: &str) =again::Q::from_str
            P::len(x: &str) -> usize =again::Q::len
            P::unix(y: u16) =again::Q::unix
            - P::new: the result has type `Self`: `P` has a lifetime
            - P::get: it takes `&self`: `P` has a lifetime
            - G::f: it is generic over `T` without one obvious instance
            - make!: what this macro makes cannot be seen in the source
        "#]],
    );
}

#[test]
fn obeys_cfg() {
    check(
        "#[cfg(unix)] pub fn here() {} #[cfg(windows)] pub fn gone() {} #[cfg(unix)] pub fn both() -> u8 {} #[cfg(not(unix))] pub fn both() -> u16 {}
         #[cfg(feature = \"extra\")] use missing::Vec; pub fn prelude(x: Vec<u8>) {}
         #[cfg_attr(unix, cfg(windows))] pub fn never() {} #[cfg(windows)] pub mod w { pub fn f() {} } #[cfg(all(unix, not(feature = \"extra\")))] pub mod u { pub fn f() {} }",
        &expect![[r#"
            both() -> u8
            here()
            prelude(x: Vec<u8>)
            u::f()
        "#]],
    );
}

#[test]
fn reports_macros_that_may_hide_functions() {
    check(
        "macro_rules! make { () => {} } make!(); mod inner { dep::generate! { x } } thread_local! { static X: u8 = 0; }
         #[cfg(windows)] make!(); #[macro_use] mod m { macro_rules! thread_local { () => {} } }",
        &expect![[r#"
            - make!: what this macro makes cannot be seen in the source
            - dep::generate!: what this macro makes cannot be seen in the source
            - thread_local!: what this macro makes cannot be seen in the source
        "#]],
    );
}

#[test]
fn takes_constants() {
    check(
        "pub const A: &str = \"a\"; pub static B: [Vec<u8>; 2] = []; const HIDDEN: u8 = 1; #[cfg(windows)] pub const W: u8 = 1;
         pub mod m { pub const C: super::P = super::P { x: 1 }; pub use super::A as again; } pub use m::C;
         #[derive(Clone)] pub struct P { pub x: u8 } impl P { pub const D: Self = P { x: 2 }; const E: u8 = 3; #[cfg(unix)] pub const F: m::Missing = 1; }
         pub struct G<T>(T); impl<T> G<T> { pub const N: usize = 4; } pub static NOT_CLONE: N = N(1); pub struct N(pub u8); pub static mut M: u8 = 5;
         pub const fn f() -> u8 { A.len() } pub const LAZY: std::sync::LazyLock<u8> = x; pub const _: u8 = 0; pub trait T { const K: u8; }",
        &expect![[r#"
            f() -> u8
            const A: String =m::again
            const B: [Vec<u8>; 2] &
            const C: P =m::C
            const P::D: P
            struct P { x: u8 }
            - P::F: it has type `m::Missing`: `m::Missing` could not be resolved
            - G::N: it is generic over `T` without one obvious instance
            - NOT_CLONE: it has type `N`: `N` would be copied, but is not `Clone`
            - M: it has type `u8`: a mutable static cannot cross
            - LAZY: it has type `std::sync::LazyLock<u8>`: `std::sync::LazyLock` cannot cross
        "#]],
    );
}

#[test]
fn keeps_what_an_author_tells_users() {
    let sources = Sources::from_files([
        ("Cargo.toml", "[package]\nname = 'a'"),
        (
            "src/lib.rs",
            "#[deprecated] #[must_use] pub fn a() {} #[deprecated = \"b\"] #[must_use = \"c\"] pub fn b() {}
             #[deprecated(since = \"1\", note = \"d\")] pub fn c() {} #[cfg_attr(windows, deprecated)] pub fn d() {}
             #[cfg_attr(not(windows), deprecated(note = \"e\"))] pub const E: u8 = 1;",
        ),
    ]);
    let interface = parse(&sources, &Target::default(), |krate, _| extract(krate)).unwrap().interface;
    let functions = interface.functions.iter().map(|func| (&func.path, &func.deprecated, &func.must_use));
    let constants = interface.constants.iter().map(|constant| (&constant.path, &constant.deprecated, &None));
    let lines = functions.chain(constants).map(|(path, deprecated, must_use)| {
        let deprecated = deprecated.as_ref().map(ToString::to_string);
        format!("{path}: {} / {must_use:?}\n", deprecated.unwrap_or_default())
    });
    expect![[r#"
        a: deprecated / Some("")
        b: deprecated: b / Some("c")
        c: deprecated since 1: d / None
        d:  / None
        E: deprecated: e / None
    "#]]
    .assert_eq(&lines.collect::<String>());
}

#[test]
fn keeps_docs() {
    let sources = Sources::from_files([
        ("Cargo.toml", "[package]\nname = 'a'"),
        (
            "src/lib.rs",
            "/// First.\n///\n///   Indented.\n/** Block\n   more */\n#[doc = \" Last.\"]\n#[doc(hidden)]\npub fn f() {}",
        ),
    ]);
    let extraction = parse(&sources, &Target::default(), |krate, _| extract(krate)).unwrap();
    expect![[r#"
        First.

          Indented.
        Block
          more
        Last."#]]
    .assert_eq(&extraction.interface.functions[0].docs);
}

#[test]
fn says_when_there_is_nothing_to_call() {
    let sources = Sources::from_files([
        ("Cargo.toml", "[package]\nname = 'a'"),
        ("src/lib.rs", "pub unsafe fn f() {}\nfn g() {}"),
    ]);
    let extraction = parse(&sources, &Target::default(), |krate, _| extract(krate)).unwrap();
    let diagnostic = extraction.nothing_to_call().unwrap();
    expect![[r#"
        error[A014] the plugin exports no function that can be called
        `f` was skipped: it is unsafe to call (src/lib.rs:1:15)"#]]
    .assert_eq(&format!("{diagnostic}\n{}", diagnostic.notes.join("\n")));
}

#[test]
fn a_context_is_a_parameter_and_nothing_else() {
    check(
        "
use sdk::Context as Ctx;
pub use inner::Host;
mod inner { pub use sdk::Context as Host; }
type Alias = sdk::Context;
pub fn execute(ctx: &sdk::Context) -> Result<(), sdk::Error> { Ok(()) }
pub fn renamed(name: &str, ctx: &Ctx, host: &Host) {}
pub fn owned(ctx: Ctx) {}
pub fn mutable(ctx: &mut Ctx) {}
pub fn inside(ctx: Option<&Ctx>) {}
pub fn given(ctx: &Ctx) -> &Ctx { ctx }
pub fn forever(ctx: &'static Ctx) {}
pub fn foreign(ctx: &dep::Context) {}
",
        &expect![[r#"
            execute(ctx: &Context) -> Result<(), String> !
            renamed(name: &str, ctx: &Context, host: &Context)
            - owned: parameter `ctx` has type `Ctx`: a context other than a `&Context` parameter cannot cross
            - mutable: parameter `ctx` has type `&mut Ctx`: a context other than a `&Context` parameter cannot cross
            - inside: parameter `ctx` has type `Option<&Ctx>`: a context other than a `&Context` parameter cannot cross
            - given: the result has type `&Ctx`: a context other than a `&Context` parameter cannot cross
            - forever: parameter `ctx` has type `&'static Ctx`: a borrowed argument does not last for `'static`
            - foreign: parameter `ctx` has type `&dep::Context`: `dep::Context` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        "#]],
    );
}

#[test]
fn what_goes_on_after_the_call_is_found() {
    check(
        "use std::{future::Future, pin::Pin};
         pub async fn a(x: &str) -> String {} pub async fn b() {} pub async fn c() -> Result<u8, std::fmt::Error> {}
         pub fn d() -> impl Future<Output = u8> + Send {} pub fn e<'a>(x: &'a str) -> Pin<Box<dyn Future<Output = &'a str> + 'a>> {}
         pub struct S(u8); impl S { pub async fn new() -> S {} pub async fn f(&mut self) -> u8 {} }
         pub async fn g(x: &mut Vec<u8>) {} pub async fn h() -> impl Iterator<Item = u8> {}
         pub fn i() -> impl Future<Output = *const u8> {} pub fn j() -> Pin<Box<u8>> {}
         pub fn k() -> impl DoubleEndedIterator<Item = &'static str> {} pub fn l(x: &mut Vec<u8>) -> impl Iterator<Item = u8> + '_ {}",
        &expect![[r#"
            S::f(self: &mut S) -> impl Future<Output = u8>
            S::new() -> impl Future<Output = S>
            a(x: &str) -> impl Future<Output = String>
            b() -> impl Future<Output = ()>
            c() -> impl Future<Output = Result<u8, String>> !
            d() -> impl Future<Output = u8>
            e(x: &str) -> impl Future<Output = String>
            k() -> impl Iterator<Item = String>
            l(x: &mut Vec<u8>) -> impl Iterator<Item = u8>
            type S
            - g: it is async, so what it makes of `x` would go back before it is made; it may take and return the value
            - h: the result has type `impl Iterator<Item = u8>`: a returned `impl Trait` cannot cross
            - i: the result has type `impl Future<Output = *const u8>`: a raw pointer cannot cross
            - j: the result has type `Pin<Box<u8>>`: `std::pin::Pin` cannot cross
        "#]],
    );
}

#[test]
fn objects_of_traits_cross_where_something_takes_or_gives_them() {
    check(
        "pub trait T { fn a(&self, x: &str) -> u8; fn b(&mut self) {} fn c() where Self: Sized {} }
         pub trait Unused { fn d(&self); } pub trait Generic<X> { fn e(&self) -> X; } pub trait Same { fn f(&self, x: Self); fn g<X>(&self); }
         pub trait Wide: std::fmt::Display { fn h(&self); } pub trait Refs { fn i(&self) -> &str; } trait Hidden { fn j(&self); }
         mod inner { pub trait K { fn k(&self, x: Option<super::D>) -> Vec<super::D>; } } pub use inner::K; pub struct D { pub x: u8 }
         pub fn l(x: &dyn T) {} pub fn m() -> Box<dyn T> {} pub fn n(x: Vec<Box<dyn Wide>>) {} pub fn o(x: &mut dyn Refs) {}
         pub fn p(x: &dyn Generic<u8>) {} pub fn q(x: &dyn Same) {} pub fn r(x: &dyn Hidden) {} pub fn s() -> Box<dyn K> {}
         pub fn t(x: Option<&dyn T>) {} pub fn u(x: Box<dyn T + Send>) {} pub fn v() -> Box<dyn Wide> {}",
        &expect![[r#"
            K::implement(k: Box<dyn Fn(Option<D>) -> Vec<D> + Send + Sync>) -> Box<dyn K>
            K::k(self: &dyn K, x: Option<D>) -> Vec<D>
            T::a(self: &dyn T, x: &str) -> u8
            T::b(self: &mut dyn T)
            T::implement(a: Box<dyn Fn(String) -> u8 + Send + Sync>) -> Box<dyn T + Send>
            T::implement_all(a: Box<dyn Fn(String) -> u8 + Send + Sync>, b: Option<Box<dyn Fn() + Send + Sync>>) -> Box<dyn T + Send>
            Wide::h(self: &dyn Wide)
            l(x: &dyn T)
            m() -> Box<dyn T>
            n(x: Vec<Box<dyn Wide>>)
            s() -> Box<dyn K>
            t(x: Option<&dyn T>)
            u(x: Box<dyn T + Send>)
            v() -> Box<dyn Wide>
            struct D { x: u8 }
            type dyn K
            type dyn T
            type dyn T + Send
            type dyn Wide
            - Wide::implement: `Self` has type `std::fmt::Display`: a supertrait that closures do not implement cannot cross
            - Refs::i: it takes `&self`: nothing gives an object of this trait, and closures cannot make one
            - Refs::implement: the result has type `&str`: what closures cannot return cannot cross
            - o: parameter `x` has type `&mut dyn Refs`: nothing gives an object of this trait, and closures cannot make one
            - p: parameter `x` has type `&dyn Generic<u8>`: `Generic` is generic
            - q: parameter `x` has type `&dyn Same`: `Same` is a trait without objects of the plugin
            - r: parameter `x` has type `&dyn Hidden`: `Hidden` has no public path
        "#]],
    );
}
