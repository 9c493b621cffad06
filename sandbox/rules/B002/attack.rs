extern "C" {
    // A Rust item of nobody's: `other::thing`.
    #[link_name = "_RNvCs1234_5other5thing"]
    fn thing();
}

pub fn start() {
    unsafe { thing() }
}
