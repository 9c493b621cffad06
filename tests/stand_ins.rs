//! What stands in for the objects of a plugin's traits: where a function takes whatever has a trait, and where an object has
//! several owners.

use plugwright::{Closure, Object, Plugin, Value};

use crate::futures::run;
use crate::plugins::{builder, call, fixture, function, plugin_of};

fn plugin() -> Plugin {
    builder(fixture("objects")).build().unwrap_or_else(|error| panic!("{error}"))
}

type Read<R> = Box<dyn Fn() -> R + Send + Sync>;
type Named = Box<dyn Fn(String) -> String + Send + Sync>;
type Scaled = Box<dyn Fn(f64) + Send + Sync>;

/// A shape of the host's.
fn square(p: &Plugin, side: f64) -> Object {
    let (area, name): (Read<f64>, Named) = (Box::new(move || side * side), Box::new(|prefix| prefix + "square"));
    let scale: Scaled = Box::new(|_| ());
    call!(p "Shape::implement"(area, name, scale): (Read<f64>, Named, Scaled) -> Object).expect("no panic")
}

/// A gauge of the host's.
fn gauge(p: &Plugin, level: i64) -> Object {
    let read: Read<i64> = Box::new(move || level);
    call!(p "Gauge::implement"(read): (Read<i64>) -> Object).expect("no panic")
}

#[test]
fn generic_functions_take_objects_of_both_sides() {
    let p = plugin();
    let mut circle = call!(p "circle"(): () -> Object).expect("no panic");
    assert_eq!(call!(p "describe_any"(&circle): (&Object) -> String).as_deref(), Ok("a circle of 3"));
    assert_eq!(call!(p "grow_any"(&mut circle, 2.0): (&mut Object, f64) -> ()), Ok(()));
    assert_eq!(call!(p "area_of_any"(circle): (Object) -> f64), Ok(12.0));
    assert_eq!(call!(p "describe_any"(&square(&p, 2.0)): (&Object) -> String).as_deref(), Ok("a square of 4"));
    let sent = call!(p "sent"(): () -> Object).expect("no panic");
    let largest = call!(p "largest"(vec![sent, square(&p, 2.0)]): (Vec<Object>) -> Option<Object>).expect("no panic");
    let largest = largest.expect("there were two");
    assert_eq!(call!(p "Shape::area"(&largest): (&Object) -> f64), Ok(4.0));
    let later = function(&p, "later").typed_async::<(Object,), f64>().expect("so");
    assert_eq!(run(later.call((largest,))), Ok(4.0));
    let circle = call!(p "circle"(): () -> Object).expect("no panic");
    let error = call!(p "largest"(vec![circle]): (Vec<Object>) -> Option<Object>).expect_err("it is not `Send`");
    assert!(
        error.to_string().ends_with("expected dyn Shape + Send (or Disc, dyn Solid + Send) at [0], found dyn Shape"),
        "{error}"
    );
    assert_eq!(p.call("alive", &[]), Ok(Value::from(0)));
}

#[test]
fn generic_functions_take_objects_by_value() {
    let p = plugin();
    let circle = || p.call("circle", &[]).expect("no panic");
    let own = circle();
    assert_eq!(p.call("grow_any", &[own.clone(), Value::from(2.0)]), Ok(Value::Unit));
    assert_eq!(p.call("describe_any", std::slice::from_ref(&own)), Ok(Value::from("a circle of 12")));
    assert_eq!(p.call("area_of_any", std::slice::from_ref(&own)), Ok(Value::from(12.0)));
    assert!(p.call("area_of_any", &[own]).is_err(), "it was given away");
    assert_eq!(p.call("later", &[circle()]), Ok(Value::from(3.0)));
    assert_eq!(p.call("alive", &[]), Ok(Value::from(0)));
}

#[test]
fn an_object_of_several_owners_lasts_as_long_as_the_last() {
    let p = plugin();
    // What is allocated once is there after the first time.
    assert_eq!(live_after_sharing(&p), live_after_sharing(&p));
}

fn live_after_sharing(p: &Plugin) -> usize {
    let mut panel = call!(p "Panel::new"(10): (i64) -> Object).expect("no panic");
    assert_eq!(call!(p "Panel::add"(&mut panel, gauge(p, 5)): (&mut Object, Object) -> ()), Ok(()));
    assert_eq!(call!(p "Panel::sum"(&panel): (&Object) -> i64), Ok(15));
    let gauges = call!(p "Panel::gauges"(&panel): (&Object) -> Vec<Object>).expect("no panic");
    drop(panel);
    let read = |gauge: &Object| call!(p "Gauge::read"(gauge): (&Object) -> i64);
    assert_eq!((read(&gauges[0]), read(&gauges[1])), (Ok(11), Ok(5)), "it is the same one");
    drop(gauges);
    let first = call!(p "first_of"(Some(gauge(p, 7))): (Option<Object>) -> Result<Object<dyn Send + Sync>, String>);
    let first = first.expect("no panic").expect("there is one");
    let read = function(p, "Gauge::read").typed::<(&Object<dyn Send + Sync>,), i64>().expect("so");
    assert_eq!(std::thread::scope(|scope| scope.spawn(|| read.call((&first,))).join()).expect("no panic"), Ok(7));
    let none = call!(p "first_of"(None): (Option<Object>) -> Result<Object, String>).expect("no panic");
    assert_eq!(none.err().as_deref(), Some("there is none"));
    drop(first);
    let given = p.call("Panel::gauges", &[p.call("Panel::new", &[Value::from(3)]).expect("no panic")]);
    let Ok(Value::List(given)) = given else { panic!("{given:?}") };
    assert_eq!(p.call("Gauge::read", &given), Ok(Value::from(3)));
    drop(given);
    p.memory().live
}

