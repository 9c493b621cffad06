//! S070: shapes of the known soundness holes of the compiler.

use std::collections::BTreeSet;

use syn::spanned::Spanned as _;
use syn::visit::Visit;

use plugwright_analyzer::Span;

use crate::rules::{Findings, Subject, hidden, rule};

rule! {
    "S070" "soundness-pattern" Error [Unsafe] "has the shape of a known soundness hole of the compiler"
    explain "A few programs break memory safety without any `unsafe`, by holes that the compiler still has. What they have in \
             common can be seen: a function pointer that forgets which of two nested references lives longer, a trait object \
             of a trait that is implemented for all types at once, a closure's result as the type of a trait that asks for \
             `'static`. Ordinary code has other ways to say the same."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut shapes = Shapes::default();
    let modules = &subject.krate.modules;
    let hidden: Vec<Vec<syn::Item>> = modules.iter().map(|module| hidden::items(&module.items)).collect();
    modules.iter().flat_map(|module| &module.items).for_each(|item| shapes.visit_item(item));
    hidden.iter().flatten().for_each(|item| shapes.visit_item(item));
    shapes.spread();
    for (module, hidden) in modules.iter().zip(&hidden) {
        let mut search = Search { shapes: &shapes, found: Vec::new() };
        module.items.iter().chain(hidden).for_each(|item| search.visit_item(item));
        let file = &subject.krate.sources.file(module.file).path;
        for (span, message) in search.found {
            findings.report(&RULE, Span::new(file, span), message.to_string());
        }
    }
}

/// What is known of the crate's own traits and functions, by name.
#[derive(Default)]
struct Shapes {
    /// Traits with associated types.
    projecting: BTreeSet<String>,
    /// Traits that are implemented for every type, sized or not.
    blanket: BTreeSet<String>,
    /// Traits and the names of types for which they are implemented.
    implemented: BTreeSet<(String, String)>,
    /// Traits that are implemented for the type that another trait names.
    for_projection: BTreeSet<String>,
    /// Traits that are implemented for every closure, with its result as an associated type.
    closure: BTreeSet<String>,
    /// Traits that stand beside `'static` in a bound.
    beside_static: BTreeSet<String>,
    /// Names of aliases.
    aliases: BTreeSet<String>,
    /// A name, and one of which all the same is true: another name for it, or a trait that asks for it.
    heirs: Vec<(String, String)>,
}

impl<'a> Visit<'a> for Shapes {
    fn visit_item_trait(&mut self, item: &'a syn::ItemTrait) {
        if item.items.iter().any(|item| matches!(item, syn::TraitItem::Type(_))) {
            self.projecting.insert(item.ident.to_string());
        }
        let asked = item.supertraits.iter().filter_map(trait_name);
        self.heirs.extend(asked.map(|name| (name, item.ident.to_string())));
        syn::visit::visit_item_trait(self, item);
    }

    fn visit_use_rename(&mut self, rename: &'a syn::UseRename) {
        self.heirs.push((rename.ident.to_string(), rename.rename.to_string()));
    }

    fn visit_item_type(&mut self, item: &'a syn::ItemType) {
        self.aliases.insert(item.ident.to_string());
        syn::visit::visit_item_type(self, item);
    }

    fn visit_item_impl(&mut self, item: &'a syn::ItemImpl) {
        let implemented = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
        if let (Some(name), syn::Type::Path(ty)) =
            (implemented.map(|segment| segment.ident.to_string()), &*item.self_ty)
        {
            let this = ty.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
            match bounds(&item.generics, &this) {
                Some(bounds) if bounds.iter().any(|bound| is_unsized(bound)) => drop(self.blanket.insert(name)),
                Some(bounds) if bounds.iter().any(|bound| returns_parameter(bound, &item.generics)) => {
                    self.closure.insert(name);
                }
                None if ty.qself.is_some() => drop(self.for_projection.insert(name)),
                _ => drop(self.implemented.insert((name, this))),
            }
        }
        syn::visit::visit_item_impl(self, item);
    }

    fn visit_type_param(&mut self, param: &'a syn::TypeParam) {
        self.note_static(param.bounds.iter());
        syn::visit::visit_type_param(self, param);
    }

    fn visit_predicate_type(&mut self, predicate: &'a syn::PredicateType) {
        self.note_static(predicate.bounds.iter());
        syn::visit::visit_predicate_type(self, predicate);
    }
}

impl Shapes {
    /// Lets heirs have all that is true of what they come from.
    fn spread(&mut self) {
        let heirs = std::mem::take(&mut self.heirs);
        let mut known = 0;
        while known != self.size() {
            known = self.size();
            for (from, to) in &heirs {
                let sets = [
                    &mut self.projecting,
                    &mut self.blanket,
                    &mut self.for_projection,
                    &mut self.closure,
                    &mut self.beside_static,
                    &mut self.aliases,
                ];
                for set in sets.into_iter().filter(|set| set.contains(from)) {
                    set.insert(to.clone());
                }
                let types: Vec<_> = self.implemented.iter().filter(|(name, _)| name == from).cloned().collect();
                self.implemented.extend(types.into_iter().map(|(_, ty)| (to.clone(), ty)));
            }
        }
    }

    fn size(&self) -> usize {
        let names = [&self.projecting, &self.blanket, &self.for_projection, &self.closure, &self.beside_static];
        names.into_iter().map(BTreeSet::len).sum::<usize>() + self.aliases.len() + self.implemented.len()
    }

    /// Whether the trait is implemented for what a `type` or another trait's type stands for.
    fn is_for_alias(&self, name: &str) -> bool {
        let mut types = self.implemented.iter().filter(|(implemented, _)| implemented == name);
        self.for_projection.contains(name) || types.any(|(_, ty)| self.aliases.contains(ty))
    }

