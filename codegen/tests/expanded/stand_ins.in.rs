use std::rc::Rc;
use std::sync::Arc;

pub trait Shape: std::fmt::Debug {
    fn area(&self) -> f64;

    fn rename(&mut self, name: &str, parts: &[String]) -> Result<usize, String>;

    fn doubled(&self) -> f64 {
        self.area() * 2.0
    }

    fn reset(&mut self) {
        let _ = self.rename("", &[]);
    }
}

pub fn area_of(shape: impl Shape) -> f64 {
    shape.area()
}

pub fn sum<S: Shape + Send>(shapes: Vec<S>, other: &S, last: Option<&mut S>) -> f64 {
    let sum: f64 = shapes.iter().map(Shape::area).sum();
    sum + other.area() + last.map_or(0.0, |last| last.doubled())
}

pub fn same<S: Shape>(shape: S) -> S {
    shape
}

pub trait Gauge {
    fn read(&self) -> i64;
}

pub fn shared(gauge: Rc<dyn Gauge>) -> Vec<Rc<dyn Gauge>> {
    vec![gauge.clone(), gauge]
}

pub fn sent(gauge: Option<Arc<dyn Gauge + Send + Sync>>) -> Arc<dyn Gauge + Send + Sync> {
    gauge.expect("there is one")
}

pub struct Dial(i64);

impl Dial {
    pub fn new(level: i64) -> Self {
        Self(level)
    }
}

impl Gauge for Dial {
    fn read(&self) -> i64 {
        self.0
    }
}

pub struct Fixed {
    pub level: i64,
}

impl Gauge for Fixed {
    fn read(&self) -> i64 {
        self.level
    }
}

pub fn read(gauge: &dyn Gauge) -> i64 {
    gauge.read()
}

pub fn turn(shape: &mut impl Shape) {
    shape.reset();
}

pub trait Knob
where
    Self: std::fmt::Debug + 'static,
{
    fn turn(&mut self) -> i64;
}

pub fn turned(knob: &mut impl Knob) -> i64 {
    knob.turn()
}
