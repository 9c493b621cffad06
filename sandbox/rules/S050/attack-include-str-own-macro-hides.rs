macro_rules! secret {
    () => {
        "/etc/hostname"
    };
}
pub fn run() -> String {
    include_str!(secret!()).to_string()
}
#[allow(unused_macros)]
mod z {
    macro_rules! include_str {
        () => {};
    }
}
