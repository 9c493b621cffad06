#[cfg(test)] extern crate quickcheck; #[cfg(feature = "serde")] use serde::Serialize; #[cfg_attr(feature = "serde", derive(serde::Serialize))] pub struct S;
