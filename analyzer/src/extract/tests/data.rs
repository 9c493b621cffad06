//! Tests of what crosses as data: structs and enums of the plugin, collections, boxes and moments.

use expect_test::expect;
use plugwright_interface::Function;

use super::{check, extraction};

#[test]
fn collections_boxes_and_moments_cross_both_ways() {
    check(
        "use std::{cmp, collections::{self, *, btree_map, hash_map::HashMap as Table}, rc::Rc, sync::Arc, time};
         pub fn maps(a: Table<&str, u8>, b: btree_map::BTreeMap<char, Vec<u8>>) -> collections::HashMap<&'static str, u8> {}
         pub fn sets(a: &HashSet<String>, b: BTreeSet<u8>) -> vec_deque::VecDeque<u8> {}
         pub fn hashers(a: Table<u8, u8, Own>) {} pub fn allocators(a: Vec<u8, Own>) {}
         pub fn boxes(a: Box<u8>, b: Box<str>, c: Box<[&str]>, d: Rc<String>, e: Arc<(u8, Box<u8>)>) -> Rc<Vec<Box<str>>> {}
         pub fn borrows(a: &u8, b: &String, c: &Vec<u8>, d: &&str, e: Option<&u8>, f: &[&u8], g: &Box<[u8]>) -> &'static u8 {}
         pub fn moments(a: std::time::Duration, b: &time::SystemTime) -> cmp::Ordering {}
         pub fn atomic(a: std::sync::atomic::Ordering) {}
         pub fn cow(a: std::borrow::Cow<'_, Vec<u8>>) {}",
        &expect![[r#"
            borrows(a: u8, b: String, c: Vec<u8>, d: &str, e: Option<u8>, f: &[u8], g: Vec<u8>) -> u8
            boxes(a: u8, b: String, c: Vec<&str>, d: String, e: (u8, u8)) -> Vec<String>
            maps(a: HashMap<&str, u8>, b: BTreeMap<char, Vec<u8>>) -> HashMap<String, u8>
            moments(a: Duration, b: SystemTime) -> Ordering
            sets(a: HashSet<String>, b: BTreeSet<u8>) -> Vec<u8>
            - hashers: parameter `a` has type `Table<u8, u8, Own>`: `std::collections::hash_map::HashMap` cannot cross
            - allocators: parameter `a` has type `Vec<u8, Own>`: `std::vec::Vec` cannot cross
            - atomic: parameter `a` has type `std::sync::atomic::Ordering`: `std::sync::atomic::Ordering` cannot cross
            - cow: parameter `a` has type `std::borrow::Cow<'_, Vec<u8>>`: `std::borrow::Cow` cannot cross
        "#]],
    );
}

#[test]
fn public_structs_and_enums_cross_with_what_they_hold() {
    check(
        "mod hidden { pub struct Inner(pub u8, pub Vec<super::Level>); pub struct Unused { pub a: u8 } }
         pub mod shown { pub use crate::hidden::*; pub mod deep { pub use crate::hidden::Inner as Deeper; } }
         pub enum Level { Low = -3, Some(Unit), Both { r#in: std::collections::BTreeMap<u8, Unit>, b: Box<str> } }
         pub mod shown2 { pub struct Nothing {} }
         pub use shown2::Nothing as Zero;
         type Alias<T> = Option<T>;
         pub struct Unit;
         pub struct Outer { pub inner: Alias<hidden::Inner>, pub zero: Zero, #[cfg(windows)] gone: Missing, pub pair: (u8, String) }
         pub fn take(outer: &Outer, list: &[Unit], map: std::collections::HashMap<u8, Unit>) -> Vec<Outer> {}",
        &expect![[r#"
            take(outer: Outer, list: &[Unit], map: HashMap<u8, Unit>) -> Vec<Outer>
            enum Level { Low, Some(Unit), Both { in: BTreeMap<u8, Unit>, b: String } }
            struct Outer { inner: Option<shown::Inner>, zero: Zero, pair: (u8, String) }
            struct Unit
            struct Zero {  }
            struct shown::Inner(u8, Vec<Level>)
        "#]],
    );
}

#[test]
fn says_why_a_type_does_not_cross() {
    check(
        "pub struct Private { pub a: u8, b: u8 } pub struct InCrate(pub(crate) u8);
         #[non_exhaustive] pub struct Growing { pub a: u8 }
         #[cfg_attr(unix, non_exhaustive)] pub enum Growing2 { A } pub enum Growing3 { A, #[non_exhaustive] B { a: u8 } }
         pub struct Generic<T>(pub T); pub struct Sized<const N: usize>; pub struct Borrowing<'a>(pub &'a str);
         pub struct Static(pub &'static str); pub struct Own { pub next: Option<Box<Self>> }
         pub struct Ping(pub Vec<Pong>); pub struct Pong(pub Option<Box<Ping>>);
         pub struct Loud; impl Drop for Loud { fn drop(&mut self) {} }
         mod m { pub struct Hidden; } pub enum Empty {} pub union Either { pub a: u8 }
         pub struct Nested { pub ok: u8, pub bad: Vec<(Private, u8)> }
         pub struct Undecided { #[cfg(version(\"1.2\"))] pub a: u8 }
         pub fn a(x: Private) {} pub fn b() -> InCrate {} pub fn c(x: &Growing) {} pub fn d(x: Growing2) {} pub fn e(x: Growing3) {}
         pub fn f(x: Generic<u8>) {} pub fn g(x: Sized<1>) {} pub fn h(x: Borrowing<'_>) {} pub fn i(x: Static) {}
         pub fn j(x: Own) {} pub fn k(x: Ping) {} pub fn l(x: Pong) {} pub fn m(x: Loud) {} pub fn n(x: m::Hidden) {}
         pub fn o(x: Empty) {} pub fn p(x: Either) {} pub fn q(x: Nested) {} pub fn r(x: Undecided) {}",
        &expect![[r#"
            Growing3::A() -> Growing3
            Loud::of() -> Loud
            b() -> InCrate
            d(x: Growing2)
            e(x: Growing3)
            f(x: Generic<u8>)
            g(x: Sized<1>)
            j(x: Own)
            k(x: Ping)
            l(x: Pong)
            m(x: Loud)
            struct Generic<u8>(u8)
            enum Growing2 { A }
            type Growing3
            type InCrate
            type Loud
            struct Own { next: Option<Own> }
            struct Ping(Vec<Pong>)
            struct Pong(Option<Ping>)
            struct Sized<1>
            - a: parameter `x` has type `Private`: `Private` has private fields
            - c: parameter `x` has type `&Growing`: `Growing` is `#[non_exhaustive]`
            - h: parameter `x` has type `Borrowing<'_>`: `Borrowing` has a lifetime
            - i: parameter `x` has type `Static`: field `0` of `Static`: a borrowed argument does not last for `'static`
            - n: parameter `x` has type `m::Hidden`: `Hidden` has no public path
            - o: parameter `x` has type `Empty`: `Empty` has no variants
            - p: parameter `x` has type `Either`: `Either` is a union of the plugin
            - q: parameter `x` has type `Nested`: field `bad` of `Nested`: `Private` has private fields
            - r: parameter `x` has type `Undecided`: `Undecided` depends on `version("1.2")`, which cannot be decided before the build
        "#]],
    );
}

#[test]
fn what_is_shared_is_copied_on_its_way_out() {
    check(
        "use std::rc::Rc;
         pub struct Without; #[derive(Debug, Clone)] pub struct Derived; pub struct Written;
         impl Clone for Written { fn clone(&self) -> Self { Self } }
         pub struct Holder { pub shared: Rc<Without> }
         pub fn a(x: &Without, y: Rc<Without>) {} pub fn b(x: &Without) -> &Without {} pub fn c() -> Rc<Without> {}
         pub fn d(x: &[Without]) -> &[Without] {} pub fn e(x: &Derived) -> &Derived {} pub fn f() -> Rc<Vec<Written>> {}
         pub fn g() -> Box<Without> {} pub fn h(x: Holder) {} pub fn i(x: &Without) -> Vec<&Without> {}",
        &expect![[r#"
            Holder::of(shared: Without) -> Holder
            a(x: Without, y: Without)
            e(x: Derived) -> Derived
            f() -> Vec<Written>
            g() -> Without
            h(x: Holder)
            struct Derived
            type Holder
            struct Without
            struct Written
            - b: the result has type `&Without`: `Without` would be copied, but is not `Clone`
            - c: the result has type `Rc<Without>`: `Without` would be copied, but is not `Clone`
            - d: the result has type `&[Without]`: `Without` would be copied, but is not `Clone`
            - i: the result has type `Vec<&Without>`: `Without` would be copied, but is not `Clone`
        "#]],
    );
}

#[test]
fn methods_of_data_are_functions_of_self() {
    check(
        "pub struct Point { pub x: u8 } pub struct Opaque(u8); type Alias = Point;
         impl Point {
             pub fn get(&self) -> u8 {} pub fn take(self) {} pub fn boxed(self: Box<Self>) {} pub fn set(&mut self) {}
             pub fn shared(self: &std::rc::Rc<Self>, other: &Self) -> &Self {} fn private(&self) {}
             pub fn pinned(self: std::pin::Pin<&mut Self>) {} pub fn lasting(&'static self) {}
         }
         impl Alias { pub fn alias(mut self) -> Self {} }
         impl Opaque { pub fn get(&self) -> u8 {} pub fn set(&mut self) {} pub fn free() -> u8 {} }
         impl Default for Point { fn default() -> Self {} }",
        &expect![[r#"
            Opaque::free() -> u8
            Point::alias(self: Point) -> Point
            Point::boxed(self: Point)
            Point::default() -> Point
            Point::get(self: Point) -> u8
            Point::set(self: &mut Point)
            Point::take(self: Point)
            struct Point { x: u8 }
            - Point::shared: the result has type `&Self`: `Point` would be copied, but is not `Clone`
            - Point::pinned: it takes `self: std::pin::Pin<&mut Self>`: `std::pin::Pin` cannot cross
            - Point::lasting: it takes `&'static self`: a borrowed argument does not last for `'static`
            - Opaque::get: it takes `&self`: `Opaque` has private fields
            - Opaque::set: it takes `&mut self`: `Opaque` has private fields
        "#]],
    );
}

#[test]
fn a_type_parameter_stands_for_exactly_one_type() {
    check(
        "pub struct P;
         pub fn a(x: Vec<impl AsRef<str>>) {} pub fn b(x: &Vec<impl AsRef<str>>) {} pub fn c<T: AsRef<str>>(x: Box<T>) {}
         pub fn d<T: AsRef<str>>(x: &[T]) {} pub fn e(x: impl IntoIterator<Item = P>) {}
         pub fn f<'a>(x: impl IntoIterator<Item = &'a P>) {} pub fn g(x: impl Into<P>) {} pub fn h(x: &impl AsRef<str>) {}
         pub fn i<T: AsRef<str>>(x: std::collections::HashMap<T, P>) {}",
        &expect![[r#"
            a(x: Vec<&str>) ~
            c(x: &str)
            d(x: &[&str]) ~
            e(x: Vec<P>) ~
            f(x: &[P]) ~
            g(x: P) ~
            i(x: HashMap<&str, P>) ~
            struct P
            - b: parameter `x` has type `&Vec<impl AsRef<str>>`: a type parameter behind a reference or in a box cannot cross
            - h: parameter `x` has type `&impl AsRef<str>`: a type parameter behind a reference or in a box cannot cross
        "#]],
    );
}

#[test]
fn types_inside_each_other_end() {
    let structs = (0..200).map(|index| format!("pub struct S{index}(pub S{});", index + 1));
    let text =
        structs.chain(["pub struct S200; pub fn a(x: S0) {} pub fn b(x: S199) {}".to_owned()]).collect::<String>();
    let found = extraction("2021", &[("src/lib.rs", &text)]);
    let path = |function: &Function| function.path.clone();
    let (made, own): (Vec<_>, Vec<_>) =
        found.interface.functions.iter().map(path).partition(|path| path.contains("::"));
    assert_eq!((own, found.skipped), (vec!["a".to_owned(), "b".to_owned()], Vec::new()));
    assert!(made.contains(&"S0::of".to_owned()) && !made.contains(&"S199::of".to_owned()), "{made:?}");
}

#[test]
fn what_stays_is_made_of_its_fields() {
    check(
        "pub struct Hooks { pub start: Box<dyn Fn(&str) -> bool + Send>, pub r#type: u32 }
        pub fn a(hooks: &Hooks) {}
        pub struct Plan(pub Hooks, #[cfg(windows)] pub u8, pub String);
        pub fn b(plans: Vec<Plan>) {}
        pub enum Job { Run(Box<dyn FnOnce()>), Each { f: Box<dyn Fn(u8)> }, Raw(*const u8), Wait }
        pub fn c(job: Job) {}
        // Its author's function of that name stands, also where it cannot be called.
        pub struct Own { pub f: Box<dyn Fn()> }
        impl Own { pub fn of(n: u8) -> Self {} }
        pub struct Odd { pub f: Box<dyn Fn()> }
        impl Odd { pub fn of(n: *const u8) -> Self {} }
        pub fn d(own: Own, odd: Odd) {}
        pub struct Set { pub f: Box<dyn Fn()> }
        impl Set { pub const of: u8 = 1; }
        pub fn l(set: Set) {}
        // Nothing takes it.
        pub struct Free { pub f: Box<dyn Fn()> }
        pub fn e() -> Free {}
        pub struct Raw { pub f: Box<dyn Fn()>, pub p: *const u8 }
        pub fn f(raw: Raw) {}
        pub struct Hidden { pub f: Box<dyn Fn()>, p: u8 }
        pub fn g(hidden: Hidden) {}
        #[non_exhaustive] pub struct Grows { pub f: Box<dyn Fn()> }
        pub fn h(grows: Grows) {}
        pub struct Of<T> { pub f: Box<dyn Fn(T)>, pub t: T }
        pub fn i(of: Of<u8>) {}
        pub struct Lent<'a> { pub f: &'a dyn Fn() }
        pub fn j(lent: Lent) {}
        pub trait Shape { fn area(&self) -> f64; }
        pub struct Scene { pub shapes: Vec<Box<dyn Shape>> }
        pub fn k(scene: &mut Scene) {}",
        &expect![[r#"
            Hooks::of(start: Box<dyn Fn(String) -> bool + Send + Sync>, type: u32) -> Hooks
            Job::Each(f: Box<dyn Fn(u8) + Send + Sync>) -> Job
            Job::Run(arg0: Box<dyn FnOnce() + Send>) -> Job
            Job::Wait() -> Job
            Own::of(n: u8) -> Own
            Plan::of(arg0: Hooks, arg1: String) -> Plan
            Scene::of(shapes: Vec<Box<dyn Shape>>) -> Scene
            Shape::area(self: &dyn Shape) -> f64
            Shape::implement(area: Box<dyn Fn() -> f64 + Send + Sync>) -> Box<dyn Shape>
            a(hooks: &Hooks)
            b(plans: Vec<Plan>)
            c(job: Job)
            e() -> Free
            k(scene: &mut Scene)
            const Set::of: u8
            type Free
            type Hooks
            type Job
            type Own
            type Plan
            type Scene
            type dyn Shape
            - Odd::of: parameter `n` has type `*const u8`: a raw pointer cannot cross
            - d: parameter `odd` has type `Odd`: what would make one has the name `Odd::of`, which is taken
            - l: parameter `set` has type `Set`: what would make one has the name `Set::of`, which is taken
            - f: parameter `raw` has type `Raw`: field `p` of `Raw`: a raw pointer cannot cross
            - g: parameter `hidden` has type `Hidden`: `Hidden` has private fields
            - h: parameter `grows` has type `Grows`: `Grows` is `#[non_exhaustive]`
            - i: parameter `of` has type `Of<u8>`: field `f` of `Of`: a closure in a generic type cannot cross
            - j: parameter `lent` has type `Lent`: `Lent` has a lifetime
        "#]],
    );
}

#[test]
fn lengths_are_constants_of_types() {
    check(
        "pub struct Packet { pub bytes: [u8; Self::LEN] }
        impl Packet { pub const LEN: usize = HEAD + 2; const HALF: usize = Self::LEN / 2;
            pub fn a(self, x: [u8; Self::HALF]) -> [u8; Packet::LEN * 2] {} }
        const HEAD: usize = 4; pub type Alias = Packet; pub fn b(x: [u8; Alias::LEN]) {}
        pub trait Wide { const WIDTH: usize; } impl Wide for Packet { const WIDTH: usize = Self::LEN; }
        pub fn c(x: [u8; <Packet as Wide>::WIDTH], y: [u8; Packet::WIDTH]) {}
        pub fn d(x: [u8; u32::BITS as usize / 8], y: [u8; size_of::<u64>() + std::mem::size_of::<f32>()]) {}
        pub fn e(x: [u8; usize::BITS as usize]) {}
        impl Packet { pub const ROUND: usize = Self::ROUND; pub const SMALL: u8 = 3; } pub fn f(x: [u8; Packet::ROUND]) {}
        pub fn g(x: [u8; Packet::SMALL as usize]) {}
        pub struct Of<T>(T); impl Of<u8> { pub const LEN: usize = 1; } impl Of<u16> { pub const LEN: usize = 2; }
        pub fn h(x: [u8; Of::<u16>::LEN]) {} pub fn i(x: [u8; Missing::LEN]) {} pub fn j(x: [u8; LEN]) {}
        pub fn k(x: [u8; own::size_of::<u8>()]) {} mod own { pub const fn size_of<T>() -> usize { 7 } }",
        &expect![[r#"
            Packet::a(self: Packet, x: [u8; 3]) -> [u8; 12]
            b(x: [u8; 6])
            c(x: [u8; 6], y: [u8; 6])
            d(x: [u8; 4], y: [u8; 12])
            const Packet::LEN: usize
            const Packet::ROUND: usize
            const Packet::SMALL: u8
            struct Packet { bytes: [u8; 6] }
            - e: parameter `x` has type `[u8; usize::BITS as usize]`: the length of the array could not be worked out
            - f: parameter `x` has type `[u8; Packet::ROUND]`: the length of the array could not be worked out
            - g: parameter `x` has type `[u8; Packet::SMALL as usize]`: the length of the array could not be worked out
            - Of::LEN: it is generic over `T` without one obvious instance
            - Of::LEN: it is generic over `T` without one obvious instance
            - h: parameter `x` has type `[u8; Of::<u16>::LEN]`: the length of the array could not be worked out
            - i: parameter `x` has type `[u8; Missing::LEN]`: the length of the array could not be worked out
            - j: parameter `x` has type `[u8; LEN]`: the length of the array could not be worked out
            - k: parameter `x` has type `[u8; own::size_of::<u8>()]`: the length of the array could not be worked out
        "#]],
    );
}
