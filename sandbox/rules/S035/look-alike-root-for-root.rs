#![no_std]

extern crate core as std;

pub fn smaller(a: u8, b: u8) -> u8 {
    std::cmp::min(a, b)
}
