mod std {
    #![cfg(any())]
    pub mod process {
        pub fn exit(_: i32) {}
    }
}
pub fn run() {
    std::process::exit(1)
}
