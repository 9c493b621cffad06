pub fn run(_index: usize) -> u8 {
    "x".repeat(200).len() as u8
}
