pub type Callback = extern "C" fn(i32) -> i32;
