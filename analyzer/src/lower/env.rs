//! [`Env`]: what the names of parameters and `Self` stand for around a type.

use crate::krate::{ModuleId, plain};
use crate::resolve::Path;

use super::instance::Instance;

/// The scope that a type stands in.
#[derive(Default)]
pub(crate) struct Env<'e> {
    pub(crate) module: ModuleId,
    bounds: Vec<(String, Bound<'e>)>,
    self_type: Option<(&'e syn::Type, &'e Env<'e>)>,
}

/// What a parameter stands for.
#[derive(Clone)]
pub(crate) enum Bound<'e> {
    /// A type that stands in a scope of its own.
    Type(&'e syn::Type, &'e Env<'e>),
    /// The default of a parameter, which stands in that module.
    Default(&'e syn::Type, ModuleId),
    /// A constant expression in its scope.
    Const(&'e syn::Expr, &'e Env<'e>),
    /// The value of a const parameter, as it is written.
    Value(String),
    /// A type parameter whose bounds have one obvious instance.
    Instance(Instance),
    /// Any other parameter.
    Opaque,
}

impl<'e> Env<'e> {
    pub(crate) fn new(module: ModuleId) -> Self {
        Self { module, bounds: Vec::new(), self_type: None }
    }

    pub(crate) fn with_self(self, ty: &'e syn::Type, env: &'e Env<'e>) -> Self {
        Self { self_type: Some((ty, env)), ..self }
    }

    pub(crate) fn bind(&mut self, name: String, bound: Bound<'e>) {
        self.bounds.retain(|(own, _)| *own != name);
        self.bounds.push((name, bound));
    }

    /// The scope inside an alias or a trait that is used as `path`. Nothing where the arguments do not fit the parameters.
    pub(crate) fn of_path(
        module: ModuleId,
        generics: &'e syn::Generics,
        path: &'e syn::Path,
        outer: &'e Self,
    ) -> Option<Self> {
        let mut env = Self::new(module);
        let mut arguments =
            super::generic_arguments(path).filter(|argument| !matches!(argument, syn::GenericArgument::Lifetime(_)));
        for param in &generics.params {
            let (ident, bound) = match param {
                syn::GenericParam::Lifetime(_) => continue,
                syn::GenericParam::Type(param) => {
                    let bound = match (arguments.next(), &param.default) {
                        (Some(syn::GenericArgument::Type(ty)), _) => Bound::Type(ty, outer),
                        (None, Some((_, ty))) => Bound::Default(ty, module),
                        _ => return None,
                    };
                    (&param.ident, bound)
                }
                syn::GenericParam::Const(param) => (&param.ident, const_bound(arguments.next()?, outer)?),
            };
            env.bind(plain(ident), bound);
        }
        arguments.next().is_none().then_some(env)
    }

    /// What a path stands for if it is a parameter, or an associated type of one.
    pub(crate) fn bound(&self, path: &syn::Path) -> Option<Bound<'e>> {
        let path = Path::of(path);
        if path.absolute || self.bounds.is_empty() {
            return None;
        }
        let whole = path.parts.join("::");
        let found = self.bounds.iter().find(|(name, _)| *name == whole);
        let found =
            found.or_else(|| self.bounds.iter().find(|(name, _)| path.parts.len() > 1 && *name == path.parts[0]));
        found.map(|(name, bound)| if *name == whole { bound.clone() } else { Bound::Opaque })
    }

    /// What a parameter of that name stands for.
    pub(crate) fn named(&self, name: &str) -> Option<Bound<'e>> {
        self.bounds.iter().find(|(own, _)| own == name).map(|(_, bound)| bound.clone())
    }

    pub(crate) fn self_type(&self) -> Option<(&'e syn::Type, &'e Env<'e>)> {
        self.self_type
    }
}

fn const_bound<'e>(argument: &'e syn::GenericArgument, outer: &'e Env<'e>) -> Option<Bound<'e>> {
    match argument {
        syn::GenericArgument::Const(value) => Some(Bound::Const(value, outer)),
        // `Rows<WIDTH>`: the parser cannot tell a constant from a type.
        syn::GenericArgument::Type(ty) => Some(Bound::Type(ty, outer)),
        _ => None,
    }
}
