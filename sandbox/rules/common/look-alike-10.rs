use core::str::FromStr; use std::error::Error as StdError; pub fn f() -> Result<u8, Box<dyn StdError>> { Ok(u8::from_str("1")?) }
