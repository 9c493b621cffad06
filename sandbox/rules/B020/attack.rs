pub const HOST: &str = include_str!("/etc/passwd");
pub const HOME: Option<&str> = option_env!("HOME");
