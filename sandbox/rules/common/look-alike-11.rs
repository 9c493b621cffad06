macro_rules! impl_for { ($($t:ty),*) => { $(impl $crate::T for $t { fn t() -> Self { <$t>::MAX } })* } } pub trait T { fn t() -> Self; } impl_for!(u8, i64, std::num::Wrapping<u8>);
