use std::env;

pub fn system() -> &'static str {
    env::consts::OS
}
