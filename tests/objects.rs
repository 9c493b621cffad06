//! Objects of a plugin's traits: those that the plugin makes, and those that the host makes of closures.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use plugwright::{Object, Plugin, Value};

use crate::plugins::{builder, call, fixture, function};

fn plugin() -> Plugin {
    builder(fixture("objects")).build().unwrap_or_else(|error| panic!("{error}"))
}

type Closure<R> = Box<dyn Fn() -> R + Send + Sync>;
type Named = Box<dyn Fn(String) -> String + Send + Sync>;
type Scaled = Box<dyn Fn(f64) + Send + Sync>;

/// An object of the host's whose area is that of `side`.
fn square(p: &Plugin, side: &Arc<AtomicU32>) -> Object {
    let (of_area, of_scale) = (side.clone(), side.clone());
    let area: Closure<f64> = Box::new(move || f64::from(of_area.load(Relaxed).pow(2)));
    let name: Named = Box::new(|prefix| format!("{prefix}square"));
    let scale: Scaled = Box::new(move |factor| {
        assert!(factor > 1.0, "it only grows");
        of_scale.store((f64::from(of_scale.load(Relaxed)) * factor) as u32, Relaxed);
    });
    call!(p "Shape::implement"(area, name, scale): (Closure<f64>, Named, Scaled) -> Object).expect("no panic")
}

#[test]
fn objects_come_out_and_their_functions_are_called() {
    let p = plugin();
    let mut circle = call!(p "circle"(): () -> Object).expect("no panic");
    assert_eq!(circle.path(), "dyn Shape");
    assert_eq!(call!(p "Shape::area"(&circle): (&Object) -> f64), Ok(3.0));
    assert_eq!(call!(p "Shape::name"(&circle, "the "): (&Object, &str) -> String).as_deref(), Ok("the circle"));
    assert_eq!(call!(p "Shape::scale"(&mut circle, 2.0): (&mut Object, f64) -> ()), Ok(()));
    assert_eq!(call!(p "Shape::describe"(&circle): (&Object) -> String).as_deref(), Ok("a circle of 12"));
    assert_eq!(call!(p "area_of"(&circle): (&Object) -> f64), Ok(12.0));
    assert_eq!(call!(p "double"(&mut circle): (&mut Object) -> ()), Ok(()));
    assert_eq!(call!(p "area_of"(&circle): (&Object) -> f64), Ok(48.0));
    let error = call!(p "Shape::scale"(&mut circle, 0.0): (&mut Object, f64) -> ()).expect_err("it panics");
    assert!(error.to_string().ends_with("a circle cannot vanish"), "{error}");
    assert_eq!(call!(p "alive"(): () -> i64), Ok(1));
    drop(circle);
    assert_eq!(call!(p "alive"(): () -> i64), Ok(0));
    let unnamed = call!(p "unnamed"(): () -> Object).expect("no panic");
    assert_eq!(call!(p "area_of"(&unnamed): (&Object) -> f64), Ok(3.0));
    drop(unnamed);
    let circles = call!(p "circles"(2): (usize) -> Vec<Object>).expect("no panic");
    assert_eq!(call!(p "total"(circles): (Vec<Object>) -> f64), Ok(6.0));
    assert!(call!(p "some"(false): (bool) -> Option<Object>).expect("no panic").is_none());
    assert_eq!(call!(p "alive"(): () -> i64), Ok(0));
    let label = call!(p "label"(): () -> Object).expect("no panic");
    assert_eq!(label.text().as_deref(), Ok("four"), "what the trait asks for is there");
    assert_eq!(call!(p "Label::length"(&label): (&Object) -> usize), Ok(4));
}

