use core::arch::x86_64 as machine;

pub fn wait() {
    machine::_mm_pause()
}
