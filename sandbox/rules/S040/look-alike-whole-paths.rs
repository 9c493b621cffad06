use std::collections::BTreeMap;
use std::fmt;

macro_rules! shown {
    ($($kind:path),* ; $name:ident) => {
        $(impl $kind for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        })*
    };
}
macro_rules! map {
    (@one $($rest:tt)*) => { 1 };
    ($($key:expr => $value:expr),* $(,)?) => {{
        let mut map = BTreeMap::new();
        $(map.insert($key, $value);)*
        map
    }};
}
macro_rules! each {
    ($first:ident $($rest:tt)*) => { $first::new().len() + each!($($rest)*) };
    () => { 0 };
}
macro_rules! constants {
    ($(#[$attribute:meta])* $visibility:vis const $name:ident : $kind:ty = $value:expr ; $($rest:tt)*) => {
        $(#[$attribute])* $visibility const $name: $kind = $value;
        constants!($($rest)*);
    };
    () => {};
}
macro_rules! count {
    ($head:tt $($tail:tt)*) => { 1 + count!($($tail)*) };
    () => { 0 };
}

pub struct Name;

shown!(std::fmt::Debug, std::fmt::Display; Name);
constants! {
    /// Which file.
    pub const FILE: &str = "env";
    #[allow(dead_code)]
    pub(crate) const LIMIT: core::num::NonZeroU8 = core::num::NonZeroU8::MIN;
}

pub fn run() -> String {
    let map = map! { "a" => core::mem::size_of::<u8>(), "b" => std::mem::size_of::<u16>() };
    let counted = count!(std::fmt::Debug, core::cmp::Ordering);
    format!("{Name} {:?} {} {counted} {}", map, each!(String), std::any::type_name::<Name>().len())
}
