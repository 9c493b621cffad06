macro_rules! behind {
    (. $value:expr) => {
        $value
    };
}

pub const TEXT: &str = behind!(.include_str!("/etc/passwd"));
