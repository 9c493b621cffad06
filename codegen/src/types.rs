//! The contract's types as generated code spells them.

use plugwright_interface::Type;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// How long a borrowed type lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// `'static`: for the signature of a wrapper, which says how a type looks on the way and binds no call.
    Static,
    /// As long as the compiler finds: inside a wrapper.
    Inferred,
}

/// Spells a type.
pub(crate) fn tokens(ty: &Type, lifetime: Lifetime) -> TokenStream {
    let tokens = |ty: &Type| tokens(ty, lifetime);
    let lifetime = (lifetime == Lifetime::Static).then(|| quote!('static));
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
    }
}

fn name(name: &str) -> TokenStream {
    let ident = format_ident!("{name}");
    quote!(#ident)
}
