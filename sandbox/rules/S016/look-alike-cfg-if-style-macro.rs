macro_rules! cfg_if { ($(if #[cfg($m:meta)] { $($t:item)* })else* else { $($e:item)* }) => { cfg_if! { @__items () ; $( ( ($m) ($($t)*) ), )* ( () ($($e)*) ), } }; (@__items ($($not:meta,)*) ; ) => {}; (@__items ($($not:meta,)*) ; ( ($($m:meta),*) ($($it:item)*) ), $($rest:tt)*) => { $(#[cfg(all($m, not(any($($not),*))))] $it)* cfg_if! { @__items ($($not,)* $($m,)*) ; $($rest)* } } }
pub fn run() -> i64 {
    42
}
