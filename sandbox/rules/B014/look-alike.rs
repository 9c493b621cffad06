pub fn malloc(size: usize) -> Vec<u8> {
    vec![0; size]
}
