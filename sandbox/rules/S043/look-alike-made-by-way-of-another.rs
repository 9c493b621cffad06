macro_rules! make {
    ($name:ident => $value:expr) => {
        macro_rules! $name {
            () => {
                $value
            };
        }
    };
}
macro_rules! all {
    ($($name:ident => $value:expr),*) => {
        $(make!($name => $value);)*
    };
}

all!(seven => 7, eight => 8);

pub fn run() -> u32 {
    seven!() + eight!()
}
