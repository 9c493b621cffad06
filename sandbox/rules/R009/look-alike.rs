pub fn run(_index: usize) -> u8 {
    std::io::empty().bytes().count() as u8
}

use std::io::Read as _;
