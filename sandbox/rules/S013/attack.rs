#[link(name = "m")]
extern "C" {}
