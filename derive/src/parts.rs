//! [`Parts`]: the fields of a struct or variant, each under the names that it has.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::Member;
use syn::ext::IdentExt as _;

use crate::recursive::is_recursive;

pub(crate) struct Parts<'i> {
    /// In the host's type: a name or a number.
    pub(crate) members: Vec<Member>,
    /// In the twin, and as a variable.
    pub(crate) slots: Vec<Ident>,
    /// In messages: `.name`.
    pub(crate) places: Vec<String>,
    pub(crate) types: Vec<&'i syn::Type>,
    /// Whether each leads back to the type that it is in.
    pub(crate) recursive: Vec<bool>,
    /// The types whose forms are in the twin: of those that lead back a list of one.
    pub(crate) formed: Vec<TokenStream>,
    /// The `Fields` of the description.
    pub(crate) described: TokenStream,
}

impl<'i> Parts<'i> {
    pub(crate) fn of(owner: &Ident, fields: &'i syn::Fields) -> syn::Result<Self> {
        let recursive = fields.iter().map(|field| is_recursive(owner, field)).collect::<syn::Result<Vec<_>>>()?;
        let members: Vec<Member> = fields.members().collect();
        let names = members.iter().map(|member| match member {
            Member::Named(name) => name.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        });
        let names: Vec<String> = names.collect();
        let types: Vec<&syn::Type> = fields.iter().map(|field| &field.ty).collect();
        let described = match fields {
            syn::Fields::Unit => quote!(__private::Fields::Unit),
            syn::Fields::Unnamed(_) => quote! {
                __private::Fields::Tuple(::std::vec![#(<#types as __private::Describe>::describe(known)),*])
            },
            syn::Fields::Named(_) => quote! {
                __private::Fields::Named(::std::vec![
                    #(__private::field(#names, <#types as __private::Describe>::describe(known))),*
                ])
            },
        };
        let formed = types.iter().zip(&recursive).map(|(ty, is_recursive)| match is_recursive {
            true => quote!(::std::vec::Vec<#ty>),
            false => quote!(#ty),
        });
        Ok(Self {
            formed: formed.collect(),
            recursive,
            slots: (0..members.len()).map(|index| format_ident!("field{index}")).collect(),
            places: names.iter().map(|name| format!(".{name}")).collect(),
            members,
            types,
            described,
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The twin's declaration, generic over the forms of the fields.
    pub(crate) fn twin(&self, name: &Ident) -> TokenStream {
        let slots = &self.slots;
        let forms: Vec<_> = (0..slots.len()).map(|index| format_ident!("R{index}")).collect();
        // C has no structs without fields.
        let filler = self.is_empty().then(|| quote!(pub filler: u8));
        quote! {
            #[repr(C)]
            #[derive(Clone, Copy)]
            pub struct #name<#(#forms: Copy),*> {
                #(pub #slots: #forms,)*
                #filler
            }
        }
    }

    /// The twin with the forms that go to the plugin.
    pub(crate) fn given(&self, name: &Ident) -> TokenStream {
        let types = &self.formed;
        quote!(#name<#(<#types as __private::Argument>::Repr),*>)
    }

    /// The twin with the forms that come from the plugin.
    pub(crate) fn found(&self, name: &Ident) -> TokenStream {
        let types = &self.formed;
        quote!(#name<#(__private::Form<#types>),*>)
    }

    /// Makes the twin of the fields, which are in variables named like the slots.
    pub(crate) fn lower(&self, name: &Ident) -> TokenStream {
        let filler = self.is_empty().then(|| quote!(filler: 0));
        let lowered =
            self.slots.iter().zip(&self.types).zip(&self.recursive).map(
                |((slot, ty), is_recursive)| match is_recursive {
                    true => quote!(#slot: __private::lower_inside::<#ty>(#slot, heap)),
                    false => quote!(#slot: <#ty as __private::Argument>::lower(#slot, heap)),
                },
            );
        quote!(#name { #(#lowered,)* #filler })
    }

    /// Writes the fields, which are in variables named like the slots, to the wire.
    pub(crate) fn encode(&self) -> TokenStream {
        let Self { slots, types, .. } = self;
        quote!(#(<#types as __private::Output<__private::Host>>::encode(#slots, out);)*)
    }

    /// Asks the fields, which are in variables named like the slots, whether they can cross.
    pub(crate) fn check(&self) -> TokenStream {
        let Self { slots, types, places, .. } = self;
        quote!(#(__private::check_field::<__private::Host, #types>(#slots, room, #places)?;)*)
    }

    /// Drops the fields, which are in variables named like the slots.
    pub(crate) fn scrap(&self) -> TokenStream {
        let Self { slots, types, .. } = self;
        quote!(#(<#types as __private::Output<__private::Host>>::scrap(#slots, scrap);)*)
    }

    /// Makes a value of the fields that follow on the wire; `owner` is the type's name where it may hold itself.
    pub(crate) fn decode(&self, constructor: &TokenStream, owner: Option<&str>) -> TokenStream {
        let Self { members, places, types, .. } = self;
        let fields = members.iter().zip(types).zip(places).map(|((member, ty), place)| match owner {
            Some(owner) => {
                quote!(#member: __private::decode_inside::<__private::Host, #ty>(reader, arena, #owner, #place)?)
            }
            None => quote!(#member: __private::decode_field::<__private::Host, #ty>(reader, arena, #place)?),
        });
        quote!(::std::result::Result::Ok(#constructor { #(#fields),* }))
    }

    /// Makes a value of the twin in `parts`.
    pub(crate) fn lift(&self, constructor: &TokenStream) -> TokenStream {
        let Self { members, slots, places, .. } = self;
        let lift = self.recursive.iter().map(|is_recursive| match is_recursive {
            true => format_ident!("lift_inside"),
            false => format_ident!("lift"),
        });
        quote! {
            // All are lifted before the first fault counts: each may own something.
            #(let #slots = parts.#slots.#lift(heap, #places);)*
            ::std::result::Result::Ok(#constructor { #(#members: #slots?),* })
        }
    }
}
