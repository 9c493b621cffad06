use std::io::*; pub fn f() -> Result<()> { let mut c = Cursor::new(vec![1]); c.read_exact(&mut [0])?; Ok(()) }
