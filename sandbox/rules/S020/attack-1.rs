use {std::{process::{self as p}}}; pub fn f() { p::exit(1) }
