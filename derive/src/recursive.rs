//! Whether a field leads back to the type that it is in, so that its form has to lie behind a pointer. A derive sees no other
//! type than its own, so where the way back leads through one, the field has to say so.

use syn::{GenericArgument, PathArguments, Type};

/// What keeps what it holds elsewhere anyway.
const LISTS: [&str; 7] = ["Vec", "VecDeque", "HashMap", "BTreeMap", "HashSet", "BTreeSet", "PhantomData"];

/// Whether a field of the type `owner` is one that leads back to it.
pub(crate) fn is_recursive(owner: &syn::Ident, field: &syn::Field) -> syn::Result<bool> {
    let mut is_marked = false;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("plugwright")) {
        attribute.parse_nested_meta(|meta| match meta.path.is_ident("recursive") {
            true => {
                is_marked = true;
                Ok(())
            }
            false => Err(meta.error("the only thing to say of a field is `recursive`")),
        })?;
    }
    Ok(is_marked || names(owner, &field.ty))
}

/// Whether a type is written with `owner`, outside of lists.
fn names(owner: &syn::Ident, ty: &Type) -> bool {
    match ty {
        Type::Path(path) if path.qself.is_none() => {
            if path.path.is_ident(owner) || path.path.is_ident("Self") {
                return true;
            }
            let Some(last) = path.path.segments.last() else { return false };
            let PathArguments::AngleBracketed(arguments) = &last.arguments else { return false };
            !LISTS.iter().any(|list| last.ident == list)
                && arguments.args.iter().any(|argument| match argument {
                    GenericArgument::Type(ty) => names(owner, ty),
                    _ => false,
                })
        }
        Type::Tuple(tuple) => tuple.elems.iter().any(|ty| names(owner, ty)),
        Type::Array(array) => names(owner, &array.elem),
        Type::Paren(inner) => names(owner, &inner.elem),
        Type::Group(inner) => names(owner, &inner.elem),
        _ => false,
    }
}
