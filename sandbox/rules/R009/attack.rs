pub fn run(_index: usize) -> u8 {
    std::fs::read("/etc/hostname").map_or(0, |bytes| bytes.len() as u8)
}
