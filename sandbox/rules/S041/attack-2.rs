macro_rules! c { ($m:ident) => { std::$m::id() } }
