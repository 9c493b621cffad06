pub fn add(a: i64, b: i64) -> i64 {
    a + b
}

pub fn nothing() {}

pub fn flip(on: bool) -> bool {
    !on
}

pub fn wide(a: i128, b: u128, c: usize) -> u128 {
    a.unsigned_abs() + b + c as u128
}

pub fn next(letter: char, step: u8) -> char {
    char::from_u32(u32::from(letter) + u32::from(step)).unwrap_or('?')
}

pub fn half(x: f64, y: f32) -> f64 {
    (x + f64::from(y)) / 2.0
}
