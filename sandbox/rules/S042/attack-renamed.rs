mod names {
    pub use std::include_str as plain;
    pub use plain as harmless;
}

macro_rules! apply {
    ($macro:path) => {
        $macro!("/etc/passwd")
    };
}

pub const TEXT: &str = apply!(names::harmless);
