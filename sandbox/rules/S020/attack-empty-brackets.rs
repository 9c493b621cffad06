pub fn run() -> u32 {
    std::<>::process::<>::id()
}

pub fn made() -> bool {
    type Made = std<>::process<>::Command;
    Made::new("true").status().is_ok()
}
