pub fn f(x: Option<u8>) -> u8 { matches!(x, Some(1..=3)) as u8 + x.map_or(0, |s| s) }
