//! Values of a plugin's types where objects of their traits are asked for.

use plugwright::{Object, Plugin, Value};

use crate::futures::run;
use crate::plugins::{builder, call, fixture, function};

fn plugin() -> Plugin {
    builder(fixture("objects")).build().unwrap_or_else(|error| panic!("{error}"))
}

fn disc(p: &Plugin, radius: f64) -> Object {
    call!(p "Disc::new"(radius): (f64) -> Object).expect("no panic")
}

fn pin(p: &Plugin) -> Object {
    call!(p "Pin::new"(5.0): (f64) -> Object).expect("no panic")
}

#[test]
fn a_value_goes_in_for_an_object_of_its_trait() {
    let p = plugin();
    let mut disc = disc(&p, 2.0);
    assert_eq!(call!(p "area_of"(&disc): (&Object) -> f64), Ok(12.0));
    assert_eq!(call!(p "double"(&mut disc): (&mut Object) -> ()), Ok(()));
    assert_eq!(call!(p "Disc::radius"(&disc): (&Object) -> f64), Ok(4.0), "it is still a disc, and another one");
    assert_eq!(call!(p "Shape::describe"(&disc): (&Object) -> String).as_deref(), Ok("a disc of 48"));
    assert_eq!(call!(p "maybe"(Some(&disc)): (Option<&Object>) -> Option<f64>), Ok(Some(48.0)));
    type Grown<'a> = (f64, Option<&'a mut Object>);
    let pin = pin(&p);
    let areas = call!(p "areas"(&[&pin, &pin], (0.5, Some(&mut disc))): (&[&Object], Grown<'_>) -> Vec<f64>);
    assert_eq!(areas, Ok(vec![5.0, 5.0]));
    assert_eq!(call!(p "tags"(&[&disc]): (&[&Object]) -> Vec<String>), Ok(vec!["<disc 2>".to_owned()]));
    let circle = call!(p "circle"(): () -> Object).expect("no panic");
    assert_eq!(call!(p "total"(vec![disc, circle, pin]): (Vec<Object>) -> f64), Ok(20.0));
    assert_eq!(call!(p "alive"(): () -> i64), Ok(0), "each was dropped once");
}

#[test]
fn a_value_goes_in_where_a_function_is_generic_by_its_trait() {
    let p = plugin();
    let own = disc(&p, 1.0);
    assert_eq!(call!(p "describe_any"(&own): (&Object) -> String).as_deref(), Ok("a disc of 3"));
    let mut own = own;
    assert_eq!(call!(p "grow_any"(&mut own, 2.0): (&mut Object, f64) -> ()), Ok(()));
    assert_eq!(call!(p "area_of_any"(own): (Object) -> f64), Ok(12.0));
    let (mut one, mut other) = (disc(&p, 1.0), disc(&p, 2.0));
    let error = call!(p "exchange"(&mut one, &mut other): (&mut Object, &mut Object) -> ()).expect_err("they stay");
    assert!(
        error.to_string().ends_with("expected dyn Shape, found Disc, which goes in here only as an object"),
        "{error}"
    );
    let error = p.call("exchange", &[Value::from(one), Value::from(other)]).expect_err("as above");
    assert!(
        error.to_string().ends_with("expected dyn Shape, found Disc, which goes in here only as an object"),
        "{error}"
    );
    let circle = call!(p "sent"(): () -> Object).expect("no panic");
    let largest = call!(p "largest"(vec![disc(&p, 2.0), circle]): (Vec<Object>) -> Option<Object>);
    let largest = largest.expect("no panic").expect("there were two");
    assert_eq!((largest.path(), call!(p "area_of"(&largest): (&Object) -> f64)), ("dyn Shape + Send", Ok(12.0)));
    let later = function(&p, "later").typed_async::<(Object,), f64>().expect("so");
    assert_eq!(run(later.call((disc(&p, 3.0),))), Ok(27.0));
    drop(largest);
    assert_eq!(p.call("alive", &[]), Ok(Value::from(0)));
}

#[test]
fn a_value_goes_in_behind_a_shared_pointer() {
    let p = plugin();
    let mut panel = call!(p "Panel::new"(10): (i64) -> Object).expect("no panic");
    assert_eq!(call!(p "Panel::add"(&mut panel, disc(&p, 2.0)): (&mut Object, Object) -> ()), Ok(()));
    assert_eq!(call!(p "Panel::sum"(&panel): (&Object) -> i64), Ok(22));
    drop(panel);
    let first = call!(p "first_of"(Some(disc(&p, 1.0))): (Option<Object>) -> Result<Object, String>);
    let first = first.expect("no panic").expect("there is one");
    assert_eq!(call!(p "Gauge::read"(&first): (&Object) -> i64), Ok(3));
    drop(first);
    assert_eq!(p.call("alive", &[]), Ok(Value::from(0)));
}

#[test]
fn values_go_in_dynamically() {
    let p = plugin();
    let disc = p.call("Disc::new", &[Value::from(2.0)]).expect("no panic");
    let lent = std::slice::from_ref(&disc);
    assert_eq!(p.call("area_of", lent), Ok(Value::from(12.0)));
    assert_eq!(p.call("double", lent), Ok(Value::Unit));
    assert_eq!(p.call("describe_any", lent), Ok(Value::from("a disc of 48")));
    assert_eq!(p.call("Disc::radius", lent), Ok(Value::from(4.0)));
    assert_eq!(p.call("send", lent), Ok(Value::from(48.0)));
    assert!(p.call("area_of", lent).is_err(), "it was given away");
    let all = Value::List(vec![
        p.call("Disc::new", &[Value::from(1.0)]).expect("no panic"),
        p.call("circle", &[]).expect("no panic"),
    ]);
    assert_eq!(p.call("total", &[all]), Ok(Value::from(6.0)));
    assert_eq!(p.call("alive", &[]), Ok(Value::from(0)));
}

#[test]
fn what_lacks_the_trait_or_a_bound_is_refused() {
    let p = plugin();
    let panel = call!(p "Panel::new"(1): (i64) -> Object).expect("no panic");
    let refused = |error: plugwright::CallError| error.to_string();
    let error = call!(p "area_of"(&panel): (&Object) -> f64).map_err(refused).expect_err("it is no shape");
    assert!(error.ends_with("expected dyn Shape (or Disc, Pin, dyn Solid), found Panel"), "{error}");
    let error = call!(p "send"(pin(&p)): (Object) -> f64).map_err(refused).expect_err("it is not `Send`");
    assert!(error.ends_with("expected dyn Shape + Send (or Disc, dyn Solid + Send), found Pin"), "{error}");
    let error = p.call("area_of", &[Value::from(panel)]).map_err(refused).expect_err("as above");
    assert!(error.ends_with("expected dyn Shape (or Disc, Pin, dyn Solid), found Panel"), "{error}");
    let free = function(&p, "area_of").typed::<(&Object<dyn Send>,), f64>().expect("a disc is");
    let disc = disc(&p, 1.0).claim::<dyn Send>().unwrap_or_else(|disc| panic!("{disc:?}"));
    assert_eq!(free.call((&disc,)), Ok(3.0));
}

#[test]
fn an_object_goes_in_for_one_of_a_supertrait() {
    let p = plugin();
    let before = p.memory().live;
    let mut ball = call!(p "ball"(): () -> Object).expect("no panic");
    assert_eq!(ball.path(), "dyn Solid + Send");
    assert_eq!(call!(p "double"(&mut ball): (&mut Object) -> ()), Ok(()));
    assert_eq!(call!(p "area_of"(&ball): (&Object) -> f64), Ok(12.0));
    assert_eq!(call!(p "Shape::describe"(&ball): (&Object) -> String).as_deref(), Ok("a circle of 12"));
    assert_eq!(call!(p "volume_of"(&ball): (&Object) -> f64), Ok(32.0));
    assert_eq!(
        call!(p "areas"(&[&ball, &ball], (1.0, None)): (&[&Object], (f64, Option<&mut Object>)) -> Vec<f64>),
        Ok(vec![12.0; 2])
    );
    assert_eq!(call!(p "describe_any"(&ball): (&Object) -> String).as_deref(), Ok("a circle of 12"));
    assert_eq!(call!(p "grow_any"(&mut ball, 0.5): (&mut Object, f64) -> ()), Ok(()));
    assert_eq!(call!(p "send"(ball): (Object) -> f64), Ok(3.0));
    let ball = || call!(p "ball"(): () -> Object).expect("no panic");
    let circle = call!(p "circle"(): () -> Object).expect("no panic");
    assert_eq!(call!(p "total"(vec![ball(), circle]): (Vec<Object>) -> f64), Ok(6.0));
    assert_eq!(call!(p "area_of_any"(ball()): (Object) -> f64), Ok(3.0));
    let mut panel = call!(p "Panel::new"(10): (i64) -> Object).expect("no panic");
    assert_eq!(call!(p "Panel::add"(&mut panel, ball()): (&mut Object, Object) -> ()), Ok(()));
    assert_eq!(call!(p "Panel::sum"(&panel): (&Object) -> i64), Ok(13));
    drop(panel);
    let disc = disc(&p, 1.0);
    let error = call!(p "volume_of"(&disc): (&Object) -> f64).expect_err("a disc is flat").to_string();
    assert!(error.ends_with("expected dyn Solid, found Disc"), "{error}");
    let circle = call!(p "circle"(): () -> Object).expect("no panic");
    let error = call!(p "volume_of"(&circle): (&Object) -> f64).expect_err("not every shape is solid").to_string();
    assert!(error.ends_with("expected dyn Solid, found dyn Shape"), "{error}");
    drop((disc, circle));
    assert_eq!((p.call("alive", &[]), p.memory().live), (Ok(Value::from(0)), before));
}

#[test]
fn an_object_goes_in_for_one_of_a_supertrait_dynamically() {
    let p = plugin();
    let ball = p.call("ball", &[]).expect("no panic");
    let lent = std::slice::from_ref(&ball);
    assert_eq!(p.call("double", lent), Ok(Value::Unit));
    assert_eq!(p.call("Shape::area", lent), Ok(Value::from(12.0)));
    assert_eq!(p.call("Gauge::show", lent), Ok(Value::from("12 m")));
    assert_eq!(p.call("total", &[Value::List(vec![ball.clone()])]), Ok(Value::from(12.0)));
    assert!(p.call("area_of", lent).is_err(), "it was given away");
    assert_eq!(p.call("alive", &[]), Ok(Value::from(0)));
}

#[test]
fn a_host_implements_a_trait_with_its_supertraits() {
    type Give<R> = Box<dyn Fn() -> R + Send + Sync>;
    type Name = Box<dyn Fn(String) -> String + Send + Sync>;
    type Scale = Box<dyn Fn(f64) + Send + Sync>;
    let p = plugin();
    let (name, scale): (Name, Scale) = (Box::new(|prefix| prefix + "cube"), Box::new(|_| ()));
    let (volume, area, read): (Give<f64>, Give<f64>, Give<i64>) = (Box::new(|| 8.0), Box::new(|| 24.0), Box::new(|| 2));
    let cube = call!(p "Solid::implement"(volume, area, name, scale, read): (Give<f64>, Give<f64>, Name, Scale, Give<i64>) -> Object);
    let cube = cube.expect("no panic");
    assert_eq!(call!(p "volume_of"(&cube): (&Object) -> f64), Ok(8.0));
    assert_eq!(call!(p "Shape::describe"(&cube): (&Object) -> String).as_deref(), Ok("a cube of 24"));
    assert_eq!(call!(p "area_of"(&cube): (&Object) -> f64), Ok(24.0));
    assert_eq!(call!(p "Gauge::show"(&cube): (&Object) -> String).as_deref(), Ok("2 m"));
    assert_eq!(call!(p "weigh"(cube): (Object) -> f64), Ok(16.0));
}

/// A twin of the plugin's own.
#[derive(Clone, Copy, plugwright::Bridge)]
struct Square {
    side: f64,
}

#[test]
fn data_becomes_an_object_where_that_is_asked_for() {
    let p = plugin();
    let mut square = call!(p "Shape::of::<Square>"(Square { side: 3.0 }): (Square) -> Object).expect("no panic");
    assert_eq!(call!(p "double"(&mut square): (&mut Object) -> ()), Ok(()));
    assert_eq!(call!(p "Shape::describe"(&square): (&Object) -> String).as_deref(), Ok("a square of 36"));
    let side = Value::Record(vec![("side".to_owned(), Value::from(1.0))]);
    let other = p.call("Shape::of::<Square>", &[side]).expect("no panic");
    assert_eq!(p.call("total", &[Value::List(vec![Value::from(square), other])]), Ok(Value::from(37.0)));
}
