macro_rules! left_out {
    ($sign:tt $($rest:tt)*) => {
        $($rest)*
    };
}
macro_rules! handed_on {
    ($use:ident) => {};
    () => {
        left_out!(. $use std as base;);
    };
}
left_out!($ use std as sys;);
left_out! { #[use std as inner;] }

pub fn run() {
    sys::process::exit(base::process::id() as i32)
}
