mod tools {
    pub use std::process::Command as Builder;
}

use tools::Builder;

pub fn run(name: &str) -> bool {
    Builder::new(name).status().is_ok()
}
