pub fn f(_: extern "C" fn(i32) -> i32) {}
