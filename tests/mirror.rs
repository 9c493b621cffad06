//! The host's own structs and enums in typed calls, by `derive(Bridge)`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;

use expect_test::{Expect, expect};
use plugwright::private::{Binding, Source};
use plugwright::{Bridge, Library, OpenError, Plugin};

use crate::plugins::{builder, chain, check_lanes, fixture, plugin_of};

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Place {
    x: f64,
    y: f64,
}

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Pair(i32, String);

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Length(f64);

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Marker;

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Nothing {}

#[derive(Bridge, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Low,
    High,
}

#[derive(Bridge, Clone, Debug, PartialEq)]
enum Shape {
    Empty,
    Dot(Place),
    Line(Place, Place),
    Circle { center: Place, radius: f64 },
}

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Drawing {
    r#type: Option<Level>,
    shapes: Vec<Shape>,
    names: BTreeMap<String, Pair>,
    taken: Duration,
    parent: Length,
    shared: Place,
}

#[derive(Bridge, Clone, Debug, PartialEq)]
enum Failure {
    NotFound(String),
    Denied,
}

fn plugin(name: &str) -> Plugin {
    builder(fixture(name)).build().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn structs_and_enums_of_the_host_stand_for_the_plugins() {
    let p = plugin("data");
    let at = |x, y| Place { x, y };
    check_lanes!(p "mirror"(at(1.0, 2.0)): (Place) -> Place = at(2.0, 1.0));
    check_lanes!(p "distance"(at(0.0, 0.0), at(3.0, 4.0)): (Place, Place) -> Length = Length(5.0));
    check_lanes!(p "middle"(&[at(0.0, 0.0), at(2.0, 4.0)]): (&[Place]) -> Option<Place> = Some(at(1.0, 2.0)));
    check_lanes!(p "middle"(&[]): (&[Place]) -> Option<Place> = None);
    check_lanes!(p "pair"(Pair(1, "a".into())): (Pair) -> Pair = Pair(2, "a!".into()));
    check_lanes!(p "marker"(Marker, Nothing {}): (Marker, Nothing) -> (Marker, Nothing) = (Marker, Nothing {}));
    check_lanes!(p "other_level"(Level::Low): (Level) -> Level = Level::High);
    let shapes = || {
        let circle = Shape::Circle { center: at(1.0, 2.0), radius: 3.0 };
        vec![Shape::Empty, Shape::Dot(at(1.0, 2.0)), Shape::Line(at(0.0, 0.0), at(1.0, 1.0)), circle]
    };
    check_lanes!(p "shapes"(shapes()): (Vec<Shape>) -> Vec<Shape> = shapes().into_iter().rev().collect());
    check_lanes!(p "Shape::points"(Shape::Line(at(0.0, 0.0), at(1.0, 1.0))): (Shape) -> Vec<Place>
        = vec![at(0.0, 0.0), at(1.0, 1.0)]);
    check_lanes!(p "find"("moon"): (&str) -> Result<Place, Failure> = Err(Failure::NotFound("moon".into())));
    check_lanes!(p "find"("secret"): (&str) -> Result<Place, Failure> = Err(Failure::Denied));
    let drawing = || Drawing {
        r#type: Some(Level::High),
        shapes: shapes(),
        names: BTreeMap::from([("a".to_owned(), Pair(1, "x".to_owned()))]),
        taken: Duration::new(1, 5),
        parent: Length(1.5),
        shared: at(1.0, 2.0),
    };
    check_lanes!(p "drawing"(drawing()): (Drawing) -> Drawing = drawing());
}

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Tried {
    outcome: Result<u8, String>,
    before: Vec<Result<(), char>>,
}

#[test]
fn a_result_inside_a_field_and_values_without_size_cross() {
    let p = plugin("data");
    let tried = || Tried { outcome: Err("no".into()), before: vec![Ok(()), Err('x')] };
    check_lanes!(p "tried"(tried()): (Tried) -> Tried = tried());
    check_lanes!(p "markers"(vec![Marker; 3]): (Vec<Marker>) -> Vec<Marker> = vec![Marker; 2]);
    check_lanes!(p "markers"(vec![]): (Vec<Marker>) -> Vec<Marker> = vec![]);
}

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Marked {
    number: u32,
    mark: (),
    window: Range<u8>,
    home: PathBuf,
    peers: Vec<std::net::SocketAddr>,
}

#[test]
fn fields_of_standard_types_cross() {
    let p = plugin("standard");
    let marked = |number| Marked {
        number,
        mark: (),
        window: 1..2,
        home: "/root".into(),
        peers: vec!["10.0.0.1:1".parse().expect("an address")],
    };
    check_lanes!(p "marked"(marked(1)): (Marked) -> Marked = marked(2));
}

/// Says what a host with the wrong types reads.
#[track_caller]
fn check_mismatch<P: plugwright_loader::Arguments, R: plugwright_loader::Answer>(name: &str, expect: Expect) {
    let error = plugin("data").function(name).expect("it is there").typed::<P, R>().expect_err("the types differ");
    expect.assert_eq(&error.to_string());
}

#[test]
fn a_mismatch_prints_both_sides_and_the_field() {
    #[derive(Bridge, Clone)]
    struct Narrow {
        _x: f64,
    }

    #[derive(Bridge, Clone)]
    struct Point {
        x: f64,
        y: f32,
    }

    #[derive(Bridge, Clone)]
    enum Figure {
        Empty,
        Dot(Point),
    }

    // The plugin's once had a third field, and this host was written then.
    #[derive(Bridge, Clone)]
    #[allow(dead_code)]
    struct Older {
        x: f64,
        y: f64,
        z: f64,
    }

    check_mismatch::<(Older,), Place>(
        "mirror",
        expect![[r#"
        `mirror` is not of the type that the host names
          plugin: fn(Point) -> Point
            host: fn(main::mirror::a_mismatch_prints_both_sides_and_the_field::Older) -> main::mirror::Place
        they part at `point`
          plugin: no more fields, in struct Point { x: f64, y: f64 }
            host: the field `z`, in struct main::mirror::a_mismatch_prints_both_sides_and_the_field::Older { x: f64, y: f64, z: f64 }"#]],
    );
    let _used = |point: Point| (point.x, point.y, Figure::Empty, Figure::Dot(point));
    check_mismatch::<(Point,), Place>(
        "mirror",
        expect![[r#"
        `mirror` is not of the type that the host names
          plugin: fn(Point) -> Point
            host: fn(main::mirror::a_mismatch_prints_both_sides_and_the_field::Point) -> main::mirror::Place
        they part at `point.y`
          plugin: f64, in struct Point { x: f64, y: f64 }
            host: f32, in struct main::mirror::a_mismatch_prints_both_sides_and_the_field::Point { x: f64, y: f32 }"#]],
    );
    check_mismatch::<(Narrow,), Place>(
        "mirror",
        expect![[r#"
        `mirror` is not of the type that the host names
          plugin: fn(Point) -> Point
            host: fn(main::mirror::a_mismatch_prints_both_sides_and_the_field::Narrow) -> main::mirror::Place
        they part at `point`
          plugin: the field `x`, in struct Point { x: f64, y: f64 }
            host: the field `_x`, in struct main::mirror::a_mismatch_prints_both_sides_and_the_field::Narrow { _x: f64 }"#]],
    );
    check_mismatch::<(Vec<Figure>,), Vec<Figure>>(
        "shapes",
        expect![[r#"
        `shapes` is not of the type that the host names
          plugin: fn(Vec<Shape>) -> Vec<Shape>
            host: fn(Vec<main::mirror::a_mismatch_prints_both_sides_and_the_field::Figure>) -> Vec<main::mirror::a_mismatch_prints_both_sides_and_the_field::Figure>
        they part at `shapes[]::Dot.0.y`
          plugin: f64, in struct Point { x: f64, y: f64 }
            host: f32, in struct main::mirror::a_mismatch_prints_both_sides_and_the_field::Point { x: f64, y: f32 }"#]],
    );
    check_mismatch::<(Place,), Pair>(
        "mirror",
        expect![[r#"
        `mirror` is not of the type that the host names
          plugin: fn(Point) -> Point
            host: fn(main::mirror::Place) -> main::mirror::Pair
        they part at `result`
          plugin: 2 fields with names, in struct Point { x: f64, y: f64 }
            host: 2 fields without names, in struct main::mirror::Pair(i32, String)"#]],
    );
}

/// What generated bindings look for when they are given a library.
struct Functions;

fn bind(library: &Library) -> Result<Functions, OpenError> {
    library.function("mirror")?.typed::<(Place,), Place>()?;
    library.function("pick")?.typed::<(Sign,), u8>()?;
    Ok(Functions)
}

#[derive(Bridge)]
enum Sign {
    Plus,
    Minus,
}

/// Gives bindings a library of `source` that was built after the host was.
#[track_caller]
fn check_bound(source: &str, expect: Expect) {
    let binding = Box::leak(Box::new(Binding::new("sample", Source::Attached, bind)));
    let plugin = plugin_of(source);
    let said = binding.attach(plugin.library()).err().map(|error| chain(&error)).unwrap_or_default();
    expect.assert_eq(&said);
}

#[test]
fn bindings_refuse_a_library_that_has_lost_something() {
    const POINT: &str = "pub struct Point { pub x: f64, pub y: f64 } pub fn mirror(point: Point) -> Point { point }";
    const SIGN: &str = "pub enum Sign { Plus, Minus } pub fn pick(sign: Sign) -> u8 { sign as u8 }";
    check_bound(&format!("{POINT} {SIGN}"), expect![""]);
    check_bound(
        &format!("{} {SIGN}", POINT.replace(", pub y: f64", "")),
        expect![[r#"
        cannot open the plugin `sample`: `mirror` is not of the type that the host names
          plugin: fn(Point) -> Point
            host: fn(main::mirror::Place) -> main::mirror::Place
        they part at `point`
          plugin: no more fields, in struct Point { x: f64 }
            host: the field `y`, in struct main::mirror::Place { x: f64, y: f64 }"#]],
    );
    check_bound(
        &format!("{POINT} {}", SIGN.replace(", Minus", "")),
        expect![[r#"
        cannot open the plugin `sample`: `pick` is not of the type that the host names
          plugin: fn(Sign) -> u8
            host: fn(main::mirror::Sign) -> u8
        they part at `sign`
          plugin: no more variants, in enum Sign { Plus }
            host: the variant `Minus`, in enum main::mirror::Sign { Plus, Minus }"#]],
    );
    check_bound(POINT, expect!["cannot open the plugin `sample`: `sample` has no function `pick`"]);
}
