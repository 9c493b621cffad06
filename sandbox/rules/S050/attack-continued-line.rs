pub const X: &str = include_str!(
    "\
   /etc/hostname"
);
pub fn run() -> String {
    X.into()
}
