use std::io::{self, Read, Write}; pub fn f(mut a: impl Read) -> io::Result<u64> { println!("x"); io::copy(&mut a, &mut io::sink()) }
