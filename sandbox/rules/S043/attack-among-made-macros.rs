macro_rules! constant {
    ($name:ident, $value:expr) => {
        macro_rules! $name {
            () => {
                $value
            };
        }
    };
}

constant!(seven, 7);

pub fn run() -> &'static str {
    unheard_of!(seven!());
    stringify!(unheard_of)
}
