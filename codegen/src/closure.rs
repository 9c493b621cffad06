//! A closure of the host's → a closure in the bridge that calls it, in the holder in which the function takes one.

use plugwright_analyzer::Holder;
use plugwright_interface::{Callback, Mode};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::types::{Lifetime, tokens};

/// Whether the plugin may keep the closure.
const fn lasts(callback: &Callback) -> bool {
    matches!(callback.mode, Mode::Lasting | Mode::Once)
}

/// Takes the form of the argument `name`.
pub(crate) fn take(callback: &Callback, name: &Ident, lasting: Lasting) -> TokenStream {
    match (lasts(callback), lasting) {
        (true, _) => quote!(abi::LastingCallback::new(#name)),
        (false, Lasting::Call) => quote!(abi::Callback::new(#name)),
        (false, Lasting::Result) => quote!(arena.keep(abi::Callback::new(#name))),
    }
}

/// Takes the argument from the bytes of the wire lane.
pub(crate) fn take_wire(callback: &Callback, lasting: Lasting) -> TokenStream {
    match (lasts(callback), lasting) {
        (true, _) => quote!(args.lasting_callback()?),
        (false, Lasting::Call) => quote!(args.callback()?),
        (false, Lasting::Result) => quote!(arena.keep(args.callback()?)),
    }
}

/// How long what a function gets lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lasting {
    /// Until the function returns.
    Call,
    /// Until what it returned is dropped: it is in the arena.
    Result,
}

/// Writes the closure that the function gets.
pub(crate) fn closure(callback: &Callback, holder: Holder, name: &Ident, lasting: Lasting) -> TokenStream {
    let call = format_ident!("call{}", callback.params.len());
    let args: Vec<_> = (0..callback.params.len()).map(|index| format_ident!("given{index}")).collect();
    let contracts = callback.params.iter().map(|ty| tokens(ty, Lifetime::Static));
    let result = tokens(&callback.result, Lifetime::Static);
    let inferred = args.iter().map(|_| quote!(_));
    let capture = (lasts(callback) || lasting == Lasting::Result).then(|| quote!(move));
    let closure =
        quote!(#capture |#(#args),*| #name.#call::<Bridge, #(#contracts,)* #result, #(#inferred),*>(#(#args),*));
    match (holder, lasting) {
        (Holder::Nothing, _) => closure,
        (Holder::Ref, Lasting::Call) => quote!(&#closure),
        (Holder::Ref, Lasting::Result) => quote!(arena.keep(#closure)),
        (Holder::RefMut, Lasting::Call) => quote!(&mut #closure),
        (Holder::RefMut, Lasting::Result) => quote!(arena.keep_mut(#closure)),
        (Holder::Box, _) => quote!(Box::new(#closure)),
    }
}
