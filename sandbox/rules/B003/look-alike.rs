pub fn wave(x: f64) -> f64 {
    x.sin().powf(2.5).atan2(x)
}

pub fn wide(a: u128, b: u128) -> u128 {
    a / b
}
