extern "C" { fn getpid() -> i32; }
