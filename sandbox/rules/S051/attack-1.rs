macro_rules! env { () => { 1 } } pub const A: &str = env!("PATH");
