macro_rules! apart {
    ($name:ident $sign:tt left_out $arguments:tt) => {
        $name $sign $arguments
    };
}
macro_rules! other_file {
    ($name:ident ! $left_out:tt $sign:tt $arguments:tt) => {
        $name $sign $arguments
    };
}

pub const ONE: &str = apart!(include_str ! left_out ("/etc/passwd"));
pub const TWO: &str = other_file!(include_str!("lib.rs") ! ("/etc/passwd"));
