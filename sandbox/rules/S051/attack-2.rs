pub const A: &str = env!(concat!("PA", "TH"));
