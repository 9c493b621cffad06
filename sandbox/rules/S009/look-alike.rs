pub fn größe(文: &str) -> usize {
    文.len()
}
