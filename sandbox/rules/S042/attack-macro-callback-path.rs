macro_rules! with {
    ($cb:ident) => {
        $cb!("/etc/hostname")
    };
}
pub fn run() -> String {
    with!(include_str).to_string()
}
