pub fn run() -> u32 {
    #[path = "hidden.rs"]
    mod hidden;
    hidden::run()
}
//- src/hidden.rs
pub fn run() -> u32 {
    std::process::id()
}
