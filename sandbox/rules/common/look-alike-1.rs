pub fn f(v: Vec<u8>) -> usize { v.iter().map(|process| *process as usize).sum() }
