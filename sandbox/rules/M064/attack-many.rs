pub fn one() -> u8 {
    1
}

//- data/ copies 5001
