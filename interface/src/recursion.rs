//! Which types hold themselves. The form of such a value would have no end, so the field that leads back lies behind a
//! pointer; both halves have to agree on which field that is.

use crate::{Definition, Type, find_definition};

/// Whether values of a type have values of the definition at `path` in their own memory, once boxes count as what is in
/// them. Lists and maps keep what they hold elsewhere.
#[must_use]
pub fn holds(ty: &Type, path: &str, all: &[Definition]) -> bool {
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

/// Writes down for each definition which of its fields lead back to it. They are sorted by path.
pub fn mark_recursive(definitions: &mut [Definition]) {
    let leads_back = |definition: &Definition| {
        let fields = definition.types().into_iter().enumerate();
        let back = fields.filter(|(_, ty)| holds(ty, &definition.path, definitions));
        back.map(|(index, _)| index).collect::<Vec<_>>()
    };
    let marks: Vec<_> = definitions.iter().map(leads_back).collect();
    definitions.iter_mut().zip(marks).for_each(|(definition, marks)| definition.recursive = marks);
}
