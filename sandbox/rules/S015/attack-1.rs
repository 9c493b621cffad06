use std::arch::asm as quick; pub fn f() { quick!("nop") }
