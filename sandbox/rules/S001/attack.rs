pub fn one() -> u8 {
    'unfinished"
}
