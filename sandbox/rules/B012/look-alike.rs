pub extern "C" fn entry() {}

pub fn address() -> usize {
    entry as usize
}
