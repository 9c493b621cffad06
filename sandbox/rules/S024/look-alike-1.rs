std::thread_local! { static A: u8 = const { 1 }; } pub fn f() -> u8 { A.with(|a| *a) }
