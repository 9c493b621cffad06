pub struct S { #[cfg(test)] pub a: u8, pub b: std::process::Command }
