macro_rules! m { (#[cfg(test)] $i:item) => { $i } } m! { #[cfg(test)] fn f() { std::process::exit(1) } }
