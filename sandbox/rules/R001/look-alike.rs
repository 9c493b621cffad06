pub fn run(index: usize) -> u8 {
    [1_u8, 2].get(index).copied().unwrap_or_default()
}
