//! A trait of the plugin → a struct that implements it with a host's closures, and the function that boxes one.

use plugwright_analyzer::{Adapter, AdapterMethod};
use plugwright_interface::{Callback, Function, Type};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::passing;
use crate::types::{Lifetime, ident, tokens};
use crate::wrapper::Names;

/// Writes struct, impl and both lanes.
pub(crate) fn adapter(func: &Function, adapter: &Adapter, Names { direct, wire, .. }: &Names) -> TokenStream {
    let title = format!(" `{func}`");
    let path = adapter.path.iter().map(|segment| ident(segment));
    let implemented = quote!(::plugin #(:: #path)*);
    let name = format_ident!("{direct}_adapter");
    let count = func.params.len();
    let fields: Vec<_> = (0..count).map(|index| format_ident!("closure{index}")).collect();
    let callbacks = func.params.iter().filter_map(|param| match &param.ty {
        Type::Callback(callback) => Some(&**callback),
        _ => None,
    });
    let methods =
        callbacks.zip(&adapter.methods).zip(&fields).map(|((callback, made), field)| method(callback, made, field));
    let debug = adapter.is_debug.then(|| {
        let text = format!("{} of the host", adapter.path.join("::"));
        quote! {
            impl ::std::fmt::Debug for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str(#text)
                }
            }
        }
    });
    let result = tokens(&func.result, Lifetime::Static);
    let args = if count == 0 { quote!(_) } else { quote!(args) };
    let count = proc_macro2::Literal::usize_unsuffixed(count);
    quote! {
        #[doc = #title]
        struct #name {
            #(#fields: abi::LastingCallback,)*
        }

        #[doc = #title]
        impl #implemented for #name {
            #(#methods)*
        }

        #debug

        #[doc = #title]
        unsafe extern "C" fn #direct(
            #(#fields: abi::CallbackRepr,)*
            out: *mut abi::Slot<abi::Out<Bridge, #result>>,
        ) -> abi::Reply {
            unsafe {
                abi::call(out, |_| {
                    let object = #name { #(#fields: abi::LastingCallback::new(#fields),)* };
                    Ok(abi::give::<Bridge, #result, #result>(Box::new(object), out))
                })
            }
        }

        #[doc = #title]
        unsafe extern "C" fn #wire(args: *const u8, len: usize, out: *mut abi::Buffer) -> abi::Status {
            unsafe {
                abi::call_wire((args, len), out, #count, |#args, out| {
                    let object = #name { #(#fields: args.take::<Bridge, abi::LastingCallback>()?,)* };
                    let object: #result = Box::new(object);
                    Ok(abi::answer::<Bridge, _>(object, out))
                })
            }
        }
    }
}

/// Writes one function of the trait, which calls its closure.
fn method(callback: &Callback, AdapterMethod { head }: &AdapterMethod, field: &Ident) -> TokenStream {
    // It was put together of what was parsed; were it no function's head, rustc would say so.
    let head: TokenStream = head.parse().unwrap_or_default();
    let args: Vec<_> = (0..callback.params.len()).map(|index| format_ident!("arg{index}")).collect();
    let call = passing::call(callback, &quote!(self.#field), &args);
    quote!(#head { #call })
}
