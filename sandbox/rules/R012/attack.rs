pub fn run(_index: usize) -> u8 {
    std::thread::spawn(|| std::thread::sleep(std::time::Duration::from_secs(60)));
    1
}
