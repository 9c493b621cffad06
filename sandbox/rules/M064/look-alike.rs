pub fn one() -> u8 {
    1
}

//- data.bin size 1048576
//- data/ copies 1000
