pub fn run(index: usize) -> u8 {
    [1_u8, 2][index]
}
