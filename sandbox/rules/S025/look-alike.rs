pub mod os {
    pub mod fd {
        pub fn number() -> i32 {
            3
        }
    }
}

pub fn number() -> i32 {
    os::fd::number()
}
