macro_rules! make {
    ($($(#[$meta:meta])* $name:ident),*) => {
        $($(#[$meta])* pub fn $name() -> &'static str { stringify!($name) })*
    };
}

make!(one, #[inline] two);
