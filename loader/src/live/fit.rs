//! Whether all values of one version's type can be carried into the next version's, as far as the types say that. The
//! values themselves are carried in `carry.rs`.

use plugwright_interface::{Field, Fields, Shape, Type};

use super::carry::{Misfit, Typed, changed, default, plain};

/// Holds the types against each other as [`super::carry::carry`] would their values. A variant that is gone is a fault
/// only of the value that is of it.
pub(super) fn check(from: Typed<'_>, to: Typed<'_>, place: &str) -> Result<(), Misfit> {
    Check { seen: Vec::new() }.types(from, to, place)
}

/// What is being checked.
struct Check<'t> {
    /// Pairs of types that were begun: one that comes again inside itself is checked once.
    seen: Vec<(&'t Type, &'t Type)>,
}

impl<'t> Check<'t> {
    fn types(&mut self, from: Typed<'t>, to: Typed<'t>, place: &str) -> Result<(), Misfit> {
        if let (Some(old), Some(new)) = (from.definition(), to.definition()) {
            if self.seen.contains(&(from.ty, to.ty)) {
                return Ok(());
            }
            self.seen.push((from.ty, to.ty));
            return self.shapes((from, &old.shape), (to, &new.shape), place);
        }
        match (from.ty, to.ty) {
            (Type::Vec(old), Type::Vec(new) | Type::Slice(new)) | (Type::Set(_, old), Type::Set(_, new)) => {
                self.types(from.of(old), to.of(new), &format!("{place}[]"))
            }
            (Type::Array(old, before), Type::Array(new, after)) if before == after => {
                self.types(from.of(old), to.of(new), &format!("{place}[]"))
            }
            (Type::Option(old), Type::Option(new)) => self.types(from.of(old), to.of(new), place),
            (Type::Map(_, old_key, old), Type::Map(_, new_key, new)) => {
                let place = format!("{place}[]");
                self.types(from.of(old_key), to.of(new_key), &place)?;
                self.types(from.of(old), to.of(new), &place)
            }
            (Type::Tuple(old), Type::Tuple(new)) if old.len() == new.len() => self.tuple((from, old), (to, new), place),
            (Type::String, Type::Str) => Ok(()),
            (old, new) if old == new && plain(old) => Ok(()),
            _ => Err(changed(from, to, place)),
        }
    }

    fn shapes(
        &mut self,
        (from, old): (Typed<'t>, &'t Shape),
        (to, new): (Typed<'t>, &'t Shape),
        place: &str,
    ) -> Result<(), Misfit> {
        match (old, new) {
            (Shape::Struct(old), Shape::Struct(new)) => self.fields((from, old), (to, new), place),
            (Shape::Enum(old), Shape::Enum(new)) => old.iter().try_for_each(|old| {
                let kept = new.iter().find(|new| new.name == old.name);
                kept.map_or(Ok(()), |new| self.fields((from, &old.fields), (to, &new.fields), place))
            }),
            _ => Err(changed(from, to, place)),
        }
    }

    fn fields(
        &mut self,
        (from, old): (Typed<'t>, &'t Fields),
        (to, new): (Typed<'t>, &'t Fields),
        place: &str,
    ) -> Result<(), Misfit> {
        match (old, new) {
            (Fields::Unit | Fields::Named(_), Fields::Unit) => Ok(()),
            (Fields::Tuple(old), Fields::Tuple(new)) if old.len() == new.len() => {
                self.tuple((from, old), (to, new), place)
            }
            (Fields::Unit | Fields::Named(_), Fields::Named(new)) => new.iter().try_for_each(|new| {
                let place = format!("{place}.{}", new.name);
                match named(old).iter().find(|old| old.name == new.name) {
                    Some(old) => self.types(from.of(&old.ty), to.of(&new.ty), &place),
                    None => default(to.of(&new.ty), &place).map(drop),
                }
            }),
            _ => Err(changed(from, to, place)),
        }
    }

    fn tuple(
        &mut self,
        (from, old): (Typed<'t>, &'t [Type]),
        (to, new): (Typed<'t>, &'t [Type]),
        place: &str,
    ) -> Result<(), Misfit> {
        let mut items = old.iter().zip(new).enumerate();
        items.try_for_each(|(index, (old, new))| self.types(from.of(old), to.of(new), &format!("{place}.{index}")))
    }
}

fn named(fields: &Fields) -> &[Field] {
    match fields {
        Fields::Named(fields) => fields,
        Fields::Unit | Fields::Tuple(_) => &[],
    }
}
