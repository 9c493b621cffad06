//! The contract's types as generated code spells them.

use plugwright_interface::{Access, Mode, Order, Type};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// How long a borrowed type lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// `'static`: for the signature of a wrapper, which says how a type looks on the way and binds no call.
    Static,
    /// As long as the compiler finds: inside a wrapper.
    Inferred,
    /// `'a`: in the signature of a binding that returns what goes on borrowing its arguments.
    Named,
}

impl Lifetime {
    /// What stands behind the `&`.
    pub(crate) fn written(self) -> Option<TokenStream> {
        match self {
            Self::Static => Some(quote!('static)),
            Self::Inferred => None,
            Self::Named => Some(quote!('a)),
        }
    }
}

/// Spells a type in a bridge.
pub(crate) fn tokens(ty: &Type, lifetime: Lifetime) -> TokenStream {
    tokens_in(ty, lifetime, &quote!(::plugin))
}

/// Spells a type where the plugin's own types are below `root`.
pub(crate) fn tokens_in(ty: &Type, lifetime: Lifetime, root: &TokenStream) -> TokenStream {
    let tokens = |ty: &Type| tokens_in(ty, lifetime, root);
    let lifetime = lifetime.written();
    match ty {
        Type::Unit => quote!(()),
        Type::Bool => quote!(bool),
        Type::Char => quote!(char),
        Type::Int(int) => name(int.name()),
        Type::Float(float) => name(float.name()),
        Type::Str => quote!(&#lifetime str),
        Type::String => quote!(String),
        Type::Slice(item) => {
            let item = tokens(item);
            quote!(&#lifetime [#item])
        }
        Type::Vec(item) => {
            let item = tokens(item);
            quote!(Vec<#item>)
        }
        Type::Array(item, len) => {
            let (item, len) = (tokens(item), proc_macro2::Literal::usize_unsuffixed(*len));
            quote!([#item; #len])
        }
        Type::Option(some) => {
            let some = tokens(some);
            quote!(Option<#some>)
        }
        Type::Result(ok, err) => {
            let (ok, err) = (tokens(ok), tokens(err));
            quote!(Result<#ok, #err>)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(tokens);
            quote!((#(#items,)*))
        }
        Type::Duration => quote!(::std::time::Duration),
        Type::SystemTime => quote!(::std::time::SystemTime),
        Type::Ordering => quote!(::std::cmp::Ordering),
        Type::Map(order, key, value) => {
            let (map, key, value) = (collection(*order, "Map"), tokens(key), tokens(value));
            quote!(::std::collections::#map<#key, #value>)
        }
        Type::Set(order, item) => {
            let (set, item) = (collection(*order, "Set"), tokens(item));
            quote!(::std::collections::#set<#item>)
        }
        Type::Standard(standard, arguments) => {
            let (module, name) = (format_ident!("{}", standard.module()), format_ident!("{}", standard.name()));
            let reference = standard.is_borrowed().then(|| quote!(&#lifetime));
            let arguments: Vec<_> = arguments.iter().map(tokens).collect();
            let arguments = (!arguments.is_empty()).then(|| quote!(<#(#arguments),*>));
            quote!(#reference ::std::#module::#name #arguments)
        }
        // Of what goes on after its call, what it gives is what the two sides agree on.
        Type::Future(output) => tokens(output),
        Type::Iterator(item) => {
            let item = tokens(item);
            quote!(Vec<#item>)
        }
        Type::Callback(callback) => {
            let (params, result) = (callback.params.iter().map(tokens), tokens(&callback.result));
            match callback.mode {
                Mode::Shared => quote!(&#lifetime dyn Fn(#(#params),*) -> #result),
                Mode::Exclusive => quote!(&#lifetime mut dyn FnMut(#(#params),*) -> #result),
                Mode::Lasting => quote!(Box<dyn Fn(#(#params),*) -> #result + Send + Sync>),
                Mode::Once => quote!(Box<dyn FnOnce(#(#params),*) -> #result + Send>),
            }
        }
        Type::Mut(inner) => {
            let inner = match &**inner {
                Type::Slice(item) => {
                    let item = tokens(item);
                    quote!([#item])
                }
                inner => tokens(inner),
            };
            quote!(&#lifetime mut #inner)
        }
        Type::Handle(Access::Exclusive, named) => {
            let object = path_in(named, root);
            quote!(&#lifetime mut #object)
        }
        // What is shared is of the same contract as what is given; the pointer says which it is.
        Type::Named(named) | Type::Handle(Access::Owned | Access::Shared, named) => path_in(named, root),
        Type::Context => {
            let sdk = format_ident!("{}", crate::ahead::SDK);
            quote!(&#lifetime ::#sdk::Context)
        }
    }
}

fn collection(order: Order, kind: &str) -> Ident {
    match order {
        Order::Sorted => format_ident!("BTree{kind}"),
        Order::Hashed => format_ident!("Hash{kind}"),
    }
}

/// Spells a path of the plugin's crate.
pub(crate) fn path(path: &str) -> TokenStream {
    path_in(path, &quote!(::plugin))
}

fn path_in(path: &str, root: &TokenStream) -> TokenStream {
    let segments = path.split("::").map(ident);
    quote!(#root #(:: #segments)*)
}

/// Spells a name, as a raw one where it is a keyword.
pub(crate) fn ident(name: &str) -> Ident {
    let name = name.strip_prefix("r#").unwrap_or(name);
    syn::parse_str(name).unwrap_or_else(|_| Ident::new_raw(name, Span::call_site()))
}

fn name(name: &str) -> TokenStream {
    let ident = format_ident!("{name}");
    quote!(#ident)
}
