//! One function of the bindings: what its callers give, and how that goes to the plugin. What leaves out defaults is
//! `defaults.rs`.

use plugwright_interface::{Access, Callback, Function, Mode, Param, Type, unmarked};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Writer, defaults, docs, field, here, last};
use crate::types::{Lifetime, host_path, ident};
use crate::wrapper::is_lazy;

/// What a function of the bindings looks like to its callers.
pub(super) struct Head {
    pub(super) deprecated: Option<TokenStream>,
    /// `fn` or `async fn`.
    pub(super) keyword: TokenStream,
    pub(super) generics: Option<TokenStream>,
    pub(super) name: proc_macro2::Ident,
    pub(super) params: Vec<HeadParam>,
    pub(super) result: TokenStream,
    /// Whether what a call gives has to be waited for.
    pub(super) wait: bool,
}

/// A borrowed parameter of a type to which values of others go in.
pub(super) struct Kin {
    /// The parameter's type in a typed call.
    pub(super) taken: TokenStream,
    /// The parameter's type in the binding.
    pub(super) given: TokenStream,
    /// What turns one into the other.
    pub(super) convert: proc_macro2::Ident,
}

/// One parameter of a [`Head`].
pub(super) struct HeadParam {
    pub(super) declared: TokenStream,
    pub(super) name: TokenStream,
    /// What goes to the plugin.
    pub(super) argument: TokenStream,
}

