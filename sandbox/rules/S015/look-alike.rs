macro_rules! asm {
    () => {
        1
    };
}

pub fn one() -> u8 {
    asm!()
}
