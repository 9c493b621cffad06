//! `derive(Bridge)`: a host's own struct or enum in typed calls. The plugin needs none of this; what the derived code
//! calls is `plugwright_loader::private`. It holds no `unsafe`, so a host may forbid that.

#![forbid(unsafe_code)]

mod enums;
mod expand;
mod parts;

use proc_macro::TokenStream;
use quote::quote;

/// Lets a struct or enum of the host stand for one of a plugin's in typed calls.
///
/// `typed` compares it with the plugin's, field by field: names and types of fields, names of variants, and their order.
/// The name of the type itself does not count. It must be `Clone`, have no type parameters, and each field must be of a
/// type that crosses itself.
#[proc_macro_derive(Bridge)]
pub fn bridge(input: TokenStream) -> TokenStream {
    derive(input, quote!(::plugwright))
}

/// The same for a host that depends on the loader alone, which calls it `Bridge`.
#[proc_macro_derive(LoaderBridge)]
pub fn loader_bridge(input: TokenStream) -> TokenStream {
    derive(input, quote!(::plugwright_loader))
}

fn derive(input: TokenStream, root: proc_macro2::TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    expand::expand(&input, &root).unwrap_or_else(syn::Error::into_compile_error).into()
}
