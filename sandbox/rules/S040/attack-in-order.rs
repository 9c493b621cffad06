macro_rules! listed {
    ($($word:tt);*) => {
        $($word)*()
    };
}
macro_rules! joined {
    ($([$($word:tt)*])*) => {
        $($($word)*)*()
    };
}

pub fn run() -> u32 {
    listed!(std; ::; process; ::; id) + joined!([std] [::process::id])
}
