//! Tests of types of other crates: what of them crosses once their sources are known, and what is asked for before.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};

use super::text;
use crate::{Extraction, Features, Package, PackageId, Sources, Target, extract_with, parse};

/// A package, the text of its library, and the names of the packages that it depends on, which it has for their crates too.
type Given<'g> = (&'g str, &'g str, &'g [&'g str]);

fn package(&(name, library, dependencies): &Given<'_>) -> Package {
    let mut manifest =
        format!("[package]\nname = '{name}'\nversion = '1.0.0'\nedition = '2021'\n[features]\nwide = []\n");
    manifest += "[dependencies]\n";
    manifest.extend(dependencies.iter().map(|name| format!("{name} = '1'\n")));
    let features = Features { default: false, names: vec!["wide".to_owned()], ..Features::default() };
    Package {
        name: name.to_owned(),
        id: PackageId::default(),
        sources: Sources::from_files([("Cargo.toml", manifest.as_str()), ("src/lib.rs", library)]),
        target: Target::parse("unix\n").with_features(features),
        dependencies: dependencies
            .iter()
            .map(|name| ((*name).to_owned(), (*name).to_owned()))
            .collect::<BTreeMap<_, _>>(),
    }
}

#[track_caller]
fn extraction(library: &str, given: &[Given<'_>]) -> Extraction {
    let manifest = "[package]\nname = 'a'\nversion = '1.0.0'\nedition = '2021'\n[dependencies]\ncolors = '1'\nshapes = '1'\nfar = '1'\n[dev-dependencies]\ntested = '1'\n";
    let sources = Sources::from_files([("Cargo.toml", manifest), ("src/lib.rs", library)]);
    let packages: Vec<_> = given.iter().map(package).collect();
    let extraction = parse(&sources, &Target::parse("unix\n"), |krate, faults| {
        assert!(faults.is_empty(), "{faults:?}");
        extract_with(krate, &packages)
    });
    extraction.unwrap()
}

/// Lists what is found, and the packages that are missed.
#[track_caller]
fn check(library: &str, given: &[Given<'_>], expect: &Expect) {
    let found = extraction(library, given);
    let missed: Vec<_> = found.missed.iter().map(String::as_str).collect();
    expect.assert_eq(&format!("{}missed: {}\n", text(&found), missed.join(" ")));
}

const COLORS: &str = "
    #[derive(Clone)] pub struct Rgb<T> { pub r: T, pub g: T, pub b: T }
    pub type Rgb8 = Rgb<u8>;
    pub mod named { pub enum Name { Red, Other(super::Rgb<u16>) } pub struct Palette(Vec<Name>); }
    pub use named::Name;
    #[cfg(feature = \"wide\")] pub struct Wide { pub bits: [u32; SIZE] }
    const SIZE: usize = 2 * 2;
    pub type Result<T> = std::result::Result<T, Fault>;
    pub struct Fault { at: usize }
    impl core::fmt::Display for Fault { fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result { Ok(()) } }
    pub enum Plain { One }
    pub struct View<'a> { pub text: &'a str }
    pub struct Hooks { pub done: Box<dyn Fn(u8)>, pub draw: Box<dyn Draw> }
    pub trait Draw { fn draw(&self); }
    pub fn never_exported() {}
    impl<T> Rgb<T> { pub fn red(&self) -> &T { &self.r } }
    mod hidden { pub struct Secret { pub x: u8 } }
    pub struct Outer { pub inner: hidden::Secret }
";

#[test]
fn a_package_that_is_not_known_is_missed_once_its_types_are_met() {
    check(
        "pub fn a(x: colors::Rgb8) {} pub fn b() -> Result<u8, far::Error> { Ok(1) } pub fn c(x: shapes::Point<u8>, y: &tested::X) {}
         pub fn d(x: std::any::TypeId) {} fn private(x: far::Private) {}",
        &[],
        &expect![[r#"
            b() -> Result<u8, String> !
            - a: parameter `x` has type `colors::Rgb8`: `colors::Rgb8` is of a dependency, which is read where the policy lets it be built (`dependencies`)
            - c: parameter `x` has type `shapes::Point<u8>`: `shapes::Point` is of a dependency, which is read where the policy lets it be built (`dependencies`)
            - d: parameter `x` has type `std::any::TypeId`: `std::any::TypeId` cannot cross
            missed: colors shapes
        "#]],
    );
}

#[test]
fn data_of_a_known_package_crosses_as_the_plugins_does() {
    check(
        "pub use colors::Rgb8 as Color; use colors::named::*;
         pub fn mix(a: colors::Rgb8, b: &Color) -> colors::Rgb<u8> { a }
         pub fn name(x: Name) -> Option<colors::Name> { None }
         pub fn wide(x: &mut colors::Wide) {}
         pub struct Mine { pub color: Color, pub all: Vec<colors::Rgb<Level>> }
         pub enum Level { Low }
         pub fn mine(x: Mine) -> Mine { x }
         pub fn parse(x: &str) -> colors::Result<Color> { loop {} }
         pub fn fallible() -> Result<u8, colors::Fault> { Ok(1) }
         pub fn plain() -> Result<u8, colors::Plain> { Ok(1) }
         pub fn view(x: &str) -> colors::View<'_> { loop {} }",
        &[("colors", COLORS, &[])],
        &expect![[r#"
            fallible() -> Result<u8, String> !
            mine(x: Mine) -> Mine
            mix(a: ::colors::Rgb<u8>, b: ::colors::Rgb<u8>) -> ::colors::Rgb<u8>
            name(x: ::colors::Name) -> Option<::colors::Name>
            parse(x: &str) -> Result<::colors::Rgb<u8>, String> !
            plain() -> Result<u8, ::colors::Plain>
            view(x: &str) -> ::colors::View<'_>
            wide(x: &mut ::colors::Wide)
            enum ::colors::Name { Red, Other(::colors::Rgb<u16>) }
            enum ::colors::Plain { One }
            struct ::colors::Rgb<crate::Level> { r: Level, g: Level, b: Level }
            struct ::colors::Rgb<u16> { r: u16, g: u16, b: u16 }
            struct ::colors::Rgb<u8> { r: u8, g: u8, b: u8 }
            struct ::colors::View<'_> { text: String }
            struct ::colors::Wide { bits: [u32; 4] }
            enum Level { Low }
            struct Mine { color: ::colors::Rgb<u8>, all: Vec<::colors::Rgb<crate::Level>> }
            missed: 
        "#]],
    );
}

#[test]
fn what_cannot_cross_stays_in_the_plugin_or_says_why() {
    check(
        "pub fn palette() -> colors::named::Palette { loop {} } pub fn show(x: &colors::named::Palette) {}
         pub fn hooks(x: colors::Hooks) {} pub fn draw(x: &dyn colors::Draw) {}
         pub fn outer(x: colors::Outer) {}
         pub struct Kept(u8);
         pub fn kept(x: colors::Rgb<Kept>) {} pub fn make() -> Kept { loop {} } pub fn makes() -> colors::Result<Kept> { loop {} }
         pub fn many() -> Vec<colors::Rgb<colors::named::Palette>> { loop {} }
         pub fn missing(x: colors::Missing) {}
         pub fn view(x: colors::View<'_>) {}
         pub struct Holder { pub palette: colors::named::Palette }
         pub fn hold(x: Holder) {}",
        &[("colors", COLORS, &[])],
        &expect![[r#"
            Holder::of(palette: ::colors::named::Palette) -> Holder
            hold(x: Holder)
            make() -> Kept
            makes() -> Result<Kept, String> !
            many() -> Vec<::colors::Rgb<::colors::named::Palette>>
            palette() -> ::colors::named::Palette
            show(x: &::colors::named::Palette)
            type ::colors::Rgb<::colors::named::Palette>
            type ::colors::named::Palette
            type Holder
            type Kept
            - hooks: parameter `x` has type `::colors::Hooks`: field `done` of `Hooks`: a closure cannot cross
            - draw: parameter `x` has type `&dyn colors::Draw`: a trait object cannot cross
            - outer: parameter `x` has type `::colors::Outer`: field `inner` of `Outer`: `Secret` has no public path
            - kept: parameter `x` has type `::colors::Rgb<crate::Kept>`: field `r` of `Rgb`: `Kept` has private fields
            - missing: parameter `x` has type `colors::Missing`: `colors::Missing` cannot cross
            - view: parameter `x` has type `colors::View<'_>`: `View` has a lifetime
            missed: 
        "#]],
    );
}

#[test]
fn packages_have_packages_of_their_own() {
    let far = "pub use colors::Rgb8; pub struct Deep { pub color: colors::Rgb8, pub more: Option<unknown::Thing> } pub struct Near { pub color: colors::Rgb8 }";
    check(
        "pub fn a(x: far::Rgb8) {} pub fn b(x: far::Near) -> colors::Rgb8 { x.color } pub fn c(x: far::Deep) {}",
        &[("far", far, &["colors", "unknown"]), ("colors", COLORS, &[])],
        &expect![[r#"
            a(x: ::colors::Rgb<u8>)
            b(x: ::far::Near) -> ::colors::Rgb<u8>
            struct ::colors::Rgb<u8> { r: u8, g: u8, b: u8 }
            struct ::far::Near { color: ::colors::Rgb<u8> }
            - c: parameter `x` has type `::far::Deep`: field `more` of `Deep`: `unknown::Thing` is of a dependency, which is read where the policy lets it be built (`dependencies`)
            missed: unknown
        "#]],
    );
}

#[test]
fn types_of_packages_go_in_for_objects_of_the_plugins_traits() {
    check(
        "pub trait Area { fn area(&self) -> u8; }
         impl Area for colors::Rgb8 { fn area(&self) -> u8 { 1 } } impl Area for colors::named::Palette { fn area(&self) -> u8 { 1 } }
         impl Area for Own { fn area(&self) -> u8 { 1 } } pub struct Own { x: u8 } pub fn own() -> Own { loop {} }
         pub fn palette() -> colors::named::Palette { loop {} } pub fn total(x: &dyn Area) -> u8 { 1 }",
        &[("colors", COLORS, &[])],
        &expect![[r#"
            <colors::Rgb8 as Area>::area(self: ::colors::Rgb<u8>) -> u8
            <colors::named::Palette as Area>::area(self: &::colors::named::Palette) -> u8
            Area::area(self: &dyn Area) -> u8
            Area::implement(area: Box<dyn Fn() -> u8 + Send + Sync>) -> Box<dyn Area>
            Area::of::<::colors::Rgb<u8>>(value: ::colors::Rgb<u8>) -> Box<dyn Area> ~
            Own::area(self: &Own) -> u8
            own() -> Own
            palette() -> ::colors::named::Palette
            total(x: &dyn Area) -> u8
            struct ::colors::Rgb<u8> { r: u8, g: u8, b: u8 }
            type ::colors::named::Palette
            type Own
            type dyn Area
            missed: 
        "#]],
    );
    let found = extraction(
        "pub trait Area { fn area(&self) -> u8; } impl Area for colors::named::Palette { fn area(&self) -> u8 { 1 } }
         pub fn palette() -> colors::named::Palette { loop {} } pub fn total(x: &dyn Area) -> u8 { 1 }",
        &[("colors", COLORS, &[])],
    );
    assert_eq!(
        found.interface.implementors,
        [("dyn Area".to_owned(), vec!["::colors::named::Palette".to_owned()])].into()
    );
}

/// Packages in a row, of which each has types in a row, the last of which holds the first of the next package.
fn chain(packages: usize, types: usize) -> Vec<(String, String, Vec<String>)> {
    let package = |index: usize| {
        let inner = |ty: usize| match (ty + 1 < types, index + 1 < packages) {
            (true, _) => format!("T{}", ty + 1),
            (false, true) => format!("far{}::T0", index + 1),
            (false, false) => "u8".to_owned(),
        };
        let texts = (0..types)
            .map(|ty| format!("pub struct T{ty} {{ pub x: {}{}{} }}", "Vec<".repeat(40), inner(ty), ">".repeat(40)));
        let name = if index == 0 { "far".to_owned() } else { format!("far{index}") };
        let needs = (index + 1 < packages).then(|| format!("far{}", index + 1));
        (name, texts.collect(), needs.into_iter().collect())
    };
    (0..packages).map(package).collect()
}

#[track_caller]
fn check_chain(packages: usize, types: usize, expect: &Expect) {
    let chain = chain(packages, types);
    let needs: Vec<Vec<&str>> = chain.iter().map(|(.., needs)| needs.iter().map(String::as_str).collect()).collect();
    let given: Vec<Given<'_>> = chain
        .iter()
        .zip(&needs)
        .map(|((name, text, _), needs)| (name.as_str(), text.as_str(), needs.as_slice()))
        .collect();
    let found = extraction("pub fn a(x: far::T0) {}", &given);
    let found: Vec<_> = found
        .interface
        .functions
        .iter()
        .map(ToString::to_string)
        .chain(found.skipped.iter().map(|skipped| skipped.reason.to_string()))
        .collect();
    expect.assert_eq(&found.join("\n"));
}

#[test]
fn no_row_of_packages_takes_the_stack_or_the_time() {
    check_chain(40, 1, &expect!["a(x: ::far::T0)"]);
    check_chain(8, 60, &expect!["parameter `x` has type `::far::T0`: field `x` of `T3`: the type has no end"]);
    check_chain(70, 1, &expect!["parameter `x` has type `::far::T0`: field `x` of `T0`: the type has no end"]);
}

#[test]
fn packages_that_depend_on_each_other_are_not_known() {
    let one = "pub struct One { pub x: shapes::Two }";
    let two = "pub struct Two { pub x: Option<Box<colors::One>> }";
    check(
        "pub fn a(x: colors::One) {}",
        &[("colors", one, &["shapes"]), ("shapes", two, &["colors"])],
        &expect![[r#"
            - a: parameter `x` has type `colors::One`: `colors::One` is of a dependency, which is read where the policy lets it be built (`dependencies`)
            missed: colors
        "#]],
    );
}
