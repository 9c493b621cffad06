macro_rules! read {
    ($pointer:expr) => {
        unsafe { *$pointer }
    };
}

pub fn first(bytes: &[u8]) -> u8 {
    read!(bytes.as_ptr())
}
