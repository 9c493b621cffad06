//! A trait of the plugin → a struct that implements it with a host's closures, and the function that boxes one.

use plugwright_analyzer::{Adapter, Method};
use plugwright_interface::{Callback, Function, Type};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::passing;
use crate::stand_in;
use crate::types::{Lifetime, ident, tokens};
use crate::wrapper::Names;

/// Writes struct, impl and both lanes.
pub(crate) fn adapter(func: &Function, adapter: &Adapter, Names { direct, wire, .. }: &Names) -> TokenStream {
    let title = format!(" `{func}`");
    let traits: Vec<_> = adapter.traits.iter().map(|path| spelled(path)).collect();
    let name = format_ident!("{direct}_adapter");
    let closures = func.params.iter().filter_map(|param| match &param.ty {
        Type::Callback(callback) => Some(&**callback),
        Type::Option(some) => match &**some {
            Type::Callback(callback) => Some(&**callback),
            _ => None,
        },
        _ => None,
    });
    let made: Vec<_> = closures
        .zip(&adapter.methods)
        .enumerate()
        .map(|(index, (callback, made))| Closure {
            callback,
            method: &made.method,
            of: made.of,
            field: format_ident!("closure{index}"),
            own: (index >= adapter.required).then(|| format_ident!("{name}_without{index}")),
        })
        .collect();
    let fields: Vec<_> = made.iter().map(|made| &made.field).collect();
    let types: Vec<_> = made.iter().map(Closure::ty).collect();
    let impls = traits.iter().enumerate().map(|(of, path)| {
        let methods = made.iter().filter(|made| made.of == of).map(|made| made.method(path));
        quote! {
            #[doc = #title]
            impl #path for #name {
                #(#methods)*
            }
        }
    });
    let debug = |name: &Ident| {
        let text = format!("{} of the host", adapter.traits.first().map(|path| path.join("::")).unwrap_or_default());
        adapter.is_debug.then(|| {
            quote! {
                impl ::std::fmt::Debug for #name {
                    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(#text)
                    }
                }
            }
        })
    };
    let without = made.iter().filter_map(|one| {
        let own = one.own.as_ref()?;
        let impls = traits.iter().enumerate().map(|(of, path)| {
            let others = made.iter().filter(|other| other.of == of && other.own.as_ref() != Some(own));
            let others = others.map(|other| other.passed_on(path));
            quote! {
                #[doc = #title]
                impl #path for #own {
                    #(#others)*
                }
            }
        });
        let debug = debug(own);
        let title = format!(" `{func}` where there is no closure for `{}`", one.method.name);
        Some(quote! {
            #[doc = #title]
            #[repr(transparent)]
            struct #own(#name);

            #(#impls)*

            #debug
        })
    });
    let debug = debug(&name);
    let count = func.params.len();
    let forms = func.params.iter().map(|param| {
        let ty = tokens(&param.ty, Lifetime::Static);
        quote!(abi::In<Bridge, #ty>)
    });
    let numbers = (0..count).map(proc_macro2::Literal::usize_unsuffixed);
    let arena = if count == 0 { quote!(_) } else { quote!(arena) };
    let result = tokens(&func.result, Lifetime::Static);
    let args = if count == 0 { quote!(_) } else { quote!(args) };
    let count = proc_macro2::Literal::usize_unsuffixed(count);
    quote! {
        #[doc = #title]
        struct #name {
            #(#fields: #types,)*
        }

        #(#impls)*

        #debug

        #(#without)*

        #[doc = #title]
        unsafe extern "C" fn #direct(
            #(#fields: #forms,)*
            out: *mut abi::Slot<abi::Out<Bridge, #result>>,
        ) -> abi::Reply {
            unsafe {
                abi::call(out, |#arena| {
                    let object = #name { #(#fields: abi::take::<Bridge, #types, #types>(#fields, arena, #numbers)?,)* };
                    Ok(abi::give::<Bridge, #result, #result>(Box::new(object), out))
                })
            }
        }

        #[doc = #title]
        unsafe extern "C" fn #wire(args: *const u8, len: usize, out: *mut abi::Buffer) -> abi::Status {
            unsafe {
                abi::call_wire((args, len), out, #count, |#args, out| {
                    let object = #name { #(#fields: args.take::<Bridge, #types>()?,)* };
                    let object: #result = Box::new(object);
                    Ok(abi::answer::<Bridge, _>(object, out))
                })
            }
        }
    }
}

/// Spells the path of a trait.
fn spelled(path: &[String]) -> TokenStream {
    let path = path.iter().map(|segment| ident(segment));
    quote!(::plugin #(:: #path)*)
}

/// A function of a trait and the closure that implements it.
struct Closure<'a> {
    callback: &'a Callback,
    method: &'a Method,
    /// The index of the trait.
    of: usize,
    field: Ident,
    /// Where there may be no closure: the struct that lacks this function, so that it has the trait's own.
    own: Option<Ident>,
}

impl Closure<'_> {
    /// The type of the field that holds the closure.
    fn ty(&self) -> TokenStream {
        match self.own {
            None => quote!(abi::LastingCallback),
            Some(_) => quote!(Option<abi::LastingCallback>),
        }
    }

    /// Writes the function, which calls its closure, or the trait's own.
    fn method(&self, implemented: &TokenStream) -> TokenStream {
        let Self { callback, method, field, own, .. } = self;
        let head = stand_in::head(method);
        let args: Vec<_> = (0..method.params).map(|index| format_ident!("arg{index}")).collect();
        let Some(own) = own else {
            let call = passing::call(callback, &quote!(self.#field), &args);
            return quote!(#head { #call });
        };
        let call = passing::call(callback, &quote!(closure), &args);
        let object = match method.is_mut {
            true => quote!(unsafe { &mut *(&raw mut *self).cast::<#own>() }),
            false => quote!(unsafe { &*(&raw const *self).cast::<#own>() }),
        };
        let default = stand_in::call(method, implemented, &object);
        quote! {
            #head {
                match &self.#field {
                    Some(closure) => #call,
                    None => #default,
                }
            }
        }
    }

    /// Writes the function of a struct that has no closure of its own.
    fn passed_on(&self, implemented: &TokenStream) -> TokenStream {
        let object = if self.method.is_mut { quote!(&mut self.0) } else { quote!(&self.0) };
        let (head, call) = (stand_in::head(self.method), stand_in::call(self.method, implemented, &object));
        quote!(#head { #call })
    }
}
