#[unsafe(naked)] pub extern "C" fn f() { core::arch::naked_asm!("ret") }
