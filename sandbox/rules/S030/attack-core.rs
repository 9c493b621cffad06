use core as base;

pub fn wait() {
    unsafe { base::arch::x86_64::_mm_pause() }
}
