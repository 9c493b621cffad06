//! What has a trait of the plugin's in the stead of its objects → the struct that holds an object and passes each call on, and
//! how it and the pointers around objects cross. To the host, all of them are objects of the trait.

use plugwright_analyzer::{Holder, Method, PassedOn, StandIn};
use plugwright_interface::{Access, Definition, Interface, Type};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::opaque::{Crossing, Kin, class_name, implementors};
use crate::types::{Lifetime, ident, object, path, tokens, trait_path};

/// Writes the struct that all stand-ins are instances of.
pub(crate) fn declaration() -> TokenStream {
    quote! {
        #[doc = " Has the traits of the object that it holds."]
        #[repr(transparent)]
        pub struct Object<T>(T);
    }
}

/// Writes what stands in for the objects that cross as `definition` says, whose class has a name that begins with `stem`.
pub(crate) fn stand_in(definition: &Definition, stem: &str, interface: &Interface, made: &StandIn) -> TokenStream {
    let title = format!(" What stands in for `{}`.", definition.path);
    let (boxed, class) = (path(&definition.path), class_name(stem));
    // What a function is generic over may be put in the place of another of its kind, so only objects are lent to it to be
    // changed.
    let kin = if implementors(definition, interface).is_empty() { Kin::None } else { Kin::Kept };
    let holders = made.holders.iter().map(|holder| {
        let pointer = match holder {
            Holder::Rc => quote!(::std::rc::Rc),
            Holder::Arc => quote!(::std::sync::Arc),
            _ => quote!(Box),
        };
        let held = match holder {
            Holder::RefMut => lent(definition),
            _ => of_pointer(&boxed, &pointer),
        };
        let traits = made.traits.iter().map(|passed| passed_on(passed, &held));
        let shown = made.shown.iter().map(|name| shown(name, &held));
        let crossing = match holder {
            Holder::RefMut => TokenStream::new(),
            Holder::Rc | Holder::Arc => {
                shared(&title, &Crossing { ty: &held, contract: &boxed, given: &quote!(self), kin }, &class)
            }
            _ => {
                let ty = quote!(Object<#boxed>);
                // It looks like the box that it holds.
                Crossing { ty: &ty, contract: &boxed, given: &quote!(self.0), kin }.written(&title, &class)
            }
        };
        quote!(#(#[doc = #title] #traits)* #(#[doc = #title] #shown)* #crossing)
    });
    quote!(#(#holders)*)
}

/// Spells a type with stand-ins in the place of its objects.
pub(crate) fn spelled(ty: &Type) -> TokenStream {
    match ty {
        Type::Handle(access, named) if trait_path(named).is_some() => {
            let boxed = path(named);
            match access {
                Access::Owned => quote!(Object<#boxed>),
                Access::Shared => quote!(&Object<#boxed>),
                Access::Exclusive => quote!(&mut Object<#boxed>),
            }
        }
        Type::Option(some) => {
            let some = spelled(some);
            quote!(Option<#some>)
        }
        Type::Vec(item) => {
            let item = spelled(item);
            quote!(Vec<#item>)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(spelled);
            quote!((#(#items,)*))
        }
        ty => tokens(ty, Lifetime::Inferred),
    }
}

/// The same object behind another pointer: what is in the `Box<…>` that `boxed` spells, in a `pointer`.
fn of_pointer(boxed: &TokenStream, pointer: &TokenStream) -> TokenStream {
    let inside: TokenStream = boxed.clone().into_iter().skip(1).collect();
    quote!(#pointer #inside)
}

/// The object that a definition is of, as it is lent.
fn lent(definition: &Definition) -> TokenStream {
    let object = trait_path(&definition.path).map(|path| object(path, false));
    quote!(&mut (dyn #object + 'static))
}

/// Implements a trait by passing each call on.
fn passed_on(PassedOn { path, methods }: &PassedOn, held: &TokenStream) -> TokenStream {
    let path = path.iter().map(|segment| ident(segment));
    let path = quote!(::plugin #(:: #path)*);
    let methods = methods.iter().map(|method| {
        let object = if method.is_mut { quote!(&mut *self.0) } else { quote!(&*self.0) };
        let (head, call) = (head(method), call(method, &path, &object));
        quote!(#head { #call })
    });
    quote! {
        impl #path for Object<#held> {
            #(#methods)*
        }
    }
}

/// A function's head, as the analyzer spelled it; were it none, rustc would say so.
pub(crate) fn head(method: &Method) -> TokenStream {
    method.head.parse().unwrap_or_default()
}

/// Writes the call of a trait's function with the arguments that its head names.
pub(crate) fn call(method: &Method, path: &TokenStream, object: &TokenStream) -> TokenStream {
    let name = ident(&method.name);
    let args = (0..method.params).map(|index| format_ident!("arg{index}"));
    quote!(#path:: #name(#object #(, #args)*))
}

fn shown(name: &str, held: &TokenStream) -> TokenStream {
    let name = format_ident!("{name}");
    quote! {
        impl ::std::fmt::#name for Object<#held> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::#name::fmt(&*self.0, f)
            }
        }
    }
}

/// How an object crosses that has several owners: what the host gets is a box around one of the pointers.
fn shared(title: &str, Crossing { ty: held, contract: boxed, kin, .. }: &Crossing<'_>, class: &Ident) -> TokenStream {
    let (take, decode) = match kin {
        Kin::None => (quote!(take_object), quote!(decode_object)),
        Kin::Taken | Kin::Kept => (quote!(take_kin), quote!(decode_kin)),
    };
    quote! {
        #[doc = #title]
        impl<'a> abi::Input<'a, Bridge> for #held {
            type Repr = abi::Pointer;
            type Contract = #boxed;

            const IS_OBJECT: bool = true;

            unsafe fn lift(pointer: abi::Pointer, _: &'a abi::Arena) -> Result<Self, abi::Invalid> {
                unsafe { abi::#take::<#boxed>(pointer, &#class) }.map(Self::from)
            }

            fn decode(reader: &mut wire::Reader<'a>, _: &'a abi::Arena) -> Result<Self, abi::Invalid> {
                unsafe { abi::#decode::<#boxed>(reader, &#class) }.map(Self::from)
            }
        }

        #[doc = #title]
        impl abi::Output<Bridge> for #held {
            type Repr = abi::Pointer;
            type Contract = #boxed;

            const HOLDS_OBJECTS: bool = true;

            fn lower(self) -> abi::Pointer {
                let object: #boxed = Box::new(Object(self));
                abi::give_object(object, &#class)
            }

            fn encode(&self, _: &mut Vec<u8>) {
                unreachable!("an object is given away")
            }

            fn encode_owned(self, out: &mut Vec<u8>) {
                let object: #boxed = Box::new(Object(self));
                abi::encode_object(object, &#class, out);
            }
        }
    }
}
