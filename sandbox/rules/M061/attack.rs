pub fn one() -> u8 {
    1
}

//- src/data.rs fifo
