pub trait Runner {
    type Program;
    fn make(&self, s: &str) -> Self::Program;
}
pub struct A;
impl Runner for A {
    type Program = std::process::Command;
    fn make(&self, s: &str) -> std::process::Command {
        std::process::Command::new(s)
    }
}
pub fn run() -> bool {
    A.make("true").status().is_ok()
}
