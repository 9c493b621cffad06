macro_rules! heard_of {
    ($value:expr) => {
        $value
    };
}

pub fn one() -> u8 {
    crate::heard_of!(1)
}

pub(crate) use heard_of;
