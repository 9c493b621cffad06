//! Tests of types that are many: with lifetimes, of which copies cross, and with parameters, which cross at instances.

use expect_test::expect;

use super::check;

#[test]
fn what_borrows_comes_out_as_a_copy() {
    check(
        "use std::borrow::Cow;
         pub struct Token<'a> { pub text: &'a str, pub kind: Kind<'a> }
         pub enum Kind<'a> { Word, Number(Cow<'a, [u8]>), Nested(Box<Token<'a>>) }
         pub struct Two<'a, 'b: 'a>(pub &'a str, pub Option<&'b [&'a str]>);
         pub struct Private<'a> { text: &'a str }
         pub struct Holds<'a> { pub inner: Private<'a> }
         pub fn tokens<'a>(text: &'a str) -> Vec<Token<'a>> {} pub fn two(a: &str) -> Option<Two<'_, 'static>> {}
         pub fn hidden(a: &str) -> Private<'_> {} pub fn holds(a: &str) -> Holds {}
         pub fn take(token: Token<'_>) {} pub fn borrow(token: &Token) {}
         impl<'a> Token<'a> { pub fn new(text: &'a str) -> Self {} pub fn len(&self) -> usize {} pub const EMPTY: Token<'static> = m!(); }",
        &expect![[r#"
            Token::new(text: &str) -> Token<'_>
            tokens(text: &str) -> Vec<Token<'_>>
            two(a: &str) -> Option<Two<'_, '_>>
            const Token::EMPTY: Token<'_>
            enum Kind<'_> { Word, Number(Vec<u8>), Nested(Token<'_>) }
            struct Token<'_> { text: String, kind: Kind<'_> }
            struct Two<'_, '_>(String, Option<Vec<String>>)
            - hidden: the result has type `Private<'_>`: `Private` has a lifetime
            - holds: the result has type `Holds`: field `inner` of `Holds`: `Private` has a lifetime
            - take: parameter `token` has type `Token<'_>`: `Token` has a lifetime
            - borrow: parameter `token` has type `&Token`: `Token` has a lifetime
            - Token::len: it takes `&self`: `Token` has a lifetime
        "#]],
    );
}

#[test]
fn what_borrows_and_cannot_be_copied_gives_its_text_or_its_items() {
    check(
        "use std::fmt;
         pub struct Words<'t> { rest: &'t str } impl<'t> Iterator for Words<'t> { type Item = (usize, &'t str); }
         pub struct Items<'t, T> { rest: &'t [T] } impl<'t, U> Iterator for Items<'t, U> { type Item = &'t U; }
         pub struct Shown<'t>(&'t str); impl fmt::Display for Shown<'_> {}
         pub struct Both<'t>(&'t str); impl fmt::Display for Both<'_> {} impl Iterator for Both<'_> { type Item = char; }
         pub struct Neither<'t>(&'t str); pub struct Owned(u8); impl Iterator for Owned { type Item = u8; }
         type Alias<'t> = Words<'t>;
         pub fn a(x: &str) -> Words<'_> {} pub fn b(x: &[u8]) -> Items<'_, u8> {} pub fn c(x: &str) -> Shown {}
         pub fn d(x: &str) -> Both<'_> {} pub fn e(x: &str) -> Neither<'_> {} pub fn f() -> Owned {}
         pub fn g(x: &str) -> Alias<'_> {} pub fn h(x: &str) -> Option<Words<'_>> {}",
        &expect![[r#"
            a(x: &str) -> impl Iterator<Item = (usize, String)>
            b(x: &[u8]) -> impl Iterator<Item = u8>
            c(x: &str) -> String
            d(x: &str) -> String
            f() -> Owned
            g(x: &str) -> impl Iterator<Item = (usize, String)>
            type Owned
            - e: the result has type `Neither<'_>`: `Neither` has a lifetime
            - h: the result has type `Option<Words<'_>>`: `Words` has a lifetime
        "#]],
    );
}

