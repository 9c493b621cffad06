macro_rules! call {
    ($module:ident) => {
        std::$module::id()
    };
}

pub fn number() -> u32 {
    call!(process)
}
