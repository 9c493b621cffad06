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
