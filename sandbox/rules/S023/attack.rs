use std::env;

pub fn home() -> Option<String> {
    env::var("HOME").ok()
}
