mod ѕtd {
    pub fn now() -> u8 {
        1
    }
}

pub fn one() -> u8 {
    ѕtd::now()
}
