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

pub fn run() -> u32 {
    seven!()
}
