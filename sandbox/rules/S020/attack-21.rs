use crate::q::r; mod q { pub use ::std::{process as r}; }
