//! The contract's types as generated code spells them.

use plugwright_interface::Type;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// Spells a type. Borrowed ones get the lifetime `'static`, which a function's signature needs and no call is bound by.
pub(crate) fn tokens(ty: &Type) -> TokenStream {
    match ty {
        Type::Unit => quote!(()),
        Type::Bool => quote!(bool),
        Type::Char => quote!(char),
        Type::Int(int) => name(int.name()),
        Type::Float(float) => name(float.name()),
        Type::Str => quote!(&'static str),
        Type::String => quote!(String),
        Type::Slice(item) => {
            let item = tokens(item);
            quote!(&'static [#item])
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
