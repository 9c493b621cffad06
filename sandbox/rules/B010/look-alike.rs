pub static INIT_ARRAY: &[fn() -> u8] = &[one];

fn one() -> u8 {
    1
}

pub fn first() -> u8 {
    INIT_ARRAY[0]()
}
