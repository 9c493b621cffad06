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
        found.extend(ty.parts());
        next += 1;
    }
    found
}
