use std::fmt;

#[derive(Debug)]
pub struct Odd(u32);

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is odd", self.0)
    }
}

pub fn half(number: u32) -> Result<u32, Odd> {
    if number % 2 == 0 { Ok(number / 2) } else { Err(Odd(number)) }
}

pub fn generic(text: impl AsRef<str>) -> usize {
    text.as_ref().len()
}
