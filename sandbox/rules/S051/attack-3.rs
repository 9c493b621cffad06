pub const P: &str = env!("PATH");
