macro_rules! apply {
    ($macro:ident) => {
        $macro!("/etc/passwd")
    };
}

pub const TEXT: &str = apply!(include_str);
