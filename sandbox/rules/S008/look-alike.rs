pub fn стд(о: u8) -> u8 {
    о
}
