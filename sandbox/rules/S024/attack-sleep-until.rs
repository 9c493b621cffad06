pub fn run() -> i64 {
    std::hint::spin_loop();
    std::thread::sleep_until(std::time::Instant::now());
    1
}