#[test]
fn objects_of_more_bounds_go_where_fewer_are_asked_for() {
    let p = plugin();
    let mut sent = call!(p "sent"(): () -> Object<dyn Send + Sync>).expect("no panic");
    assert_eq!(sent.path(), "dyn Shape + Send + Sync");
    let area = function(&p, "Shape::area").typed::<(&Object<dyn Send + Sync>,), f64>().expect("they are objects");
    assert_eq!(area.call((&sent,)), Ok(3.0));
    let send_on = function(&p, "send_on").typed::<(&mut Object<dyn Send + Sync>,), f64>().expect("they are objects");
    assert_eq!(send_on.call((&mut sent,)), Ok(12.0));
    let sent: Object = sent.claim().unwrap_or_else(|sent| panic!("{sent:?}"));
    assert_eq!(call!(p "send"(sent): (Object) -> f64), Ok(12.0));
    let circle = call!(p "circle"(): () -> Object).expect("no panic");
    let error = call!(p "send"(circle): (Object) -> f64).expect_err("it may not go elsewhere").to_string();
    assert!(error.ends_with("expected dyn Shape + Send (or Disc, dyn Solid + Send), found dyn Shape"), "{error}");
    let error = p.call("send", &[p.call("circle", &[]).expect("no panic")]).expect_err("as above").to_string();
    assert!(error.ends_with("expected dyn Shape + Send (or Disc, dyn Solid + Send), found dyn Shape"), "{error}");
    let sent = p.call("sent", &[]).expect("no panic");
    assert_eq!(p.call("area_of", std::slice::from_ref(&sent)), Ok(Value::from(3.0)));
    assert_eq!(p.call("send", &[sent]), Ok(Value::from(3.0)));
    assert_eq!(call!(p "send"(square(&p, &Arc::new(AtomicU32::new(2)))): (Object) -> f64), Ok(4.0));
    assert_eq!(p.call("alive", &[]), Ok(Value::from(0)));
}

