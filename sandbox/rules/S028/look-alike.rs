pub mod arch {
    pub fn name() -> &'static str {
        std::env::consts::ARCH
    }
}