impl Writer<'_> {
    /// Writes one function, and another one that leaves out what has a default; `owner` is the type whose method it is.
    pub(super) fn function(&self, index: usize, func: &Function, depth: usize, owner: Option<&str>) -> TokenStream {
        let here = here(depth);
        let head = self.head(func, depth, owner);
        let listed = defaults::listed(func);
        let all = [func.docs.as_str(), &listed].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
        let docs = docs(&all.join("\n\n"));
        let Head { deprecated, keyword, generics, name, params, result, .. } = &head;
        let arguments = params.iter().map(|param| &param.argument);
        let params = params.iter().map(|param| &param.declared);
        let wait = head.wait.then(|| quote!(.await));
        let field = field(index);
        let with_defaults = self.with_defaults(func, &head, depth, owner);
        quote! {
            #docs
            #deprecated
            pub #keyword #name #generics(#(#params),*) -> #result {
                ::std::result::Result::Ok(#here::__plugwright::BINDING.get()?.#field.call((#(#arguments,)*)) #wait?)
            }
            #with_defaults
        }
    }

    /// The type of a borrowed parameter for which any value of a type that has the trait goes in: what a call takes, and what
    /// the caller gives.
    pub(super) fn kin(&self, param: &Param, index: usize, depth: usize) -> Option<Kin> {
        let Type::Handle(access @ (Access::Shared | Access::Exclusive), path) = &param.ty else { return None };
        self.interface.implementors.get(unmarked(path)).filter(|_| index > 0 || param.name != "self")?;
        let object = self.ty(&Type::Handle(Access::Owned, path.clone()), Lifetime::Static, depth);
        let root = &self.root;
        Some(match access {
            Access::Exclusive => Kin {
                taken: quote!(&'static mut #root::Object),
                given: quote!(&mut impl #root::Implements<#object>),
                convert: format_ident!("as_mut"),
            },
            _ => Kin {
                taken: quote!(&'static #root::Object),
                given: quote!(&impl #root::Implements<#object>),
                convert: format_ident!("as_ref"),
            },
        })
    }

    /// Whether the host lends what the plugin borrows: all but what is copied as easily.
    pub(super) fn is_by_reference(&self, param: &Param) -> bool {
        param.is_borrowed && (matches!(param.ty, Type::Named(_)) || !self.traits.is_copy(&param.ty))
    }

    /// What a function looks like to its callers.
    fn head(&self, func: &Function, depth: usize, owner: Option<&str>) -> Head {
        let root = &self.root;
        // An iterator goes on borrowing what it was made of; the borrows of a future are the compiler's to find.
        let lifetime = if is_lazy(func) { Lifetime::Named } else { Lifetime::Inferred };
        let params = func.params.iter().enumerate().map(|(index, param)| {
            let receiver = receiver(&param.ty, owner, lifetime);
            if let Some(receiver) = receiver.filter(|_| index == 0 && param.name == "self") {
                return receiver;
            }
            // What the author called `self` may be a type that has no methods here.
            let name = if param.name == "self" { format_ident!("this") } else { ident(&param.name) };
            if let Some(callback) = lent(&param.ty, func) {
                let (mutable, closure) = self.closure(callback, depth);
                let declared = quote!(#mutable #name: impl #closure);
                let argument = quote!(#root::Lent::from(& #mutable #name));
                return HeadParam { declared, name: quote!(#name), argument };
            }
            if let Some(Kin { given, convert, .. }) = self.kin(param, index, depth).filter(|_| !is_lazy(func)) {
                let (declared, argument) = (quote!(#name: #given), quote!(#name.#convert()));
                return HeadParam { declared, name: quote!(#name), argument };
            }
            let ty = self.ty(&param.ty, lifetime, depth);
            let (declared, argument) = match self.is_by_reference(param) {
                true => (quote!(#name: &#ty), quote!(::std::clone::Clone::clone(#name))),
                false => (quote!(#name: #ty), quote!(#name)),
            };
            HeadParam { declared, name: quote!(#name), argument }
        });
        let params = params.collect();
        let result = self.ty(&func.result, Lifetime::Static, depth);
        let (keyword, generics, result, wait) = match &func.result {
            Type::Future(_) => (quote!(async fn), None, result, true),
            Type::Iterator(item) if is_lazy(func) => {
                let item = self.ty(item, Lifetime::Static, depth);
                (quote!(fn), Some(quote!(<'a>)), quote!(#root::Iter<'a, #item>), false)
            }
            _ => (quote!(fn), None, result, false),
        };
        let deprecated = func.deprecated.as_ref().map(|deprecated| {
            let since = deprecated.since.as_ref().map(|since| quote!(since = #since,));
            let note = deprecated.note.as_ref().map(|note| quote!(note = #note));
            quote!(#[deprecated(#since #note)])
        });
        let result = quote!(::std::result::Result<#result, #root::BindingError>);
        Head { deprecated, keyword, generics, name: last(&func.path), params, result, wait }
    }

    /// Writes the trait of a closure that is lent, after the `mut` of one that changes what it holds.
    pub(super) fn closure(&self, callback: &Callback, depth: usize) -> (Option<TokenStream>, TokenStream) {
        let params = callback.params.iter().map(|ty| self.ty(ty, Lifetime::Static, depth));
        let (mutable, kind) = match callback.mode {
            Mode::Exclusive => (Some(quote!(mut)), quote!(FnMut)),
            _ => (None, quote!(Fn)),
        };
        let result = self.ty(&callback.result, Lifetime::Static, depth);
        (mutable, quote!(#kind(#(#params),*) -> #result))
    }
}

/// The closure that an argument of a function is lent as. What goes on after the call would borrow it for longer than the
/// function that is written here lasts.
pub(super) fn lent<'i>(ty: &'i Type, func: &Function) -> Option<&'i Callback> {
    match ty {
        Type::Callback(callback) if !is_lazy(func) => {
            matches!(callback.mode, Mode::Shared | Mode::Exclusive).then_some(callback)
        }
        _ => None,
    }
}

/// How a method of `owner` takes its own value.
fn receiver(ty: &Type, owner: Option<&str>, lifetime: Lifetime) -> Option<HeadParam> {
    let life = lifetime.written();
    let (path, receiver) = match ty {
        Type::Named(path) => (path, (quote!(&self), quote!(self.clone()))),
        Type::Handle(Access::Owned, path) => (path, (quote!(self), quote!(self))),
        Type::Handle(Access::Shared, path) => (path, (quote!(&#life self), quote!(self))),
        Type::Handle(Access::Exclusive, path) => (path, (quote!(&#life mut self), quote!(self))),
        Type::Mut(inner) => match &**inner {
            Type::Named(path) => (path, (quote!(&mut self), quote!(self))),
            _ => return None,
        },
        _ => return None,
    };
    let (declared, argument) = receiver;
    (Some(host_path(path)) == owner).then_some(HeadParam { declared, name: quote!(self), argument })
}
