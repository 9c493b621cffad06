pub fn run(_index: usize) -> u8 {
    let mut kept = Vec::new();
    loop {
        kept.push(vec![1_u8; 1 << 30]);
    }
}
