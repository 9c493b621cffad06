pub trait T { type A; } impl T for u8 { type A = std::process::Command; }
