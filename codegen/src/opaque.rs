//! One type of the plugin whose values stay there → its class and the two impls that let handles cross. What the type
//! implements besides, the compiler decides when it compiles the bridge.

use plugwright_interface::Definition;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::definition::stems;
use crate::types::path;

/// Names the class of a type.
pub(crate) fn class_name(stem: &str) -> Ident {
    format_ident!("{stem}Class")
}

/// The class of the objects of the same trait with fewer bounds, or of such closures: the nearest that there is.
fn wider(definition: &Definition, all: &[Definition]) -> Option<Ident> {
    let path = &definition.path;
    let without_sync = path.strip_suffix(" + Sync").unwrap_or(path);
    let without_send = path.replace(" + Send", "");
    let without_both = without_sync.strip_suffix(" + Send").unwrap_or(without_sync);
    let mut wider = [without_sync, &without_send, without_both].into_iter().filter(|wider| wider != path);
    let index = wider.find_map(|wider| all.iter().position(|definition| definition.path == wider))?;
    stems(all).get(index).map(|stem| class_name(stem))
}

/// Writes class and impls, under names that begin with `stem`.
pub(crate) fn opaque(definition: &Definition, stem: &str, all: &[Definition]) -> TokenStream {
    let title = format!(" `{definition}`");
    let (ty, name, class) = (path(&definition.path), &definition.path, class_name(stem));
    let wider = wider(definition, all).map_or_else(|| quote!(None), |wider| quote!(Some(&#wider)));
    let crossing = crossing(&title, &Crossing { ty: &ty, contract: &quote!(Self), given: &quote!(self) }, &class);
    quote! {
        #[doc = #title]
        static #class: abi::Class = abi::Class {
            path: abi::Text::new(#name),
            send: abi::Implements::<#ty>::SEND,
            sync: abi::Implements::<#ty>::SYNC,
            drop: abi::drop_object::<#ty>,
            clone: abi::Implements::<#ty>::CLONE,
            debug: abi::Implements::<#ty>::DEBUG,
            display: abi::Implements::<#ty>::DISPLAY,
            equal: abi::Implements::<#ty>::EQUAL,
            operation: None,
            wider: #wider,
        };

        #crossing
    }
}

/// A type whose values cross as objects.
pub(crate) struct Crossing<'t> {
    pub(crate) ty: &'t TokenStream,
    /// The type that the class is of.
    pub(crate) contract: &'t TokenStream,
    /// What of `self` is given away.
    pub(crate) given: &'t TokenStream,
}

/// Writes how objects of a class go in and come out.
pub(crate) fn crossing(title: &str, Crossing { ty, contract, given }: &Crossing<'_>, class: &Ident) -> TokenStream {
    quote! {
        #[doc = #title]
        impl<'a> abi::Input<'a, Bridge> for #ty {
            type Repr = abi::Pointer;
            type Contract = #contract;

            const IS_OBJECT: bool = true;

            #[inline]
            unsafe fn lift(pointer: abi::Pointer, _: &'a abi::Arena) -> Result<Self, abi::Invalid> {
                unsafe { abi::take_object(pointer, &#class) }
            }

            #[inline]
            unsafe fn lift_ref(pointer: abi::Pointer, _: &'a abi::Arena) -> Result<&'a Self, abi::Invalid> {
                unsafe { abi::borrow_object(pointer, &#class) }
            }

            #[inline]
            unsafe fn lift_mut(pointer: abi::Pointer, _: &'a abi::Arena) -> Result<&'a mut Self, abi::Invalid> {
                unsafe { abi::borrow_object_mut(pointer, &#class) }
            }

            fn decode(reader: &mut wire::Reader<'a>, _: &'a abi::Arena) -> Result<Self, abi::Invalid> {
                unsafe { abi::decode_object(reader, &#class) }
            }

            fn decode_ref(reader: &mut wire::Reader<'a>, arena: &'a abi::Arena) -> Result<&'a Self, abi::Invalid> {
                unsafe { abi::decode_object_ref(reader, arena, &#class) }
            }

            fn decode_mut(reader: &mut wire::Reader<'a>, arena: &'a abi::Arena) -> Result<&'a mut Self, abi::Invalid> {
                unsafe { abi::decode_object_mut(reader, arena, &#class) }
            }
        }

        #[doc = #title]
        impl abi::Output<Bridge> for #ty {
            type Repr = abi::Pointer;
            type Contract = #contract;

            const HOLDS_OBJECTS: bool = true;

            fn lower(self) -> abi::Pointer {
                abi::give_object(#given, &#class)
            }

            fn encode(&self, _: &mut Vec<u8>) {
                unreachable!("an object is given away")
            }

            fn encode_owned(self, out: &mut Vec<u8>) {
                abi::encode_object(#given, &#class, out);
            }
        }
    }
}
