use std::arch::asm as quick;

pub fn wait() {
    quick!("nop")
}
