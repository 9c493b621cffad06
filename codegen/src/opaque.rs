//! One type of the plugin whose values stay there → its class and the two impls that let handles cross. What the type
//! implements besides, the compiler decides when it compiles the bridge.

use plugwright_interface::{Definition, Interface, unmarked};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::definition::stems;
use crate::types::{object, path, trait_path};

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
pub(crate) fn opaque(definition: &Definition, stem: &str, interface: &Interface) -> TokenStream {
    let title = format!(" `{definition}`");
    let (ty, name, class) = (path(&definition.path), &definition.path, class_name(stem));
    let wider = wider(definition, &interface.types).map_or_else(|| quote!(None), |wider| quote!(Some(&#wider)));
    let kin = if implementors(definition, interface).is_empty() { Kin::None } else { Kin::Taken };
    let crossing = Crossing { ty: &ty, contract: &quote!(Self), given: &quote!(self), kin };
    let crossing = crossing.written(&title, &class);
    let (casts, written) = match kin {
        Kin::None => (quote!(abi::Casts::NONE), None),
        _ => {
            let casts = casts_name(stem);
            (quote!(abi::Casts::of(&#casts)), Some(self::casts(definition, stem, interface)))
        }
    };
    quote! {
        #written

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
            casts: #casts,
        };

        #crossing
    }
}

/// The types of the plugin, and objects of its traits, that are said to have the trait whose objects a definition is of.
pub(crate) fn implementors<'i>(definition: &Definition, interface: &'i Interface) -> &'i [String] {
    interface.implementors.get(unmarked(&definition.path)).map(Vec::as_slice).unwrap_or_default()
}

fn casts_name(stem: &str) -> Ident {
    format_ident!("{stem}Casts")
}

/// Writes the list of what goes in as a trait's objects. Which types have the trait and the bounds, the compiler decides;
/// objects of a subtrait have the trait, and the bounds are in their path.
fn casts(definition: &Definition, stem: &str, interface: &Interface) -> TokenStream {
    let title = format!(" What goes in as `{}`.", definition.path);
    let (casts, own_cast, lacking) = (casts_name(stem), format_ident!("{stem}Cast"), format_ident!("{stem}Uncast"));
    let mut upcasts = Vec::new();
    let object = trait_path(&definition.path).map(|path| object(path, false)).unwrap_or_default();
    let index = |path: &String| interface.types.iter().position(|definition| definition.path == *path);
    let stems = stems(&interface.types);
    let kin = implementors(definition, interface).iter().filter_map(|own| Some((index(own)?, own)));
    let casts_of: Vec<_> = kin
        .map(|(index, own)| {
            let (class, ty) = (class_name(&stems[index]), path(own));
            let (unsize, boxed) = match trait_path(own) {
                None => (quote!(#own_cast::<#ty>::UNSIZE), false),
                Some(_) if !has_bounds(own, &definition.path) => (quote!(None), true),
                Some(_) => {
                    let upcast = upcast_name(stem, &stems[index]);
                    upcasts.push(self::upcast(&title, &upcast, &ty, &object));
                    (quote!(Some(#upcast)), true)
                }
            };
            quote!(abi::Cast { class: &#class, unsize: #unsize, boxed: #boxed })
        })
        .collect();
    let count = Literal::usize_unsuffixed(casts_of.len());
    let has_values = implementors(definition, interface).iter().any(|own| trait_path(own).is_none());
    let chosen = has_values.then(|| chosen(&title, &object, &own_cast, &lacking));
    quote! {
        #[doc = #title]
        static #casts: [abi::Cast; #count] = [#(#casts_of),*];

        #(#upcasts)*

        #chosen
    }
}

/// Writes how the compiler chooses: of the constants of one name it takes the type's own where the type has the trait, and
/// that of a trait for all types where it has not.
fn chosen(title: &str, object: &TokenStream, own_cast: &Ident, lacking: &Ident) -> TokenStream {
    quote! {
        #[doc = #title]
        struct #own_cast<T>(::std::marker::PhantomData<T>);

        #[doc = #title]
        impl<T: #object + 'static> #own_cast<T> {
            const UNSIZE: Option<abi::UnsizeFn> = Some(Self::unsize);

            unsafe extern "C" fn unsize(value: *mut (), out: *mut ()) {
                unsafe { out.cast::<*mut (dyn #object)>().write(value.cast::<T>()) }
            }
        }

        #[doc = #title]
        trait #lacking {
            const UNSIZE: Option<abi::UnsizeFn> = None;
        }

        #[doc = #title]
        impl<T> #lacking for #own_cast<T> {}
    }
}

fn upcast_name(stem: &str, own: &str) -> Ident {
    format_ident!("{stem}_upcast_{own}")
}

/// Writes the function that leads to what is in a box of a subtrait's object as an object of the trait.
fn upcast(title: &str, name: &Ident, boxed: &TokenStream, object: &TokenStream) -> TokenStream {
    quote! {
        #[doc = #title]
        unsafe extern "C" fn #name(value: *mut (), out: *mut ()) {
            unsafe { out.cast::<*mut (dyn #object)>().write(&raw mut **value.cast::<#boxed>()) }
        }
    }
}

/// Whether objects of one path have all the bounds that those of the other one have.
fn has_bounds(own: &str, wanted: &str) -> bool {
    wanted.split(" + ").skip(1).all(|bound| own.split(" + ").skip(1).any(|own| own == bound))
}

/// What goes in besides the objects of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kin {
    /// Nothing.
    None,
    /// Values of the types that have the trait.
    Taken,
    /// The same, but where they are lent to be changed: what gets one could put another value in its place.
    Kept,
}

/// A type whose values cross as objects.
pub(crate) struct Crossing<'t> {
    pub(crate) ty: &'t TokenStream,
    /// The type that the class is of.
    pub(crate) contract: &'t TokenStream,
    /// What of `self` is given away.
    pub(crate) given: &'t TokenStream,
    pub(crate) kin: Kin,
}

impl Crossing<'_> {
    /// Writes how objects of a class go in and come out.
    pub(crate) fn written(&self, title: &str, class: &Ident) -> TokenStream {
        let Self { ty, contract, given, kin } = self;
        let arena = if *kin == Kin::None { quote!(_) } else { quote!(arena) };
        let (take, borrow, decode, decode_ref) = match kin {
            Kin::None => (
                quote!(take_object(pointer, &#class)),
                quote!(borrow_object(pointer, &#class)),
                quote!(decode_object(reader, &#class)),
                quote!(decode_object_ref(reader, arena, &#class)),
            ),
            Kin::Taken | Kin::Kept => (
                quote!(take_kin(pointer, &#class)),
                quote!(borrow_kin(pointer, arena, &#class)),
                quote!(decode_kin(reader, &#class)),
                quote!(decode_kin_ref(reader, arena, &#class)),
            ),
        };
        let (arena_mut, borrow_mut, decode_mut) = match kin {
            Kin::Taken => (
                quote!(arena),
                quote!(borrow_kin_mut(pointer, arena, &#class)),
                quote!(decode_kin_mut(reader, arena, &#class)),
            ),
            Kin::None | Kin::Kept => (
                quote!(_),
                quote!(borrow_object_mut(pointer, &#class)),
                quote!(decode_object_mut(reader, arena, &#class)),
            ),
        };
        quote! {
            #[doc = #title]
            impl<'a> abi::Input<'a, Bridge> for #ty {
                type Repr = abi::Pointer;
                type Contract = #contract;

                const IS_OBJECT: bool = true;

                #[inline]
                unsafe fn lift(pointer: abi::Pointer, _: &'a abi::Arena) -> Result<Self, abi::Invalid> {
                    unsafe { abi::#take }
                }

                #[inline]
                unsafe fn lift_ref(pointer: abi::Pointer, #arena: &'a abi::Arena) -> Result<&'a Self, abi::Invalid> {
                    unsafe { abi::#borrow }
                }

                #[inline]
                unsafe fn lift_mut(pointer: abi::Pointer, #arena_mut: &'a abi::Arena) -> Result<&'a mut Self, abi::Invalid> {
                    unsafe { abi::#borrow_mut }
                }

                fn decode(reader: &mut wire::Reader<'a>, _: &'a abi::Arena) -> Result<Self, abi::Invalid> {
                    unsafe { abi::#decode }
                }

                fn decode_ref(reader: &mut wire::Reader<'a>, arena: &'a abi::Arena) -> Result<&'a Self, abi::Invalid> {
                    unsafe { abi::#decode_ref }
                }

                fn decode_mut(reader: &mut wire::Reader<'a>, arena: &'a abi::Arena) -> Result<&'a mut Self, abi::Invalid> {
                    unsafe { abi::#decode_mut }
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
}
