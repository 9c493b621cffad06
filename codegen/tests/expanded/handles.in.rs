/// Counts.
pub struct Counter {
    count: i64,
}

impl Counter {
    pub fn new() -> Self {
        Self { count: 0 }
    }

    pub fn add(&mut self, step: i64) -> &mut Self {
        self.count += step;
        self
    }

    pub fn larger(self, other: Option<&Counter>) -> Vec<Counter> {
        match other {
            Some(other) if other.count > self.count => vec![],
            _ => vec![self],
        }
    }
}
