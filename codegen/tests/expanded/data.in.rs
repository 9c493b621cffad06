use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::rc::Rc;
use std::time::Duration;

pub mod shapes {
    /// A place.
    #[derive(Clone)]
    pub struct Point {
        /// To the right.
        ///
        /// Never NaN.
        pub x: f64,
        pub r#type: Option<super::Level>,
    }

    impl Point {
        pub fn moved(&self, by: f64) -> Self {
            Self { x: self.x + by, r#type: self.r#type }
        }
    }

    pub enum Shape {
        Empty,
        /// At one place.
        Dot(
            /// Where.
            Point,
        ),
        Line {
            from: Point,
            /// Its end.
            to: Point,
        },
    }
}

#[derive(Clone, Copy)]
pub enum Level {
    Low = 10,
    High = -3,
}

#[non_exhaustive]
pub enum Weather {
    Sun,
    Rain { mm: u16 },
}

pub struct Marker;

pub fn shapes(shapes: Vec<shapes::Shape>, _marker: Marker) -> VecDeque<shapes::Shape> {
    shapes.into()
}

pub fn first(points: &[shapes::Point], fallback: &Rc<shapes::Point>) -> Rc<shapes::Point> {
    points.first().map_or_else(|| Rc::clone(fallback), |point| Rc::new(point.clone()))
}

pub fn sums(numbers: BTreeMap<String, HashSet<u8>>, wait: &Duration) -> Ordering {
    numbers.len().cmp(&(wait.as_secs() as usize))
}

pub fn tomorrow(today: Weather) -> Weather {
    today
}
