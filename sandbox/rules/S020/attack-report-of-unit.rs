use std::process::Termination;
pub fn run() -> i64 {
    ().report().exit_process()
}