#[test]
fn generic_types_cross_at_the_instances_that_occur() {
    check(
        "pub struct Pair<T, U = u8> { pub one: T, pub other: Option<Box<Pair<T, U>>>, pub more: Vec<U> }
         pub struct Rows<const N: usize>(pub [u8; N]);
         const WIDTH: usize = 3;
         type Short = Pair<u16>;
         pub struct Point { pub x: u8 }
         pub fn a(x: Pair<u32, String>) -> Short {} pub fn b(x: Pair<Point, (u8, Vec<bool>)>) {} pub fn c(x: Rows<WIDTH>) -> Rows<{ 1 + 1 }> {}
         pub fn d(x: Pair<&str>) {} pub fn e(x: Pair<std::rc::Rc<u8>>) {} pub fn f<T>(x: Pair<T>) {} pub fn g(x: Pair<u8, u8, u8>) {}
         pub fn h<T: Into<f64>>(x: Pair<T>) {}",
        &expect![[r#"
            a(x: Pair<u32, String>) -> Pair<u16, u8>
            b(x: Pair<crate::Point, (u8, Vec<bool>)>)
            c(x: Rows<3>) -> Rows<2>
            h(x: Pair<f64, u8>) ~
            struct Pair<crate::Point, (u8, Vec<bool>)> { one: Point, other: Option<Pair<crate::Point, (u8, Vec<bool>)>>, more: Vec<(u8, Vec<bool>)> }
            struct Pair<f64, u8> { one: f64, other: Option<Pair<f64, u8>>, more: Vec<u8> }
            struct Pair<u16, u8> { one: u16, other: Option<Pair<u16, u8>>, more: Vec<u8> }
            struct Pair<u32, String> { one: u32, other: Option<Pair<u32, String>>, more: Vec<String> }
            struct Point { x: u8 }
            struct Rows<2>([u8; 2])
            struct Rows<3>([u8; 3])
            - d: parameter `x` has type `Pair<&str>`: `Pair` is generic
            - e: parameter `x` has type `Pair<std::rc::Rc<u8>>`: `Pair` is generic
            - f: it is generic over `T` without one obvious instance
            - g: parameter `x` has type `Pair<u8, u8, u8>`: `Pair` is generic
        "#]],
    );
}

#[test]
fn functions_of_generic_types_are_found_at_each_instance() {
    check(
        "use std::collections::HashMap;
         pub struct Stack<T> { items: Vec<T> }
         impl<T: Clone> Stack<T> {
             pub fn new() -> Self {} pub fn push(&mut self, item: T) {} pub fn pop(&mut self) -> Option<T> {}
             pub fn map<U>(self, by: impl Fn(T) -> U) -> Stack<U> {} pub fn pairs(self) -> Stack<(T, T)> {}
         }
         impl Stack<u8> { pub fn bytes(&self) -> &[u8] {} pub fn shared(&self) {} }
         impl Stack<String> { pub fn join(&self) -> String {} pub fn shared(&self) {} }
         pub fn words(text: &str) -> Stack<String> {}
         pub struct Unused<T>(T); impl<T> Unused<T> { pub fn new() -> Self {} }
         pub struct Grid<T, const N: usize>(pub [T; N]);
         impl<T, const N: usize> Grid<T, N> { pub fn len(&self) -> usize {} pub fn row(&self) -> [T; N] {} }
         pub fn grid() -> Grid<f32, 4> {}",
        &expect![[r#"
            Grid::<f32, 4>::len(self: Grid<f32, 4>) -> usize =Grid::len
            Grid::<f32, 4>::row(self: Grid<f32, 4>) -> [f32; 4] =Grid::row
            Stack::<(String, String)>::new() -> Stack<(String, String)>
            Stack::<(String, String)>::pairs(self: Stack<(String, String)>) -> Stack<((String, String), (String, String))>
            Stack::<(String, String)>::pop(self: &mut Stack<(String, String)>) -> Option<(String, String)>
            Stack::<(String, String)>::push(self: &mut Stack<(String, String)>, item: (String, String)) ~
            Stack::<(u8, u8)>::new() -> Stack<(u8, u8)>
            Stack::<(u8, u8)>::pairs(self: Stack<(u8, u8)>) -> Stack<((u8, u8), (u8, u8))>
            Stack::<(u8, u8)>::pop(self: &mut Stack<(u8, u8)>) -> Option<(u8, u8)>
            Stack::<(u8, u8)>::push(self: &mut Stack<(u8, u8)>, item: (u8, u8)) ~
            Stack::<String>::join(self: &Stack<String>) -> String =Stack::join
            Stack::<String>::new() -> Stack<String>
            Stack::<String>::pairs(self: Stack<String>) -> Stack<(String, String)>
            Stack::<String>::pop(self: &mut Stack<String>) -> Option<String>
            Stack::<String>::push(self: &mut Stack<String>, item: String) ~
            Stack::<String>::shared(self: &Stack<String>)
            Stack::<u8>::bytes(self: &Stack<u8>) -> Vec<u8> =Stack::bytes
            Stack::<u8>::new() -> Stack<u8>
            Stack::<u8>::pairs(self: Stack<u8>) -> Stack<(u8, u8)>
            Stack::<u8>::pop(self: &mut Stack<u8>) -> Option<u8>
            Stack::<u8>::push(self: &mut Stack<u8>, item: u8) ~
            Stack::<u8>::shared(self: &Stack<u8>)
            grid() -> Grid<f32, 4>
            words(text: &str) -> Stack<String>
            struct Grid<f32, 4>([f32; 4])
            type Stack<((String, String), (String, String))>
            type Stack<((u8, u8), (u8, u8))>
            type Stack<(String, String)>
            type Stack<(u8, u8)>
            type Stack<String>
            type Stack<u8>
            - Stack::map: it is generic over `U` without one obvious instance
            - Unused::new: it is generic over `T` without one obvious instance
        "#]],
    );
}

#[test]
fn public_aliases_name_instances() {
    check(
        "pub struct Pattern<const ANY: char, const DEEP: bool = true> { text: String }
         impl<const ANY: char, const DEEP: bool> Pattern<ANY, DEEP> { pub fn new(text: &str) -> Self {} pub fn matches(&self, text: &str) -> bool {} }
         pub type Glob = Pattern<'*'>; pub mod sql { pub type Like = super::Pattern<'%', false>; }
         pub struct Vector<T> { pub x: T } impl<T: Copy> Vector<T> { pub fn x(&self) -> T {} } pub type Vector32 = Vector<f32>; type Hidden = Vector<u8>;",
        &expect![[r#"
            Glob::matches(self: &Pattern<'*', true>, text: &str) -> bool =Pattern::<'*', true>::matches
            Glob::new(text: &str) -> Pattern<'*', true> =Pattern::<'*', true>::new
            Vector32::x(self: Vector<f32>) -> f32 =Vector::<f32>::x =Vector::x
            sql::Like::matches(self: &Pattern<'%', false>, text: &str) -> bool =Pattern::<'%', false>::matches
            sql::Like::new(text: &str) -> Pattern<'%', false> =Pattern::<'%', false>::new
            type Pattern<'%', false>
            type Pattern<'*', true>
            struct Vector<f32> { x: f32 }
        "#]],
    );
}

#[test]
fn types_without_end_end() {
    check(
        "pub struct Nest<T> { pub next: Option<Box<Nest<Vec<T>>>> }
         pub struct Left<T> { pub one: Vec<Right<(T, T)>>, pub other: Vec<Right<Option<T>>> }
         pub struct Right<T> { pub one: Vec<Left<(T, T)>>, pub other: Vec<Left<Option<T>>> }
         pub fn a(x: Nest<u8>) {} pub fn b(x: Left<u8>) {}",
        &expect![[r#"
            - a: parameter `x` has type `Nest<u8>`: field `next` of `Nest`: `Nest` is generic
            - b: parameter `x` has type `Left<u8>`: field `one` of `Left`: `Right` is generic
        "#]],
    );
}

#[test]
fn functions_of_traits_are_found_at_each_instance() {
    check(
        "pub trait Part { type Whole; fn whole(&self) -> Self::Whole; fn twice(&self) -> u8 { 2 } fn of(whole: <Self as Part>::Whole) -> bool; }
         pub trait Other { fn whole(&self) -> u8; } pub trait Zone { type Offset; } pub struct Utc; impl Zone for Utc { type Offset = i16; }
         pub struct Time<Z> { zone: Z } impl<Z: Zone> Time<Z> { pub fn offset(&self) -> Z::Offset {} pub fn count(&self) -> Option<<Z as Zone>::Offset> {} pub fn twice(&self) {} }
         impl<Z: Zone> Part for Time<Z> { type Whole = Vec<Z>; fn whole(&self) -> Vec<Z> {} fn of(whole: Vec<Z>) -> bool {} } impl<Z> Other for Time<Z> { fn whole(&self) -> u8 {} }
         impl std::str::FromStr for Time<Utc> { type Err = u8; fn from_str(x: &str) -> Result<Self, Self::Err> {} } impl Part for std::collections::VecDeque<u8> { type Whole = u8; fn whole(&self) -> u8 {} fn of(whole: u8) -> bool {} } impl Default for Time<u8> { fn default() -> Self {} }
         pub fn now() -> Time<Utc> {} impl Utc { pub fn new() -> Self {} pub fn shift(&self) -> <Self as Zone>::Offset {} }",
        &expect![[r#"
            <Time<crate::Utc> as Other>::whole(self: &Time<crate::Utc>) -> u8
            <Time<crate::Utc> as Part>::twice(self: &Time<crate::Utc>) -> u8
            <Time<crate::Utc> as Part>::whole(self: &Time<crate::Utc>) -> Vec<Utc>
            Time::<crate::Utc>::count(self: &Time<crate::Utc>) -> Option<i16> =Time::count
            Time::<crate::Utc>::from_str(x: &str) -> Result<Time<crate::Utc>, u8> =Time::from_str
            Time::<crate::Utc>::of(whole: Vec<Utc>) -> bool ~ =Time::of
            Time::<crate::Utc>::offset(self: &Time<crate::Utc>) -> i16 =Time::offset
            Time::<crate::Utc>::twice(self: &Time<crate::Utc>) =Time::twice
            Time::<u8>::default() -> Time<u8> =Time::default
            Time::<u8>::whole(self: &Time<u8>) -> u8
            Utc::new() -> Utc
            Utc::shift(self: Utc) -> i16
            now() -> Time<crate::Utc>
            type Time<crate::Utc>
            type Time<u8>
            struct Utc
            - Part::twice: `Self` has type `std::collections::VecDeque<u8>`: what crosses as another type than the trait is implemented for cannot cross
            - Part::whole: `Self` has type `std::collections::VecDeque<u8>`: what crosses as another type than the trait is implemented for cannot cross
            - Part::of: `Self` has type `std::collections::VecDeque<u8>`: what crosses as another type than the trait is implemented for cannot cross
        "#]],
    );
}

#[test]
fn an_implementation_that_hands_on_has_no_functions_of_its_own() {
    check(
        "pub trait Shape { fn area(&self) -> f64; } pub struct Circle(pub f64); impl Shape for Circle { fn area(&self) -> f64 {} }
         impl<S: Shape + ?Sized> Shape for Box<S> { fn area(&self) -> f64 {} } impl<S> Shape for &mut S where S: ?Sized + Shape { fn area(&self) -> f64 {} }
         impl<S: Clone> Shape for std::rc::Rc<S> { fn area(&self) -> f64 {} }",
        &expect![[r#"
            Circle::area(self: Circle) -> f64
            struct Circle(f64)
            - Shape::area: it is generic over `S` without one obvious instance
        "#]],
    );
}

#[test]
fn associated_types_are_what_the_one_impl_says() {
    check(
        "use std::borrow::ToOwned as Own; pub trait Named: Own { fn named(&self) -> Self::Owned; } impl Named for str { fn named(&self) -> Self::Owned {} } impl Named for [u8] { fn named(&self) -> Self::Owned {} }
         pub fn a(x: &<str as Own>::Owned) -> <[u8] as Own>::Owned {} pub struct S { pub x: u8 } impl Iterator for S { type Item = Vec<Self>; } impl S { pub fn b(&self) -> Self::Item {} }
         pub trait Two { type T; } impl Two for u8 { type T = i8; } impl Two for u16 { type T = i16; } pub fn c(x: <u8 as Two>::T) -> <u16 as Two>::T {}
         pub trait Three { type T; } impl Three for u8 { type T = bool; } pub fn d(x: <u8>::T) {} pub fn e(x: <u32 as Two>::T) {} pub fn f(x: <u8 as dep::Two>::T) {}
         impl Two for S { type T = <S as Two>::T; } pub fn g() -> <S as Two>::T {} pub fn h<X: Two>(x: X::T) {} pub fn i(x: <u8 as Three>::T) {}",
        &expect![[r#"
            <[u8] as Named>::named(self: &[u8]) -> Vec<u8>
            <str as Named>::named(self: &str) -> String
            S::b(self: S) -> Vec<S>
            a(x: String) -> Vec<u8>
            c(x: i8) -> i16
            i(x: bool)
            struct S { x: u8 }
            - d: parameter `x` has type `<u8>::T`: an associated type cannot cross
            - e: parameter `x` has type `<u32 as Two>::T`: an associated type cannot cross
            - f: parameter `x` has type `<u8 as dep::Two>::T`: an associated type cannot cross
            - g: the result has type `<S as Two>::T`: the type has no end
            - h: it is generic over `X` without one obvious instance
        "#]],
    );
}

#[test]
fn what_has_a_default_can_be_made() {
    check(
        "#[derive(Default)] pub struct Derived { count: u8 } impl Derived { pub fn count(&self) -> u8 {} }
         pub struct Written(u8); impl Default for Written { fn default() -> Self {} } impl Written { pub fn count(&self) -> u8 {} }
         #[derive(Clone)] #[cfg_attr(unix, derive(Debug, std::default::Default))] pub enum Data { #[default] A, B }
         #[derive(Default)] pub struct Stack<T> { items: Vec<T> } impl<T> Stack<T> { pub fn len(&self) -> usize {} } pub type Bytes = Stack<u8>; pub type Others = Stack<Other>;
         pub struct Other(u8); #[derive(Default)] pub struct Own { x: u8 } impl Own { pub fn default() -> Option<Self> {} }
         #[derive(Default)] struct Hidden(u8); #[cfg_attr(windows, derive(Default))] pub struct Elsewhere { x: u8 } impl Elsewhere { pub fn x(&self) {} }",
        &expect![[r#"
            <Own as default::Default>::default() -> Own
            Bytes::default() -> Stack<u8> =Stack::<u8>::default =Stack::default
            Bytes::len(self: &Stack<u8>) -> usize =Stack::<u8>::len
            Data::default() -> Data
            Derived::count(self: &Derived) -> u8
            Derived::default() -> Derived
            Own::default() -> Option<Own>
            Written::count(self: &Written) -> u8
            Written::default() -> Written
            enum Data { A, B }
            type Derived
            type Own
            type Stack<u8>
            type Written
            - Others::len: it takes `&self`: `Stack` has private fields
            - Elsewhere::x: it takes `&self`: `Elsewhere` has private fields
        "#]],
    );
}

#[test]
fn functions_of_generic_traits_are_found_at_what_they_are_implemented_with() {
    check(
        "pub struct Bell { pub mean: f64 } pub struct Dice(pub u8); pub struct Noise(u64);
         pub trait Density<K, T = f64> { fn at(&self, x: K) -> T; fn logarithm(&self, y: K) -> (T, K) {} }
         impl Density<f64> for Bell { fn at(&self, x: f64) -> f64 {} }
         impl Density<u8, f32> for Dice { fn at(&self, x: u8) -> f32 {} }
         pub trait Field<T, const N: usize> { fn get(&self, point: [T; N]) -> T; fn size(&self, length: usize) -> [T; N] {} }
         impl Field<f64, 2> for Noise { fn get(&self, point: [f64; 2]) -> f64 {} }
         impl Field<f64, 3> for Noise { fn get(&self, point: [f64; 3]) -> f64 {} }
         impl Noise { pub fn new() -> Self {} }
         pub trait Near<Other = Self> { fn is_near(&self, other: &Other) -> bool {} }
         impl Near for Dice {} impl Near<Dice> for Bell {}
         pub trait Cased<T: AsRef<str>> { fn upper(&self) -> String; fn lower(&self) -> T {} }
         impl<S: AsRef<str>> Cased<S> for S { fn upper(&self) -> String {} }
         pub trait Any<T> { fn any(&self, x: T) {} } impl<T> Any<T> for Dice {}",
        &expect![[r#"
            <Noise as Field<f64, 2>>::get(self: &Noise, point: [f64; 2]) -> f64
            <Noise as Field<f64, 2>>::size(self: &Noise, length: usize) -> [f64; 2]
            <Noise as Field<f64, 3>>::get(self: &Noise, point: [f64; 3]) -> f64
            <Noise as Field<f64, 3>>::size(self: &Noise, length: usize) -> [f64; 3]
            Bell::at(self: Bell, x: f64) -> f64
            Bell::is_near(self: Bell, other: Dice) -> bool
            Bell::logarithm(self: Bell, y: f64) -> (f64, f64)
            Cased::lower(self: String) -> String
            Cased::upper(self: String) -> String
            Dice::at(self: Dice, x: u8) -> f32
            Dice::is_near(self: Dice, other: Dice) -> bool
            Dice::logarithm(self: Dice, y: u8) -> (f32, u8)
            Noise::new() -> Noise
            struct Bell { mean: f64 }
            struct Dice(u8)
            type Noise
            - Dice::any: it is generic over `T` without one obvious instance
        "#]],
    );
}

#[test]
fn generic_types_cross_with_their_defaults_and_at_obvious_instances() {
    check(
        "pub trait Numbers { type Int; } pub struct Plain; impl Numbers for Plain { type Int = i64; }
         pub struct Tree<N: Numbers = Plain> { root: N::Int }
         impl<N: Numbers> Tree<N> { pub fn new(root: N::Int) -> Self {} pub fn root(&self) -> &N::Int {} }
         pub fn parse<N: Numbers>(text: &str) -> Option<Tree<N>> {} pub fn digits<N: Into<u32>>() -> u8 {}
         pub struct Folded<S>(S); impl<S: AsRef<str>> Folded<S> { pub fn new(text: S) -> Self {} pub fn get(&self) -> &str {} }
         pub struct Out<W> { to: W } impl<W: std::io::Write> Out<W> { pub fn new(to: W) -> Self {} pub fn into_inner(self) -> W {} }
         pub struct Source<R> { from: R } impl<R: std::io::Read> Source<R> { pub fn new(from: R) -> Self {} }
         pub struct Any<T>(T); impl<T: Clone> Any<T> { pub fn new(of: T) -> Self {} }",
        &expect![[r#"
            Folded::<String>::get(self: &Folded<String>) -> String =Folded::get
            Folded::<String>::new(text: String) -> Folded<String> ~ =Folded::new
            Out::<Vec<u8>>::into_inner(self: Out<Vec<u8>>) -> Vec<u8> =Out::into_inner
            Out::<Vec<u8>>::new(to: Vec<u8>) -> Out<Vec<u8>> ~ =Out::new
            Tree::<crate::Plain>::new(root: i64) -> Tree<crate::Plain> ~ =Tree::new
            Tree::<crate::Plain>::root(self: &Tree<crate::Plain>) -> i64 =Tree::root
            digits() -> u8
            parse(text: &str) -> Option<Tree<crate::Plain>>
            type Folded<String>
            type Out<Vec<u8>>
            type Tree<crate::Plain>
            - Source::new: it is generic over `R` without one obvious instance
            - Any::new: it is generic over `T` without one obvious instance
        "#]],
    );
}

#[test]
fn functions_of_traits_are_found_on_references() {
    check(
        "pub trait Kana { fn to_kana(self) -> String; fn is_kana(&self) -> bool; fn grow(&mut self) {} }
         impl Kana for &str { fn to_kana(self) -> String {} fn is_kana(&self) -> bool {} }
         pub trait Size { fn size(&self) -> usize; fn same(self, other: Self) -> bool; }
         impl<'a> Size for &'a [u8] { fn size(&self) -> usize {} fn same(self, other: Self) -> bool {} }
         impl Size for &u16 { fn size(&self) -> usize {} fn same(self, other: Self) -> bool {} }
         impl Size for u16 { fn size(&self) -> usize {} fn same(self, other: Self) -> bool {} }
         impl Size for &std::borrow::Cow<'_, str> { fn size(&self) -> usize {} fn same(self, other: Self) -> bool {} }
         impl Size for &mut String { fn size(&self) -> usize {} fn same(self, other: Self) -> bool {} }
         pub trait Whole { fn whole(self) -> u8; } impl Whole for &'static str { fn whole(self) -> u8 {} }",
        &expect![[r#"
            <&'a [u8] as Size>::same(self: &[u8], other: &[u8]) -> bool
            <&'a [u8] as Size>::size(self: &[u8]) -> usize
            <&u16 as Size>::same(self: u16, other: u16) -> bool
            <&u16 as Size>::size(self: u16) -> usize
            <u16 as Size>::same(self: u16, other: u16) -> bool
            <u16 as Size>::size(self: u16) -> usize
            Kana::is_kana(self: &str) -> bool
            Kana::to_kana(self: &str) -> String
            - Kana::grow: it takes `&mut self`: a mutable reference crosses only as a whole parameter, to data that borrows nothing or to a value that stays
            - <&std::borrow::Cow<'_, str> as Size>::size: `Self` has type `&std::borrow::Cow<'_, str>`: a reference that is implemented for cannot cross
            - <&std::borrow::Cow<'_, str> as Size>::same: `Self` has type `&std::borrow::Cow<'_, str>`: a reference that is implemented for cannot cross
            - <&mut String as Size>::size: `Self` has type `&mut String`: a mutable reference crosses only as a whole parameter, to data that borrows nothing or to a value that stays
            - <&mut String as Size>::same: `Self` has type `&mut String`: a mutable reference crosses only as a whole parameter, to data that borrows nothing or to a value that stays
            - Whole::whole: it takes `self`: a borrowed argument does not last for `'static`
        "#]],
    );
}

#[test]
fn of_two_functions_of_one_name_the_second_is_left_out() {
    check(
        "pub trait Near<T> { fn is_near(&self, other: u8) -> bool; }
         pub struct Town { pub size: u8 }
         mod a { use super::Town; pub struct Key; impl super::Near<Key> for Town { fn is_near(&self, other: u8) -> bool {} } }
         mod b { use super::Town; pub struct Key; impl super::Near<Key> for Town { fn is_near(&self, other: u8) -> bool {} } }",
        &expect![[r#"
            <Town as Near<Key>>::is_near(self: Town, other: u8) -> bool
            struct Town { size: u8 }
            - <Town as Near<Key>>::is_near: another function has the same name
        "#]],
    );
}
