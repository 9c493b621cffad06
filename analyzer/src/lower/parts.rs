//! What a type is made of.

use plugwright_interface::Type;

/// The paths of the types whose handles are in a type.
pub(crate) fn handles(ty: &Type) -> impl Iterator<Item = &str> {
    all(ty).into_iter().filter_map(|ty| match ty {
        Type::Handle(_, path) => Some(path.as_str()),
        _ => None,
    })
}

/// The type itself and all types inside it. What a named type is made of does not count.
pub(crate) fn all(ty: &Type) -> Vec<&Type> {
    let mut found = vec![ty];
    let mut next = 0;
    while let Some(ty) = found.get(next).copied() {
        found.extend(of(ty));
        next += 1;
    }
    found
}

fn of(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::Slice(item)
        | Type::Vec(item)
        | Type::Array(item, _)
        | Type::Option(item)
        | Type::Set(_, item)
        | Type::Mut(item) => vec![item],
        Type::Result(one, other) | Type::Map(_, one, other) => vec![one, other],
        Type::Tuple(items) | Type::Standard(_, items) => items.iter().collect(),
        Type::Callback(callback) => callback.types().collect(),
        _ => Vec::new(),
    }
}
