pub fn one() -> u8 {
    1
}

//- linked hex 7f454c46