#[test]
fn objects_are_lent_inside_other_types() {
    let p = plugin();
    let circle = || call!(p "circle"(): () -> Object).expect("no panic");
    let (one, mut other) = (circle(), circle());
    assert_eq!(call!(p "maybe"(Some(&one)): (Option<&Object>) -> Option<f64>), Ok(Some(3.0)));
    assert_eq!(call!(p "maybe"(None): (Option<&Object>) -> Option<f64>), Ok(None));
    type Grown<'a> = (f64, Option<&'a mut Object>);
    let grown = (2.0, Some(&mut other));
    assert_eq!(call!(p "areas"(&[&one, &one], grown): (&[&Object], Grown<'_>) -> Vec<f64>), Ok(vec![3.0, 3.0]));
    assert_eq!(call!(p "area_of"(&other): (&Object) -> f64), Ok(12.0));
    let circle = Value::from(one);
    assert_eq!(p.call("maybe", &[Value::from(Some(circle.clone()))]), Ok(Value::from(Some(3.0))));
    let grown = Value::Tuple(vec![Value::from(2.0), Value::from(Some(Value::from(other)))]);
    assert_eq!(p.call("areas", &[Value::List(vec![circle]), grown]), Ok(Value::from(vec![3.0])));
}

#[test]
fn objects_of_traits_are_values() {
    let p = plugin();
    let circle = p.call("circle", &[]).expect("no panic");
    assert_eq!(p.call("Shape::scale", &[circle.clone(), Value::from(2.0)]), Ok(Value::Unit));
    assert_eq!(p.call("area_of", std::slice::from_ref(&circle)), Ok(Value::from(12.0)));
    let label = p.call("label", &[]).expect("no panic");
    let error = p.call("area_of", &[label]).expect_err("it is no shape").to_string();
    assert!(error.ends_with("expected dyn Shape (or Disc, Pin, dyn Solid), found dyn Label"), "{error}");
    assert_eq!(p.call("total", &[Value::List(vec![circle])]), Ok(Value::from(12.0)));
    assert_eq!(p.call("alive", &[]), Ok(Value::from(0)));
}

#[test]
fn a_host_implements_a_trait() {
    let p = plugin();
    let side = Arc::new(AtomicU32::new(2));
    let mut own = square(&p, &side);
    assert_eq!(call!(p "area_of"(&own): (&Object) -> f64), Ok(4.0));
    assert_eq!(call!(p "double"(&mut own): (&mut Object) -> ()), Ok(()));
    // A function with a body in the trait is the trait's.
    assert_eq!(call!(p "Shape::describe"(&own): (&Object) -> String).as_deref(), Ok("a square of 16"));
    assert_eq!(call!(p "total"(vec![own, square(&p, &side)]): (Vec<Object>) -> f64), Ok(32.0));
    assert_eq!(Arc::strong_count(&side), 1, "the closures were dropped with their objects");
    let error = call!(p "Shape::scale"(&mut square(&p, &side), 0.5): (&mut Object, f64) -> ()).expect_err("it panics");
    assert_eq!(error.to_string(), "`Shape::scale` panicked at a callback of the host: it only grows");
}

/// A twin of the plugin's own.
#[derive(Clone, Debug, PartialEq, plugwright::Bridge)]
struct Event {
    name: String,
    count: u32,
}

#[test]
fn a_plugin_keeps_what_the_host_implements() {
    type Hear = Box<dyn Fn(Event, Vec<String>) -> Result<u32, String> + Send + Sync>;
    let p = plugin();
    let before = p.memory().live;
    let heard = Arc::new(AtomicU32::new(0));
    let own = heard.clone();
    let hear: Hear = Box::new(move |event, notes| {
        own.fetch_add(event.count, Relaxed);
        if event.name == "fire" { Err(format!("{event:?} {notes:?}")) } else { Ok(event.count) }
    });
    let ready: Closure<bool> = Box::new(|| true);
    let listener = call!(p "Listener::implement"(hear, ready): (Hear, Closure<bool>) -> Object<dyn Send + Sync>);
    let mut bus = call!(p "Bus::new"(): () -> Object).expect("no panic");
    let add = function(&p, "Bus::add").typed::<(&mut Object, Object<dyn Send + Sync>), ()>().expect("it is a listener");
    add.call((&mut bus, listener.expect("no panic"))).expect("no panic");
    let tell =
        function(&p, "Bus::tell").typed::<(&Object, &str), Vec<Result<u32, String>>>().expect("the types are right");
    assert_eq!(tell.call((&bus, "news")), Ok(vec![Ok(3)]));
    let fire = r#"Event { name: "fire", count: 3 } ["a"]"#.to_owned();
    assert_eq!(tell.call((&bus, "fire")), Ok(vec![Err(fire)]));
    assert_eq!(call!(p "Bus::show"(&bus): (&Object) -> String).as_deref(), Ok("[Listener of the host]"));
    assert_eq!(heard.load(Relaxed), 6);
    drop(bus);
    assert_eq!(Arc::strong_count(&heard), 1);
    assert_eq!(p.memory().live, before);
}

#[test]
fn what_implements_nothing_is_refused() {
    let p = plugin();
    let error = function(&p, "Shape::implement").typed::<(Closure<f32>, Named, Scaled), Object>();
    let error = error.expect_err("the area is another number").to_string();
    assert!(error.contains("Box<dyn Fn() -> f64 + Send + Sync>"), "{error}");
    assert!(error.contains("-> Box<dyn Shape + Send + Sync>"), "{error}");
    let Err(error) = p.function("Label::implement") else { panic!("closures do not implement `Display`") };
    assert!(error.to_string().contains("no function `Label::implement`"), "{error}");
}

#[test]
fn a_host_implements_a_trait_by_values() {
    let p = plugin();
    let closure = |result: Value| Value::from(plugwright::Closure::new(move |_| Ok(result.clone())));
    let args = [closure(Value::from(4.0)), closure(Value::from("square")), closure(Value::Unit)];
    let square = p.call("Shape::implement", &args).expect("no panic");
    assert_eq!(p.call("Shape::describe", std::slice::from_ref(&square)), Ok(Value::from("square of 4")));
    assert_eq!(p.call("total", &[Value::List(vec![square])]), Ok(Value::from(4.0)));
}
