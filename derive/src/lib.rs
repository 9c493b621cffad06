//! `derive(Bridge)`: a host's own struct or enum in typed calls. The plugin needs none of this; what the derived code
//! calls is `plugwright_loader::private`. It holds no `unsafe`, so a host may forbid that.

#![forbid(unsafe_code)]

mod enums;
mod expand;
mod parts;
mod recursive;

use proc_macro::TokenStream;
use quote::quote;

/// Lets a struct or enum of the host stand for one of a plugin's in typed calls.
///
/// `typed` compares it with the plugin's, field by field: names and types of fields, names of variants, and their order.
/// The name of the type itself does not count. It must be `Clone`, have no type parameters, and each field must be of a
/// type that crosses itself. What is in a `Box`, `Rc` or `Arc` counts as if it were not.
///
/// A type may hold itself in a box, up to 256 values inside each other. A field that names its own type, or `Self`, is seen
/// to be one that does; one that leads back by way of another type, or of an alias for a box of it, says
/// `#[plugwright(recursive)]`. `typed` reports where that is not as in the plugin, and the compiler where such a box has no end:
/// "overflow evaluating the requirement `<Node as …::Argument>::Repr`". Lists need no such word, whatever they are called.
///
/// ```ignore
/// #[derive(plugwright::Bridge, Clone)]
/// struct Tree { value: i64, left: Option<Box<Tree>>, right: Option<Box<Tree>> }
/// ```
#[proc_macro_derive(Bridge, attributes(plugwright))]
pub fn bridge(input: TokenStream) -> TokenStream {
    derive(input, quote!(::plugwright))
}

/// The same for a host that depends on the loader alone, which calls it `Bridge`.
#[proc_macro_derive(LoaderBridge, attributes(plugwright))]
pub fn loader_bridge(input: TokenStream) -> TokenStream {
    derive(input, quote!(::plugwright_loader))
}

fn derive(input: TokenStream, root: proc_macro2::TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    expand::expand(&input, &root).unwrap_or_else(syn::Error::into_compile_error).into()
}
