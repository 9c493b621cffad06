//! What a bridge needs where a function takes a `&Context`: the way from the plugin's context to the host's. Neither the
//! runtime nor the crate `plugwright-plugin` knows the other, so the bridge, which links both, joins them.

use plugwright_interface::{Interface, Type};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ahead::SDK;

/// Whether a function of the interface takes a context.
pub(crate) fn is_used(interface: &Interface) -> bool {
    interface.functions.iter().any(|func| func.params.iter().any(|param| param.ty == Type::Context))
}

/// Writes the impls.
pub(crate) fn glue() -> TokenStream {
    let sdk = format_ident!("{SDK}");
    quote! {
        #[doc = " The host, as the plugin's context asks it."]
        struct Host(abi::ContextHandle);

        impl ::#sdk::Services for Host {
            fn ask(&self, operation: u32, key: &str, value: &[u8], answer: &mut Vec<u8>) -> u32 {
                self.0.ask(operation, key, value, answer)
            }
        }

        impl<'a> abi::Input<'a, Bridge> for &'a ::#sdk::Context {
            type Repr = *const abi::ContextRepr;
            type Contract = &'static ::#sdk::Context;

            unsafe fn lift(repr: Self::Repr, arena: &'a abi::Arena) -> Result<Self, abi::Invalid> {
                let host = Host(unsafe { abi::ContextHandle::of(repr) });
                Ok(arena.keep(::#sdk::Context::new(host)))
            }

            fn decode(reader: &mut wire::Reader<'a>, arena: &'a abi::Arena) -> Result<Self, abi::Invalid> {
                let host = Host(abi::ContextHandle::decode(reader)?);
                Ok(arena.keep(::#sdk::Context::new(host)))
            }
        }
    }
}
