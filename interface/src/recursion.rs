//! Which types hold themselves. The form of such a value would have no end, so the field that leads back lies behind a
//! pointer; both halves have to agree on which field that is.

use std::collections::HashSet;

use crate::{Definition, Shape, Standard, Type, find_definition};

/// Whether values of a type have values of the definition at `path` in their own memory, once boxes count as what is in
/// them. Lists and maps keep what they hold elsewhere.
#[must_use]
pub fn holds(ty: &Type, path: &str, all: &[Definition]) -> bool {
    leads_to(vec![ty], path, all, |ty| match ty {
        Type::Option(_) | Type::Array(..) | Type::Result(..) | Type::Tuple(_) | Type::Standard(..) => ty.parts(),
        _ => Vec::new(),
    })
}

/// Whether values of a definition can have values of the same one in them, wherever they keep these.
#[must_use]
pub fn is_endless(definition: &Definition, all: &[Definition]) -> bool {
    leads_to(definition.types(), &definition.path, all, Type::parts)
}

/// Whether values of a definition can be more than can cross: of any depth, or with a list of what has no size.
#[must_use]
pub fn is_limited(definition: &Definition, all: &[Definition]) -> bool {
    let mut inside = vec![definition];
    definition.types().into_iter().for_each(|ty| ty.collect_named(all, &mut inside));
    inside.iter().any(|definition| {
        is_endless(definition, all) || definition.types().into_iter().any(|ty| has_weightless_list(ty, all))
    })
}

/// Whether a type is written with a list of what has no size.
fn has_weightless_list(ty: &Type, all: &[Definition]) -> bool {
    let is_one = match ty {
        Type::Vec(item) | Type::Slice(item) | Type::Iterator(item) => is_weightless(item, all, &mut HashSet::new()),
        _ => false,
    };
    is_one || ty.parts().into_iter().any(|part| has_weightless_list(part, all))
}

/// Whether values of a type have no size.
fn is_weightless<'t>(ty: &'t Type, all: &'t [Definition], seen: &mut HashSet<&'t str>) -> bool {
    match ty {
        Type::Unit | Type::Array(_, 0) | Type::Standard(Standard::RangeFull, _) => true,
        Type::Array(..) | Type::Tuple(_) => ty.parts().into_iter().all(|part| is_weightless(part, all, seen)),
        Type::Named(path) => match find_definition(all, path).map(|definition| (&definition.shape, definition.types()))
        {
            Some((Shape::Struct(_), types)) => {
                seen.insert(path) && types.into_iter().all(|ty| is_weightless(ty, all, seen))
            }
            Some((Shape::Enum(variants), types)) => variants.len() == 1 && types.is_empty(),
            _ => false,
        },
        _ => false,
    }
}

/// Whether one of the types is the definition at `path`, or leads there by what `inside` says is in a type.
fn leads_to<'t>(
    mut open: Vec<&'t Type>,
    path: &str,
    all: &'t [Definition],
    inside: impl Fn(&'t Type) -> Vec<&'t Type>,
) -> bool {
    let mut seen = HashSet::new();
    while let Some(ty) = open.pop() {
        match ty {
            Type::Named(named) if named == path => return true,
            Type::Named(named) if seen.insert(named) => {
                open.extend(find_definition(all, named).into_iter().flat_map(Definition::types));
            }
            Type::Named(_) => {}
            ty => open.extend(inside(ty)),
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
