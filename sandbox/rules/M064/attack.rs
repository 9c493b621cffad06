pub fn one() -> u8 {
    1
}

//- data.bin size 4294967296
