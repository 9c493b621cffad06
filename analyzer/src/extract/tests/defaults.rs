//! Tests of the defaults that a manifest says, and of which types of data have one of their own.

use expect_test::{Expect, expect};

use crate::{Sources, Target, extract, parse};

/// Lists functions, types that are `Default` with the function that says so, and what is wrong with the defaults.
#[track_caller]
fn check(defaults: &str, library: &str, expect: &Expect) {
    let manifest =
        format!("[package]\nname = 'a'\nedition = '2024'\n[package.metadata.plugwright.defaults]\n{defaults}\n");
    let sources = Sources::from_files([("Cargo.toml", manifest.as_str()), ("src/lib.rs", library)]);
    let shown = parse(&sources, &Target::default(), |krate, diagnostics| {
        let extraction = extract(krate);
        let functions = extraction.interface.functions.iter().map(|func| format!("{func}\n"));
        let types = extraction.interface.types.iter();
        let types = types.filter_map(|found| Some(format!("{} by {}\n", found.path, found.default.as_ref()?)));
        let faults = diagnostics.iter().chain(&extraction.faults).map(|fault| {
            let help = fault.help.as_deref().unwrap_or("-");
            format!("{fault} [{}] ({help})\n", fault.notes.join(", "))
        });
        functions.chain(types).chain(faults).collect::<String>()
    });
    expect.assert_eq(&shown.expect("there is a thread"));
}

#[test]
fn defaults_go_to_the_parameters_that_they_name() {
    check(
        "greet = { times = 2, greeting = 'Hi' }\n\"m::Point::moved\" = { by = { x = 1, y = -2.5 } }\nall.wait = { secs = 1, nanos = 0 }",
        "pub fn greet(name: &str, greeting: &str, times: u32) {}
         pub mod m {
             #[derive(Default)] pub struct Point { pub x: f64, pub y: f64 }
             impl Point { pub fn moved(&self, by: Point) -> Point { by } }
         }
         pub fn all(wait: std::time::Duration, at: Option<u8>) {}",
        &expect![[r#"
            all(wait: Duration = {"nanos":0,"secs":1}, at: Option<u8>)
            greet(name: &str, greeting: &str = "Hi", times: u32 = 2)
            m::Point::default() -> m::Point
            m::Point::moved(self: m::Point, by: m::Point = {"x":1,"y":-2.5}) -> m::Point
            m::Point by m::Point::default
        "#]],
    );
}

#[test]
fn only_the_trait_makes_a_type_default() {
    check(
        "",
        "pub struct A { pub x: u8 }  impl Default for A { fn default() -> Self { A { x: 1 } } }
         pub struct B { pub x: u8 }  impl B { pub fn default() -> Self { B { x: 1 } } }
         #[derive(Default)] pub struct C<T> { pub x: T }
         #[derive(Default)] pub struct Hidden { x: u8 }
         pub fn all(a: A, b: B, c: C<u8>, hidden: &Hidden) {}",
        &expect![[r#"
            A::default() -> A
            B::default() -> B
            C::<u8>::default() -> C<u8>
            Hidden::default() -> Hidden
            all(a: A, b: B, c: C<u8>, hidden: &Hidden)
            A by A::default
            C<u8> by C::<u8>::default
        "#]],
    );
}

#[test]
fn what_does_not_fit_is_reported_with_its_place() {
    check(
        "hum = { volume = 300, self = 1 }\nskipped = { x = 1 }\nopen = { file = { '$handle' = '1-1' } }\nnone = { a = 1 }\nlast = { a = 1 }",
        "pub fn hum(volume: u8) {}
         pub fn skipped(x: *const u8) {}
         pub struct File { fd: u8 }
         impl File { pub fn new() -> Self { File { fd: 1 } } }
         pub fn open(file: Option<&File>) {}
         pub fn none() {}
         pub fn last(a: u8, b: Option<u8>, c: u8) {}",
        &expect![[r#"
            File::new() -> File
            hum(volume: u8)
            last(a: u8 = 1, b: Option<u8>, c: u8)
            none()
            open(file: Option<&File>)
            error[A016] Cargo.toml:5:18: the default of `volume` is no value of `u8`: invalid value: integer `300`, expected u8 [] (a default is written as JSON would have it, in TOML: `times = 2`, `at = { x = 1.0, y = 2.0 }`)
            error[A016] Cargo.toml:5:23: a default for `self`, which is no parameter of `hum` [] (it has volume)
            warning[A016] Cargo.toml:6:1: defaults for `skipped`, which is no function that can be called [`skipped` was skipped: parameter `x` has type `*const u8`: a raw pointer cannot cross (src/lib.rs:2:17)] (-)
            error[A016] Cargo.toml:7:17: the default of `file` is no value of `Option<&File>`: a value of `&File` stays in the plugin, and cannot be written down [] (a default is written as JSON would have it, in TOML: `times = 2`, `at = { x = 1.0, y = 2.0 }`)
            error[A016] Cargo.toml:8:10: a default for `a`, which is no parameter of `none` [] (it has none)
            error[A016] Cargo.toml:9:14: the default of `a` in `last` is never used: `c` behind it has none [] (give `c` a default too: only what is at the end of a call can be left out)
        "#]],
    );
}

#[test]
fn what_is_no_json_is_reported() {
    check(
        "hum = { volume = nan, tune = 1979-05-27, wide = 99999999999999999999, deep = [{ at = inf }] }\nsing = 3",
        "pub fn hum() {}",
        &expect![[r#"
            hum()
            error[A002] Cargo.toml:5:86: `at` must be a finite number, not float [] (-)
            error[A002] Cargo.toml:5:30: `tune` must be a value that JSON has too, not datetime [] (-)
            error[A002] Cargo.toml:5:18: `volume` must be a finite number, not float [] (-)
            error[A002] Cargo.toml:5:49: `wide` must be an integer of at most 64 bits, not integer [] (-)
            error[A002] Cargo.toml:6:8: `sing` must be a table, not integer [] (-)
        "#]],
    );
}

#[test]
fn what_a_macro_may_hide_is_only_a_warning() {
    check(
        "made = { x = 1 }",
        "make!(made);",
        &expect![[r#"
        warning[A016] Cargo.toml:5:1: defaults for `made`, which is no function that can be called [] (`plugwright inspect` lists the functions with their paths)
    "#]],
    );
}

#[test]
fn a_function_that_this_build_leaves_out_is_none_that_the_manifest_misses() {
    check(
        "extra = { x = 1 }\n\"A::more\" = { x = 1 }\nthrough = { x = 1 }\nmissing = { x = 1 }",
        "#[cfg(feature = \"extra\")] pub fn extra(x: u8) {}
         pub struct A { x: u8 }
         impl A { #[cfg(any())] pub fn more(x: u8) {} }
         pub unsafe fn through(x: u8) {}
         pub fn here() {}",
        &expect![[r#"
            here()
            warning[A016] Cargo.toml:5:1: defaults for `extra`, which is no function that can be called [] (`plugwright inspect` lists the functions with their paths)
            warning[A016] Cargo.toml:6:1: defaults for `A::more`, which is no function that can be called [] (`plugwright inspect` lists the functions with their paths)
            warning[A016] Cargo.toml:7:1: defaults for `through`, which is no function that can be called [`through` was skipped: it is unsafe to call (src/lib.rs:4:24)] (-)
            error[A016] Cargo.toml:8:1: defaults for `missing`, which is no function that can be called [] (`plugwright inspect` lists the functions with their paths)
        "#]],
    );
}
