//! Tests of functions that are generic by a bound: at which instance they cross.

use expect_test::expect;

use super::{check, extraction};

#[test]
fn takes_generics_with_one_obvious_instance() {
    check(
        "use std::{borrow::Borrow, fmt::Display, path::Path};
         pub fn a<S: AsRef<str>>(x: S) {} pub fn b<S>(x: S, y: &[S]) -> S where S: Into<String> + Clone {} pub fn c(x: impl ToString, y: &str) {}
         pub fn d<T: AsRef<[u8]> + ?Sized>(x: &T) {} pub fn e<I, S>(x: I) where I: IntoIterator<Item = S>, S: AsRef<str> {}
         pub fn f<I: IntoIterator>(x: I) where I::Item: Display {} pub fn g<T: Into<f64> + Copy>(x: T, y: T) -> f64 {} pub fn h<T: Into<Option<u8>>>(x: T) {}
         pub fn i(x: impl IntoIterator<Item = (u8, char)>) {} pub fn j<T: Borrow<str> + 'static>(x: T) {} pub fn k(x: &(impl AsRef<str> + ?Sized)) {}
         pub fn l<T>(x: T) {} pub fn m<T: std::str::FromStr>(x: &str) -> T {} pub fn n<T: AsRef<Path>>(x: T) {} pub fn o<const N: usize>(x: [u8; N]) {}
         pub fn p<T: AsRef<str>>(x: &T) {} pub fn q<T: Into<f64>>() -> u8 {} pub fn r<T: Ord + Copy>(x: T) {} pub fn s<F: Fn(u8)>(x: F) {}
         pub fn t<'a, 'b: 'a>(x: &'a str, y: &'b str) -> &'a str {} pub fn u<T: Iterator<Item = u8>>(x: T) {}",
        &expect![[r#"
            a(x: &str) ~
            b(x: String, y: &[String]) -> String ~
            c(x: &str, y: &str) ~
            d(x: &[u8]) ~
            e(x: Vec<&str>) ~
            f(x: Vec<&str>) ~
            g(x: f64, y: f64) -> f64 ~
            h(x: Option<u8>) ~
            i(x: Vec<(u8, char)>) ~
            j(x: String) ~
            k(x: &str) ~
            n(x: &Path) ~
            p(x: &str)
            q() -> u8
            s(x: &dyn Fn(u8))
            t(x: &str, y: &str) -> String
            u(x: Vec<u8>) ..
            - l: it is generic over `T` without one obvious instance
            - m: it is generic over `T` without one obvious instance
            - o: it is generic over `N` without one obvious instance
            - r: it is generic over `T` without one obvious instance
        "#]],
    );
}

#[test]
fn a_local_trait_is_not_the_one_of_the_prelude() {
    check(
        "pub trait AsRef<T: ?Sized> {} pub fn a<T: AsRef<str>>(x: T) {}",
        &expect![[r#"
        - a: it is generic over `T` without one obvious instance
    "#]],
    );
}

#[test]
fn bytes_stand_in_for_readers_and_buffers_for_writers() {
    check(
        "use std::{fmt, io::{self, Read, Write, BufRead}};
         pub fn a(x: impl Read) {} pub fn b<R: BufRead>(x: &mut R) {} pub fn c(x: &mut dyn Read) {} pub fn d<R: Read + ?Sized>(x: &mut R) {}
         pub fn e<W: Write>(x: W, y: u8) -> io::Result<usize> {} pub fn f(x: &mut (dyn Write + Send)) {} pub fn g(x: &mut impl fmt::Write) -> fmt::Result {}
         pub fn h<R: Read, W: Write>(from: &mut R, to: &mut W) {} pub fn i<R: Read>(x: Option<R>) {} pub fn j<W: Write>(x: Vec<W>) {}
         pub fn k<W: Write>(x: W) -> W {} pub fn l<R: Read + io::Seek>(x: R) {} pub fn m(x: Box<dyn Read>) {} pub fn n<R: Read + 'static>(x: R) {}
         pub fn o<T: AsRef<str>>(x: &mut T) {}",
        &expect![[r#"
            a(x: &[u8]) ~
            b(x: &[u8]) @
            c(x: &[u8]) @
            d(x: &[u8]) @
            e(x: &mut Vec<u8>, y: u8) -> Result<usize, String> ~ !
            f(x: &mut Vec<u8>) ~
            g(x: &mut String) -> Result<(), String> ~ !
            h(from: &[u8], to: &mut Vec<u8>) ~ @
            i(x: Option<&[u8]>) ~
            o(x: &str) @
            - j: parameter `x` has type `Vec<W>`: a mutable reference crosses only as a whole parameter, to data that borrows nothing or to a value that stays
            - k: the result has type `W`: a mutable reference crosses only as a whole parameter, to data that borrows nothing or to a value that stays
            - l: it is generic over `R` without one obvious instance
            - m: parameter `x` has type `Box<dyn Read>`: a trait object cannot cross
            - n: it is generic over `R` without one obvious instance
        "#]],
    );
}

#[test]
fn lists_stand_in_for_iterators() {
    check(
        "use std::iter::{FusedIterator, Peekable};
         pub fn a(x: impl Iterator<Item = u8>) {} pub fn b<I: Iterator<Item = S>, S: AsRef<str>>(x: I, y: S) {} pub fn c<I>(x: &mut I) where I: Iterator, I::Item: Into<f64> {}
         pub fn d(x: &mut dyn Iterator<Item = (char, u8)>) {} pub fn e<'a>(x: Box<dyn Iterator<Item = &'a str> + 'a>) {} pub fn f(x: Box<dyn ExactSizeIterator<Item = String>>) {}
         pub fn g<I: Iterator<Item = u8> + DoubleEndedIterator + ExactSizeIterator + FusedIterator + Clone>(x: I) -> u8 {} pub fn h(x: &mut impl DoubleEndedIterator<Item = u8>) {}
         #[derive(Clone)] pub struct P { pub x: u8 } pub fn i<'a>(x: impl Iterator<Item = &'a P>) -> P {} pub fn j<'a>(x: impl IntoIterator<Item = &'a u16>) {}
         pub fn k<I: IntoIterator<Item = u8>>(x: I) where I::IntoIter: ExactSizeIterator {} pub fn l(x: impl Iterator<Item = impl AsRef<str>>) {}
         pub fn m<I: Iterator<Item = u8>>(x: I) -> I {} pub fn n(x: &dyn Iterator<Item = u8>) {} pub fn o(x: Vec<Box<dyn Iterator<Item = u8>>>) {} pub fn p(x: &impl Iterator<Item = u8>) {}
         pub fn q(x: Box<dyn Iterator<Item = &str>>) {} pub fn r<I: Iterator>(x: I) {} pub fn s<I: ExactSizeIterator>(x: I) {} pub fn t(x: impl Iterator<Item = &mut Vec<u8>>) {}
         pub fn u<I: Iterator<Item = u8>>(x: Peekable<I>) {} pub fn v(x: impl Iterator<Item = Box<dyn Fn()>>) {} pub fn w(x: &mut dyn Iterator<Item = dep::X>) {}
         pub struct O { x: u8 } pub fn x(x: impl Iterator<Item = O>) {} pub fn y<'a>(x: impl Iterator<Item = &'a O>) {} pub async fn z(x: &mut dyn Iterator<Item = u8>) {}",
        &expect![[r#"
            a(x: Vec<u8>) ..
            b(x: Vec<&str>, y: &str) ~ ..
            c(x: Vec<f64>) ..
            d(x: Vec<(char, u8)>) ..
            e(x: Vec<&str>) ..
            f(x: Vec<String>) ..
            g(x: Vec<u8>) -> u8 ..
            h(x: Vec<u8>) ..
            i(x: &[P]) -> P ..
            j(x: &[u16]) ~
            k(x: Vec<u8>) ~
            l(x: Vec<&str>) ..
            z(x: Vec<u8>) -> impl Future<Output = ()> ..
            struct P { x: u8 }
            - m: it is generic over `I` without one obvious instance
            - n: parameter `x` has type `&dyn Iterator<Item = u8>`: a trait object cannot cross
            - o: parameter `x` has type `Vec<Box<dyn Iterator<Item = u8>>>`: an iterator inside another type cannot cross
            - p: parameter `x` has type `&impl Iterator<Item = u8>`: an iterator inside another type cannot cross
            - q: parameter `x` has type `Box<dyn Iterator<Item = &str>>`: a borrowed argument does not last for `'static`
            - r: it is generic over `I` without one obvious instance
            - s: it is generic over `I` without one obvious instance
            - t: parameter `x` has type `impl Iterator<Item = &mut Vec<u8>>`: this `impl Trait` cannot cross
            - u: parameter `x` has type `Peekable<I>`: `std::iter::Peekable` cannot cross
            - v: parameter `x` has type `impl Iterator<Item = Box<dyn Fn()>>`: an iterator over closures cannot cross
            - w: parameter `x` has type `&mut dyn Iterator<Item = dep::X>`: what this iterator gives cannot cross
            - x: parameter `x` has type `Vec<O>`: `O` has private fields
            - y: parameter `x` has type `Vec<&O>`: `O` has private fields
        "#]],
    );
}

#[test]
fn what_turns_into_a_pointer_is_what_it_points_to() {
    check(
        "use std::{borrow::Cow, error::Error, ops::RangeBounds, path::{Path, PathBuf}, rc::Rc, sync::Arc};
         pub fn a<'a>(x: impl Into<Cow<'a, str>>) {} pub fn b(x: impl Into<Cow<'static, str>>) {} pub fn c<T: Into<Box<str>> + 'static>(x: T) {}
         pub fn d(x: impl Into<Arc<[u8]>>) {} pub fn e(x: impl Into<Box<dyn Error + Send + Sync>>) {} pub fn f(x: impl Into<Rc<Path>>) {} pub fn g(x: impl Into<PathBuf>) {}
         pub fn h(x: impl Into<Option<Cow<'static, str>>>) {} pub fn i(x: impl Into<Box<dyn Fn()>>) {} pub fn j(x: impl Into<Cow<'static, [Box<u8>]>>) {}
         pub fn k(x: impl RangeBounds<usize> + Clone) {} pub fn l<R>(x: &[u8], y: R) where R: RangeBounds<Rc<u8>> {} pub fn m<T: Into<String> + std::hash::Hash + Default>(x: T) {}",
        &expect![[r#"
            a(x: &str) ~
            b(x: String) ~
            c(x: String) ~
            d(x: &[u8]) ~
            e(x: &str) ~
            f(x: &Path) ~
            g(x: PathBuf) ~
            k(x: Range<usize>) ~
            m(x: String) ~
            - h: parameter `x` has type `impl Into<Option<Cow<'static, str>>>`: this `impl Trait` cannot cross
            - i: parameter `x` has type `impl Into<Box<dyn Fn()>>`: this `impl Trait` cannot cross
            - j: parameter `x` has type `impl Into<Cow<'static, [Box<u8>]>>`: this `impl Trait` cannot cross
            - l: it is generic over `R` without one obvious instance
        "#]],
    );
}

#[test]
fn a_trait_that_one_type_has_stands_for_that_type() {
    check(
        "pub trait Shape { fn area(&self) -> f64; } pub struct Circle { r: f64 } impl Circle { pub fn new() -> Self {} } impl Shape for Circle { fn area(&self) -> f64 {} }
         impl<S: Shape + ?Sized> Shape for Box<S> { fn area(&self) -> f64 {} } pub fn a<S: Shape>(x: S) -> f64 {} pub fn b(x: &impl Shape, y: &mut impl Shape) {} pub fn c<S: Shape>(x: &[S], y: S) {}
         pub trait Two {} impl Two for u8 {} impl Two for u16 {} pub fn d<T: Two>(x: T) {} pub trait All {} impl<T: Copy> All for T {} pub fn e<T: All>(x: T) {}
         pub trait Given<T> {} impl Given<u8> for u8 {} pub fn f<T: Given<u8>>(x: T) {} pub trait Text {} impl Text for str {} pub fn g<T: Text + ?Sized>(x: &T) {}
         pub trait Number: Copy {} impl Number for u32 {} pub fn h<N: Number>(x: Vec<N>) -> Option<N> {} pub fn i(x: impl Iterator<Item = impl Number>) {} pub trait None {} pub fn j<T: None>(x: T) {}
         #[cfg(windows)] impl Number for u8 {} pub trait Elsewhere {} impl Elsewhere for dep::X {} pub fn k<T: Elsewhere>(x: T) {}",
        &expect![[r#"
            Circle::area(self: &Circle) -> f64
            Circle::new() -> Circle
            Shape::area(self: &dyn Shape) -> f64
            Shape::implement(area: Box<dyn Fn() -> f64 + Send + Sync>) -> Box<dyn Shape>
            a(x: Box<dyn Shape>) -> f64
            b(x: &dyn Shape, y: &mut dyn Shape)
            h(x: Vec<u32>) -> Option<u32> ~
            i(x: Vec<u32>) ..
            type Circle
            type dyn Shape
            - c: parameter `x` has type `&[S]`: what holds values that stay in the plugin cannot be borrowed
            - d: parameter `x` has type `Box<dyn Two>`: nothing gives an object of this trait, and closures cannot make one
            - e: it is generic over `T` without one obvious instance
            - f: it is generic over `T` without one obvious instance
            - g: parameter `x` has type `&dyn Text`: nothing gives an object of this trait, and closures cannot make one
            - j: parameter `x` has type `Box<dyn None>`: nothing gives an object of this trait, and closures cannot make one
            - k: parameter `x` has type `Box<dyn Elsewhere>`: nothing gives an object of this trait, and closures cannot make one
        "#]],
    );
}

#[test]
fn an_object_stands_in_for_what_many_types_are() {
    check(
        "use std::{fmt::{Debug, Display}, rc::Rc, sync::Arc};
         pub trait Shape: Debug { fn area(&self) -> f64; fn grow(&mut self, by: &f64) {} fn own(self) -> u8 where Self: Sized { 0 } }
         pub fn a(x: impl Shape) {} pub fn b<S: Shape + ?Sized>(x: &S, y: &mut S) {} pub fn c<S>(x: Vec<S>, y: Option<&S>) where S: Shape + Send + 'static {} pub fn d<S: Shape>(x: S) -> S {}
         pub fn e(x: impl Shape + Clone) {} pub fn f<S: Shape>(x: &[S]) {} pub fn g<S: Shape + Display>(x: S) {} pub fn h() -> Rc<dyn Shape> {} pub fn i<S: Shape>(x: Box<S>) {}
         pub trait Gauge { fn read(&self) -> i64; } pub fn j(x: Rc<dyn Gauge>, y: Option<Arc<dyn Gauge + Send + Sync>>) {} pub fn k() -> Vec<Arc<dyn Gauge>> {} pub fn l(x: &Rc<dyn Gauge>) {}
         pub trait Sub: Gauge + Display { fn m(&self) -> u8; } pub fn n(x: impl Sub) {} pub fn o() -> Box<dyn Sub> {}
         pub trait Iter { fn p(&self) -> impl Iterator<Item = u8>; } pub fn q(x: impl Iter) {} pub trait Held { fn r(self: Box<Self>); } pub fn s(x: impl Held) {}
         pub trait Ext { fn t(&self); } impl<T: Debug> Ext for T { fn t(&self) {} } pub fn u(x: impl Ext) {} pub trait Bare {} pub fn v(x: impl Bare) {}
         pub trait Over: Ext { fn w(&self); } pub fn x(x: impl Over) {} pub fn y() -> Box<dyn Over> {}",
        &expect![[r#"
            Ext::implement(t: Box<dyn Fn() + Send + Sync>) -> Box<dyn Ext>
            Ext::t(self: &dyn Ext)
            Gauge::implement(read: Box<dyn Fn() -> i64 + Send + Sync>) -> Box<dyn Gauge + Send + Sync>
            Gauge::read(self: &dyn Gauge) -> i64
            Over::implement(w: Box<dyn Fn() + Send + Sync>) -> Box<dyn Over>
            Over::w(self: &dyn Over)
            Shape::area(self: &dyn Shape) -> f64
            Shape::grow(self: &mut dyn Shape, by: f64)
            Shape::implement(area: Box<dyn Fn() -> f64 + Send + Sync>) -> Box<dyn Shape + Send>
            Shape::implement_all(area: Box<dyn Fn() -> f64 + Send + Sync>, grow: Option<Box<dyn Fn(f64) + Send + Sync>>) -> Box<dyn Shape + Send>
            Sub::m(self: &dyn Sub) -> u8
            a(x: Box<dyn Shape>)
            b(x: &dyn Shape, y: &mut dyn Shape)
            c(x: Vec<Box<dyn Shape + Send>>, y: Option<&(dyn Shape + Send)>)
            d(x: Box<dyn Shape>) -> Box<dyn Shape>
            i(x: Box<dyn Shape>)
            j(x: Box<dyn Gauge>, y: Option<Box<dyn Gauge + Send + Sync>>)
            k() -> Vec<Box<dyn Gauge>>
            n(x: Box<dyn Sub>)
            o() -> Box<dyn Sub>
            y() -> Box<dyn Over>
            type dyn Ext
            type dyn Gauge
            type dyn Gauge + Send + Sync
            type dyn Over
            type dyn Shape
            type dyn Shape + Send
            type dyn Sub
            - e: parameter `x` has type `impl Shape + Clone`: this `impl Trait` cannot cross
            - f: parameter `x` has type `&[S]`: what holds values that stay in the plugin cannot be borrowed
            - g: it is generic over `S` without one obvious instance
            - h: the result has type `Rc<dyn Shape>`: a shared object of a trait whose functions change it cannot cross
            - l: parameter `x` has type `&Rc<dyn Gauge>`: what holds values that stay in the plugin cannot be borrowed
            - Sub::implement: `Self` has type `Display`: a supertrait that closures do not implement cannot cross
            - q: parameter `x` has type `impl Iter`: this `impl Trait` cannot cross
            - s: parameter `x` has type `impl Held`: this `impl Trait` cannot cross
            - Ext::t: it is generic over `T` without one obvious instance
            - u: parameter `x` has type `impl Ext`: this `impl Trait` cannot cross
            - v: parameter `x` has type `Box<dyn Bare>`: nothing gives an object of this trait, and closures cannot make one
            - x: parameter `x` has type `impl Over`: this `impl Trait` cannot cross
        "#]],
    );
}

#[test]
fn says_which_supertraits_closures_cannot_implement() {
    check(
        "pub trait Base { fn id(&self) -> u8; } pub trait Same { fn id(&self) -> u8; }
         pub trait Clash: Base + Same {} pub fn a(x: &dyn Clash) {}
         mod private { pub trait Sealed { fn seal(&self); } } pub trait Open: private::Sealed {} pub fn b(x: &dyn Open) {}
         pub fn c(x: impl Open) {}",
        &expect![[r#"
            Base::id(self: &dyn Base) -> u8
            Base::implement(id: Box<dyn Fn() -> u8 + Send + Sync>) -> Box<dyn Base>
            Same::id(self: &dyn Same) -> u8
            Same::implement(id: Box<dyn Fn() -> u8 + Send + Sync>) -> Box<dyn Same>
            type dyn Base
            type dyn Same
            - Clash::implement: `Self` has type `Clash`: `Base` and `Same` both have a function `id`
            - a: parameter `x` has type `&dyn Clash`: nothing gives an object of this trait, and closures cannot make one
            - Open::implement: `Self` has type `Open`: its supertrait `Sealed` is not public
            - b: parameter `x` has type `&dyn Open`: nothing gives an object of this trait, and closures cannot make one
            - c: parameter `x` has type `impl Open`: this `impl Trait` cannot cross
        "#]],
    );
}

#[test]
fn values_of_types_that_have_a_trait_are_its_objects() {
    let text = "pub trait Shape { fn area(&self) -> f64; }
         pub struct Disc(f64); impl Disc { pub fn new() -> Self { Self(1.0) } } impl Shape for Disc { fn area(&self) -> f64 { 3.0 } }
         pub struct Many<T>(Vec<T>); impl Many<Disc> { pub fn new() -> Self { Self(Vec::new()) } } impl<T: Shape> Shape for Many<T> { fn area(&self) -> f64 { 3.0 } }
         pub struct Other(u8); pub fn other() -> Other { Other(1) }
         pub struct Square { pub side: f64 } impl Shape for Square { fn area(&self) -> f64 { 1.0 } } impl Shape for f64 { fn area(&self) -> f64 { *self } }
         impl Shape for &str { fn area(&self) -> f64 { 0.0 } }
         pub fn a(x: &dyn Shape) {} pub fn b(x: Vec<Box<dyn Shape>>) {} pub fn c(x: &mut impl Shape) {}
         pub trait Label: std::fmt::Display { fn n(&self) -> u8; } impl Label for Disc { fn n(&self) -> u8 { 1 } } pub fn d(x: &dyn Label) {}";
    check(
        text,
        &expect![[r#"
        <&str as Shape>::area(self: &str) -> f64
        <f64 as Shape>::area(self: f64) -> f64
        Disc::area(self: &Disc) -> f64
        Disc::n(self: &Disc) -> u8
        Disc::new() -> Disc
        Label::n(self: &dyn Label) -> u8
        Many::<crate::Disc>::area(self: &Many<crate::Disc>) -> f64 =Many::area
        Many::<crate::Disc>::new() -> Many<crate::Disc> =Many::new
        Shape::area(self: &dyn Shape) -> f64
        Shape::implement(area: Box<dyn Fn() -> f64 + Send + Sync>) -> Box<dyn Shape>
        Shape::of::<Square>(value: Square) -> Box<dyn Shape> ~
        Shape::of::<f64>(value: f64) -> Box<dyn Shape> ~
        Square::area(self: Square) -> f64
        a(x: &dyn Shape)
        b(x: Vec<Box<dyn Shape>>)
        c(x: &mut dyn Shape)
        d(x: &dyn Label)
        other() -> Other
        type Disc
        type Many<crate::Disc>
        type Other
        struct Square { side: f64 }
        type dyn Label
        type dyn Shape
        - Label::implement: `Self` has type `std::fmt::Display`: a supertrait that closures do not implement cannot cross
    "#]],
    );
    let implementors = extraction("2021", &[("src/lib.rs", text)]).interface.implementors;
    expect![[r#"
        {
            "dyn Label": [
                "Disc",
            ],
            "dyn Shape": [
                "Disc",
                "Many<crate::Disc>",
            ],
        }
    "#]]
    .assert_debug_eq(&implementors);
}

#[test]
fn what_is_behind_a_trait_comes_out_of_options_and_results() {
    check(
        "use std::{fmt::Display, future::Future}; pub struct Own; pub type Outcome<T> = Result<T, Own>;
         impl Display for Own {} pub trait Shape { fn area(&self) -> f64; }
         pub fn a() -> Option<impl Fn(u8) -> u8> {} pub fn b() -> Outcome<impl Iterator<Item = u8>> {}
         pub fn c() -> Result<Box<dyn Iterator<Item = String> + '_>, String> {} pub fn d() -> std::io::Result<impl Display> {}
         pub fn e() -> Result<impl Shape, u8> {} pub fn f() -> fn(&str) -> u8 {} pub fn g() -> Option<fn()> {}
         pub async fn h() -> Option<impl FnOnce()> {} pub fn i() -> impl Future<Output = Outcome<impl Fn()>> {}
         pub fn j() -> Vec<impl Fn()> {} pub fn k() -> (u8, impl Fn()) {} pub fn l() -> Option<impl Future<Output = u8>> {}
         pub fn m() -> unsafe fn() {} pub fn n() -> extern \"C\" fn() {} pub fn o() -> Option<impl Clone> {}
         pub fn p(x: Option<fn()>) {} pub fn q() -> Option<Option<impl Fn()>> {} pub fn r() -> Result<impl Fn(), *const u8> {}",
        &expect![[r#"
            Shape::area(self: &dyn Shape) -> f64
            Shape::implement(area: Box<dyn Fn() -> f64 + Send + Sync>) -> Box<dyn Shape>
            a() -> Option<Box<dyn Fn(u8) -> u8>>
            a::call(self: &dyn Fn(u8) -> u8, arg0: u8) -> u8 ~
            b() -> Result<Vec<u8>, String> !
            c() -> Result<Vec<String>, String>
            d() -> Result<String, String> !
            e() -> Result<Box<dyn Shape>, u8>
            f() -> Box<dyn Fn(&str) -> u8 + Send + Sync>
            f::call(self: &(dyn Fn(&str) -> u8 + Send + Sync), arg0: &str) -> u8 ~
            g() -> Option<Box<dyn Fn() + Send + Sync>>
            g::call(self: &(dyn Fn() + Send + Sync)) ~
            h() -> impl Future<Output = Option<Box<dyn FnOnce()>>>
            h::call(self: Box<dyn FnOnce()>) ~
            i() -> impl Future<Output = Result<Box<dyn Fn()>, String>> !
            i::call(self: &dyn Fn()) ~
            type dyn Fn(&str) -> u8 + Send + Sync
            type dyn Fn()
            type dyn Fn() + Send + Sync
            type dyn Fn(u8) -> u8
            type dyn FnOnce()
            type dyn Shape
            - j: the result has type `Vec<impl Fn()>`: a returned `impl Trait` cannot cross
            - k: the result has type `(u8, impl Fn())`: a returned `impl Trait` cannot cross
            - l: the result has type `Option<impl Future<Output = u8>>`: a returned `impl Trait` cannot cross
            - m: the result has type `unsafe fn()`: a function pointer cannot cross
            - n: the result has type `extern "C" fn()`: a function pointer cannot cross
            - o: the result has type `Option<impl Clone>`: a returned `impl Trait` cannot cross
            - p: parameter `x` has type `Option<fn()>`: a function pointer cannot cross
            - q: the result has type `Option<Option<impl Fn()>>`: a returned `impl Trait` cannot cross
            - r: the result has type `Result<impl Fn(), *const u8>`: the error `*const u8` neither crosses nor has `Display` text
        "#]],
    );
}

#[test]
fn standard_iterators_give_what_they_hold() {
    check(
        "use std::collections::{btree_map, hash_map::{self, Keys}, hash_set}; pub struct Own(u8);
         pub fn a(x: &str) -> std::str::Chars<'_> {} pub fn b(x: &str) -> std::str::Lines {} pub fn c() -> std::vec::IntoIter<(u8, String)> {}
         pub fn d() -> Keys<'static, String, u8> {} pub fn e() -> hash_map::Values<'static, String, u8> {} pub fn f() -> btree_map::Iter<'static, u8, char> {}
         pub fn g() -> std::slice::Iter<'static, Vec<u8>> {} pub fn h() -> hash_set::IntoIter<u8> {} pub fn i() -> std::array::IntoIter<u8, 2> {}
         pub fn j() -> std::slice::Iter<'static, Own> {} pub fn k() -> std::slice::Windows<'static, u8> {} pub fn l() -> std::slice::IterMut<'static, u8> {}
         pub fn m(x: std::vec::IntoIter<u8>) {} pub fn n(x: impl Fn(&Vec<u8>) -> u8, y: impl Fn(u8) -> Box<u8>) {}
         pub fn o() -> impl Future<Output = u8> {}",
        &expect![[r#"
            a(x: &str) -> impl Iterator<Item = char>
            b(x: &str) -> impl Iterator<Item = String>
            c() -> impl Iterator<Item = (u8, String)>
            d() -> impl Iterator<Item = String>
            e() -> impl Iterator<Item = u8>
            f() -> impl Iterator<Item = (u8, char)>
            g() -> impl Iterator<Item = Vec<u8>>
            h() -> impl Iterator<Item = u8>
            i() -> impl Iterator<Item = u8>
            o() -> impl Future<Output = u8>
            - j: the result has type `std::slice::Iter<'static, Own>`: `std::slice::Iter` cannot cross
            - k: the result has type `std::slice::Windows<'static, u8>`: `std::slice::Windows` cannot cross
            - l: the result has type `std::slice::IterMut<'static, u8>`: `std::slice::IterMut` cannot cross
            - m: parameter `x` has type `std::vec::IntoIter<u8>`: `std::vec::IntoIter` cannot cross
            - n: parameter `y` has type `impl Fn(u8) -> Box<u8>`: this `impl Trait` cannot cross
        "#]],
    );
}
