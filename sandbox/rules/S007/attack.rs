#[path = "lib.rs"]
mod again;
