//! The one type of the crate `plugwright-plugin` that crosses: `&Context`, as a parameter of its own.

use plugwright_interface::Type;

use crate::resolve::Meaning;

use super::{Env, Lowering};

impl Lowering<'_, '_> {
    /// The type of a parameter that is a context.
    pub(crate) fn context(&self, ty: &syn::Type, env: &Env<'_>) -> Option<Type> {
        let syn::Type::Reference(reference) = ty else { return None };
        let syn::Type::Path(path) = reference.elem.as_ref() else { return None };
        let is_shared = reference.mutability.is_none();
        let is_static = reference.lifetime.as_ref().is_some_and(|life| life.ident == "static");
        if !is_shared || is_static || path.qself.is_some() {
            return None;
        }
        match self.meaning(&path.path, env) {
            Meaning::External(external) if self.is_context(&external) => Some(Type::Context),
            _ => None,
        }
    }

    /// Whether a path of another crate is that of a context.
    pub(super) fn is_context(&self, external: &[String]) -> bool {
        let [krate, name] = external else { return false };
        let dependencies = &self.krate.manifest.dependencies;
        name == "Context" && dependencies.iter().any(|found| found.is_sdk() && found.crate_name() == *krate)
    }
}
