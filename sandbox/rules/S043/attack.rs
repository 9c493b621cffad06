pub fn one() -> u8 {
    unheard_of!(1)
}
