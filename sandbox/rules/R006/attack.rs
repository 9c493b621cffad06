pub fn run(index: usize) -> u8 {
    (0_u64..).filter(|number| std::hint::black_box(*number) == u64::MAX).count() as u8 + index as u8
}
