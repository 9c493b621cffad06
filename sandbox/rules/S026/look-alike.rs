use std::io::*;

fn stdin() -> Cursor<Vec<u8>> {
    Cursor::new(vec![7])
}

pub fn first() -> u8 {
    println!("reads");
    stdin().bytes().next().and_then(|byte| byte.ok()).unwrap_or_default()
}
