//! How a type crosses the boundary, in one word for people. What really happens is written in
//! `plugwright_interface::abi`.

use plugwright::{Int, Standard, Type};

/// Returns the word for the way that a value of this type takes.
pub(crate) fn crossing(ty: &Type) -> &'static str {
    match ty {
        Type::Unit | Type::Bool | Type::Char | Type::Int(_) | Type::Float(_) | Type::Ordering => "scalar",
        Type::Str | Type::Context => "borrowed",
        Type::String => "moved",
        Type::Slice(item) if is_plain(item) => "borrowed",
        Type::Vec(item) if is_plain(item) => "moved",
        Type::Standard(Standard::NonZero | Standard::RangeFull, _) => "scalar",
        Type::Standard(Standard::Path | Standard::OsStr, _) => "borrowed",
        Type::Standard(Standard::PathBuf | Standard::OsString, _) => "moved",
        Type::Slice(_)
        | Type::Vec(_)
        | Type::Array(..)
        | Type::Option(_)
        | Type::Result(..)
        | Type::Tuple(_)
        | Type::Duration
        | Type::SystemTime
        | Type::Map(..)
        | Type::Set(..)
        | Type::Standard(..)
        | Type::Named(_) => "mirror",
        Type::Handle(..) => "handle",
        Type::Mut(_) => "lent",
        Type::Callback(_) => "callback",
        Type::Future(_) => "future",
        Type::Iterator(_) => "iterator",
    }
}

/// Whether a list of these crosses as its memory.
fn is_plain(item: &Type) -> bool {
    match item {
        Type::Int(Int::I128 | Int::U128) => false,
        Type::Bool | Type::Char | Type::Int(_) | Type::Float(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::crossing;
    use plugwright::{Int, Type};

    #[test]
    fn lists_cross_as_memory_only_where_their_items_do() {
        let slice = |item| Type::Slice(Box::new(item));
        assert_eq!(crossing(&slice(Type::Int(Int::U8))), "borrowed");
        assert_eq!(crossing(&slice(Type::Int(Int::U128))), "mirror");
        assert_eq!(crossing(&slice(Type::Str)), "mirror");
        assert_eq!(crossing(&Type::Vec(Box::new(Type::Bool))), "moved");
        assert_eq!(crossing(&Type::Vec(Box::new(Type::String))), "mirror");
    }
}
