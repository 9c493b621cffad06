macro_rules! asm { () => { 1 } } pub fn f() -> i32 { asm!() }
