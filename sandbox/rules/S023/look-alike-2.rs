pub fn f(env: u8) -> u8 { let vars = env; vars }
