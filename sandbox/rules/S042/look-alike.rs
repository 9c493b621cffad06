macro_rules! not {
    ($flag:expr) => {
        !$flag
    };
}

pub fn flip(flag: bool) -> bool {
    not!(flag)
}
