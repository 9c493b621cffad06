//! Readers and writers that a parameter takes: bytes stand in for what is read, and a buffer, which goes back to the host,
//! for what is written.

use plugwright_interface::{Int, Type};

use crate::prelude;
use crate::reason::Obstacle;
use crate::resolve::Meaning;

use super::{Bound, Direction, Env, Form, Holder, Instance, Lowered, Lowering, instance};

impl Lowering<'_, '_> {
    /// What stands in for a reader or writer.
    pub(super) fn stream(&self, bound: &syn::TraitBound, env: &Env<'_>) -> Option<Type> {
        let Meaning::External(path) = self.meaning(&bound.path, env) else { return None };
        let byte = || Box::new(Type::Int(Int::U8));
        match prelude::real_path(&path).as_slice() {
            ["std", "io", "Read" | "BufRead"] => Some(Type::Slice(byte())),
            ["std", "io", "Write"] => Some(Type::Mut(Box::new(Type::Vec(byte())))),
            ["std", "fmt", "Write"] => Some(Type::Mut(Box::new(Type::String))),
            _ => None,
        }
    }

    /// Lowers what stands behind `&mut`, where that is a reader, writer or iterator, or a parameter whose instance is a
    /// borrow: the function gets a place of its own with the borrow in it.
    pub(super) fn behind_mut(&mut self, ty: &syn::Type, env: &Env<'_>) -> Option<Lowered> {
        let instance = match ty {
            syn::Type::Paren(paren) => return self.behind_mut(&paren.elem, env),
            syn::Type::Group(group) => return self.behind_mut(&group.elem, env),
            syn::Type::TraitObject(object) => {
                let stream = object.bounds.iter().find_map(|bound| match bound {
                    syn::TypeParamBound::Trait(bound) => self.stream(bound, env),
                    _ => None,
                });
                match stream {
                    Some(stream) => Instance::of(stream),
                    None => return self.iterator_object(object, Holder::RefMut, env),
                }
            }
            syn::Type::ImplTrait(bounds) => {
                self.met_impl = true;
                instance::of_bounds(self, &bounds.bounds, env)?
            }
            syn::Type::Path(path) if path.qself.is_none() => {
                let Bound::Instance(instance) = env.bound(&path.path)? else { return None };
                self.meet(&path.path, Direction::In);
                instance
            }
            _ => return None,
        };
        if instance.form == Form::Iterator {
            self.met_instance = true;
            return Some(self.iterator(instance.ty, Holder::RefMut));
        }
        let found = sized(instance)?;
        self.met_instance = true;
        self.in_place = !matches!(found, Type::Mut(_));
        Some(if self.depth > 1 { Err(Obstacle::MutableReference) } else { Ok(found) })
    }
}

/// The instance's type, where it is a borrow that has a size.
fn sized(instance: Instance) -> Option<Type> {
    let is_borrow = matches!(instance.ty, Type::Mut(_) | Type::Str | Type::Slice(_));
    (is_borrow && instance.form == Form::Same).then_some(instance.ty)
}
