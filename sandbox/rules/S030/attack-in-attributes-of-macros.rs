macro_rules! taken_out {
    (#[$name:ident $($value:tt)*]) => { $name $($value)* };
    (cfg #[cfg($($value:tt)*)]) => { $($value)* };
    (first #[cfg_attr([$($value:tt)*], $rest:tt)]) => { $($value)* };
    (second #[cfg_attr($first:tt, $($value:tt)*)]) => { $($value)* };
}
taken_out! { #[use std as one;] }
taken_out! { cfg #[cfg(use std as two;)] }
taken_out! { first #[cfg_attr([use std as three;], x)] }
taken_out! { second #[cfg_attr(x, use std as four;)] }

pub fn run() -> u32 {
    one::process::id() + two::process::id() + three::process::id() + four::process::id()
}