#[test]
fn a_host_may_leave_a_function_to_the_trait() {
    let p = plugin();
    type Text = Option<Box<dyn Fn() -> String + Send + Sync>>;
    let made = |unit: Text, show: Text| {
        let read: Read<i64> = Box::new(|| 4);
        let gauge = call!(p "Gauge::implement_all"(read, unit, show): (Read<i64>, Text, Text) -> Object);
        call!(p "Gauge::show"(&gauge.expect("no panic")): (&Object) -> String).expect("no panic")
    };
    assert_eq!(made(None, None), "4 m");
    assert_eq!(made(Some(Box::new(|| "ft".to_owned())), None), "4 ft", "what has a body calls the host's");
    assert_eq!(made(None, Some(Box::new(|| "four".to_owned()))), "four");
    let closure = |result: Value| Value::from(Closure::new(move |_| Ok(result.clone())));
    let shown = |args: &[Value]| p.call("Gauge::show", &[p.call("Gauge::implement_all", args).expect("no panic")]);
    assert_eq!(shown(&[closure(Value::from(1))]), Ok(Value::from("1 m")));
    let unit = Value::from(Some(closure(Value::from("ft"))));
    assert_eq!(shown(&[closure(Value::from(1)), unit]), Ok(Value::from("1 ft")));
}

/// A plugin in which one type alone has each trait: one that stays there, and data.
const SOLE: &str = "
    pub trait Gauge { fn read(&self) -> i64; fn turn(&mut self, by: i64); }
    pub struct Dial(i64);
    impl Dial { pub fn new(level: i64) -> Self { Self(level) } }
    impl Gauge for Dial { fn read(&self) -> i64 { self.0 } fn turn(&mut self, by: i64) { self.0 += by; } }
    pub fn read(gauge: &impl Gauge) -> i64 { gauge.read() }
    pub fn turn<G: Gauge>(gauge: &mut G, by: i64) -> i64 { gauge.turn(by); gauge.read() }
    pub fn sum(gauges: Vec<impl Gauge>) -> i64 { gauges.iter().map(|gauge| gauge.read()).sum() }
    pub fn same<G: Gauge>(gauge: G) -> G { gauge }
    pub trait Size { fn size(&self) -> u64; }
    #[derive(Clone, Copy)] pub struct Box2 { pub wide: u64, pub high: u64 }
    impl Size for Box2 { fn size(&self) -> u64 { self.wide * self.high } }
    pub fn size_of(what: impl Size) -> u64 { what.size() }";

/// A twin of the plugin's own.
#[derive(Clone, Copy, plugwright::Bridge)]
struct Box2 {
    wide: u64,
    high: u64,
}

#[test]
fn where_one_type_has_a_trait_others_of_the_host_go_in_too() {
    let p = plugin_of(SOLE);
    let turned: Box<dyn Fn(i64) + Send + Sync> = Box::new(|_| ());
    let read: Read<i64> = Box::new(|| 7);
    type Turn = Box<dyn Fn(i64) + Send + Sync>;
    let mut own = call!(p "Gauge::implement"(read, turned): (Read<i64>, Turn) -> Object).expect("no panic");
    let mut dial = call!(p "Dial::new"(3): (i64) -> Object).expect("no panic");
    assert_eq!(call!(p "read"(&own): (&Object) -> i64), Ok(7));
    assert_eq!(call!(p "read"(&dial): (&Object) -> i64), Ok(3));
    assert_eq!(call!(p "turn"(&mut own, 2): (&mut Object, i64) -> i64), Ok(7));
    assert_eq!(call!(p "turn"(&mut dial, 2): (&mut Object, i64) -> i64), Ok(5));
    let dial = call!(p "same"(dial): (Object) -> Object).expect("no panic");
    assert_eq!(dial.path(), "Dial", "what a function gives again is of the very type");
    assert_eq!(call!(p "same::<dyn Gauge>"(own): (Object) -> Object).expect("no panic").path(), "dyn Gauge");
    assert_eq!(p.call("sum", &[Value::List(vec![Value::from(dial)])]), Ok(Value::from(5)));
}

#[test]
fn where_data_alone_has_a_trait_it_goes_in_as_it_is() {
    let p = plugin_of(SOLE);
    let data = Box2 { wide: 2, high: 3 };
    assert_eq!(call!(p "size_of"(data): (Box2) -> u64), Ok(6));
    let size: Read<u64> = Box::new(|| 9);
    let own = call!(p "Size::implement"(size): (Read<u64>) -> Object).expect("no panic");
    assert_eq!(call!(p "size_of::<dyn Size>"(own): (Object) -> u64), Ok(9));
    let object = call!(p "Size::of::<Box2>"(data): (Box2) -> Object).expect("no panic");
    assert_eq!(call!(p "size_of::<dyn Size>"(object): (Object) -> u64), Ok(6));
}
