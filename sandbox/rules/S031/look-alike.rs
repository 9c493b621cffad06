use std::fmt::*;

pub fn show(value: &dyn Display) -> String {
    format!("{value}")
}
