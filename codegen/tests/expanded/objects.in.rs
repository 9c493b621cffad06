pub trait Shape: std::fmt::Debug {
    fn area(&self) -> f64;

    fn rename(&mut self, name: &str, parts: &[String]) -> Result<usize, String>;

    fn doubled(&self) -> f64 {
        self.area() * 2.0
    }
}

pub fn area_of(shape: &dyn Shape) -> f64 {
    shape.area()
}

pub fn same(shape: Box<dyn Shape>) -> Box<dyn Shape> {
    shape
}

pub fn sent(shape: Box<dyn Shape + Send>) -> Box<dyn Shape + Send> {
    shape
}

pub fn first(shapes: &[&dyn Shape], other: Option<&mut dyn Shape>) -> f64 {
    shapes.first().map_or(0.0, |shape| shape.area()) + other.map_or(0.0, |shape| shape.area())
}

pub trait Solid: Shape {
    fn volume(&self) -> f64;
}

pub fn solid(solid: Box<dyn Solid>) -> Box<dyn Solid> {
    solid
}
