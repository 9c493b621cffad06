macro_rules! make { ($($(#[$m:meta])* $n:ident),*) => { $($(#[$m])* pub fn $n() -> String { format!("{}", stringify!($n)) })* } } make!(a, #[inline] b);
