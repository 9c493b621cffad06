use std::include_str as text;

pub const HOST: &str = text!("/etc/hostname");