    fn note_static<'a>(&mut self, bounds: impl Iterator<Item = &'a syn::TypeParamBound> + Clone) {
        let is_static = |bound: &syn::TypeParamBound| matches!(bound, syn::TypeParamBound::Lifetime(name) if name.ident == "static");
        if bounds.clone().any(is_static) {
            self.beside_static.extend(bounds.filter_map(trait_name));
        }
    }
}

/// The places that use a shape.
struct Search<'s> {
    shapes: &'s Shapes,
    found: Vec<(proc_macro2::Span, &'static str)>,
}

impl<'a> Visit<'a> for Search<'_> {
    fn visit_type_trait_object(&mut self, object: &'a syn::TypeTraitObject) {
        for name in object.bounds.iter().filter_map(trait_name) {
            let shapes = self.shapes;
            if shapes.projecting.contains(&name) && (shapes.blanket.contains(&name) || shapes.is_for_alias(&name)) {
                let message = "makes an object of a trait whose types are also chosen for all types at once";
                self.found.push((object.span(), message));
            }
        }
        syn::visit::visit_type_trait_object(self, object);
    }

    fn visit_item_impl(&mut self, item: &'a syn::ItemImpl) {
        let name = item.trait_.as_ref().and_then(|(path, _)| path.segments.last()).map(|last| last.ident.to_string());
        if let Some(name) = name
            && self.shapes.closure.contains(&name)
            && self.shapes.beside_static.contains(&name)
        {
            let message = "makes the result of any closure the type of a trait that is asked for `'static`";
            self.found.push((item.self_ty.span(), message));
        }
        syn::visit::visit_item_impl(self, item);
    }

    fn visit_signature(&mut self, signature: &'a syn::Signature) {
        if stretches(signature) {
            let message = "owes the life of its result to a reference inside another argument's reference";
            self.found.push((signature.ident.span(), message));
        }
        syn::visit::visit_signature(self, signature);
    }

    fn visit_type_fn_ptr(&mut self, pointer: &'a syn::TypeFnPtr) {
        let inferred = pointer.inputs.iter().any(|input| matches!(input.ty, syn::Type::Infer(_)));
        if inferred && pointer.lifetimes.is_some() && pointer.inputs.len() > 1 {
            self.found.push((pointer.span(), "forgets in a function pointer which of its references lives longer"));
        }
        syn::visit::visit_type_fn_ptr(self, pointer);
    }
}

fn trait_name(bound: &syn::TypeParamBound) -> Option<String> {
    match bound {
        syn::TypeParamBound::Trait(bound) => bound.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// All bounds of the type parameter of that name, if there is one.
fn bounds<'g>(generics: &'g syn::Generics, name: &str) -> Option<Vec<&'g syn::TypeParamBound>> {
    let param = generics.type_params().find(|param| param.ident == name)?;
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let of_param = predicates.filter_map(|predicate| match predicate {
        syn::WherePredicate::Type(predicate) => match &predicate.bounded_ty {
            syn::Type::Path(ty) if ty.path.is_ident(name) => Some(&predicate.bounds),
            _ => None,
        },
        _ => None,
    });
    Some(param.bounds.iter().chain(of_param.flatten()).collect())
}

fn is_unsized(bound: &syn::TypeParamBound) -> bool {
    matches!(bound, syn::TypeParamBound::Trait(bound) if bound.maybe.is_some())
}

/// `Fn(…) -> R`, where `R` is a parameter of the `impl`.
fn returns_parameter(bound: &syn::TypeParamBound, generics: &syn::Generics) -> bool {
    let syn::TypeParamBound::Trait(bound) = bound else { return false };
    let Some(last) = bound.path.segments.last() else { return false };
    let syn::PathArguments::Parenthesized(arguments) = &last.arguments else { return false };
    let syn::ReturnType::Type(_, ty) = &arguments.output else { return false };
    matches!(&**ty, syn::Type::Path(ty) if generics.type_params().any(|param| ty.path.is_ident(&param.ident)))
}

/// Takes `&'a &'b T` and something else that lives for `'b`, and returns something that lives for `'a`: that `'b` is the
/// longer life is known from the first argument alone.
fn stretches(signature: &syn::Signature) -> bool {
    let syn::ReturnType::Type(_, output) = &signature.output else { return false };
    let inputs: Vec<&syn::Type> = signature.inputs.iter().filter_map(typed).collect();
    inputs.iter().filter_map(|ty| nested(ty)).any(|(outer, inner)| {
        let others = inputs.iter().filter(|ty| nested(ty).is_none());
        outer != inner && mentions(output, outer) && others.into_iter().any(|ty| mentions(ty, inner))
    })
}

fn typed(input: &syn::FnArg) -> Option<&syn::Type> {
    match input {
        syn::FnArg::Typed(input) => Some(&input.ty),
        syn::FnArg::Receiver(_) => None,
    }
}

/// The lifetimes of `&'a &'b T`.
fn nested(ty: &syn::Type) -> Option<(&syn::Lifetime, &syn::Lifetime)> {
    let syn::Type::Reference(outer) = ty else { return None };
    let syn::Type::Reference(inner) = &*outer.elem else { return None };
    Some((outer.lifetime.as_ref()?, inner.lifetime.as_ref()?))
}

fn mentions(ty: &syn::Type, lifetime: &syn::Lifetime) -> bool {
    struct Finder<'l>(&'l syn::Lifetime, bool);
    impl<'a> Visit<'a> for Finder<'_> {
        fn visit_lifetime(&mut self, found: &'a syn::Lifetime) {
            self.1 |= found.ident == self.0.ident;
        }
    }
    let mut finder = Finder(lifetime, false);
    finder.visit_type(ty);
    finder.1
}
