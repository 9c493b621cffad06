#[path = "/etc/hostname"]
pub mod host;
