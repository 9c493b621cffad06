//! Which types hold themselves, so that their forms would have no end.

use plugwright_interface::{Definition, Type, find_definition};

/// Whether values of a definition can have values of the same one in them, wherever they keep these.
pub(crate) fn is_endless(definition: &Definition, all: &[Definition]) -> bool {
    let (mut open, mut seen) = (definition.types(), Vec::new());
    while let Some(ty) = open.pop() {
        match ty {
            Type::Named(path) if *path == definition.path => return true,
            Type::Named(path) if !seen.contains(&path) => {
                seen.push(path);
                open.extend(find_definition(all, path).into_iter().flat_map(Definition::types));
            }
            Type::Named(_) => {}
            ty => open.extend(ty.parts()),
        }
    }
    false
}

/// Whether values of a type have values of the definition at `path` in their own memory, once boxes count as what is in
/// them. Lists and maps keep what they hold elsewhere.
pub(crate) fn holds(ty: &Type, path: &str, all: &[Definition]) -> bool {
    let (mut open, mut seen) = (vec![ty], Vec::new());
    while let Some(ty) = open.pop() {
        match ty {
            Type::Option(inner) | Type::Array(inner, _) => open.push(inner),
            Type::Result(ok, err) => open.extend([&**ok, &**err]),
            Type::Tuple(items) | Type::Standard(_, items) => open.extend(items),
            Type::Named(named) if named == path => return true,
            Type::Named(named) if !seen.contains(&named) => {
                seen.push(named);
                open.extend(find_definition(all, named).into_iter().flat_map(Definition::types));
            }
            _ => {}
        }
    }
    false
}
