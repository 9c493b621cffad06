//! Enums: a tag, and a union of the twins of the variants that have fields.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;

use crate::expand::{Body, indices};
use crate::parts::Parts;

struct Variant<'i> {
    ident: &'i Ident,
    tag: Literal,
    twin: Ident,
    parts: Parts<'i>,
}

pub(crate) fn of_enum(name: &Ident, enum_: &syn::DataEnum, may_hold: bool) -> syn::Result<Body> {
    let variants = enum_.variants.iter().enumerate().map(|(index, variant)| {
        Ok(Variant {
            ident: &variant.ident,
            tag: Literal::usize_unsuffixed(index),
            twin: format_ident!("__Variant{index}"),
            parts: Parts::of(name, &variant.fields)?,
        })
    });
    let variants = variants.collect::<syn::Result<Vec<_>>>()?;
    let recursive: Vec<bool> = variants.iter().flat_map(|variant| variant.parts.recursive.iter().copied()).collect();
    let filled: Vec<&Variant<'_>> = variants.iter().filter(|variant| !variant.parts.is_empty()).collect();
    let union = |form: fn(&Parts<'_>, &Ident) -> TokenStream| {
        filled.iter().rev().fold(quote!(()), |rest, variant| {
            let this = form(&variant.parts, &variant.twin);
            quote!(__private::Either<#this, #rest>)
        })
    };
    let (given, found) = (union(|parts, name| parts.given(name)), union(|parts, name| parts.found(name)));
    let layouts = filled.iter().map(|variant| variant.parts.twin(&variant.twin));
    let shapes = variants.iter().map(|Variant { ident, parts, .. }| {
        let (name, described) = (ident.unraw().to_string(), &parts.described);
        quote!(__private::variant(#name, #described))
    });
    // Which of the union's members a variant has: the first, or the first of the rest, …
    let depth = |variant: &Variant<'_>| filled.iter().position(|filled| filled.ident == variant.ident);
    let lower = variants.iter().map(|variant| variant.lower(depth(variant)));
    let lift = variants.iter().map(|variant| variant.lift(depth(variant)));
    let name = name.unraw().to_string();
    let owner = may_hold.then_some(&*name);
    let (encode, decode) = (variants.iter().map(Variant::encode), variants.iter().map(|variant| variant.decode(owner)));
    let (check, scrap) = (variants.iter().map(Variant::check), variants.iter().map(Variant::scrap));
    Ok(Body {
        recursive: indices(&recursive),
        layout: quote!(#(#layouts)*),
        shape: quote!(__private::Shape::Enum(::std::vec![#(#shapes),*])),
        given: quote!(__private::Choice<#given>),
        found: quote!(__private::Choice<#found>),
        plain: [quote!(false), quote!(false)],
        lower: quote!(match value { #(#lower)* }),
        lift: quote! {
            match parts.tag {
                #(#lift)*
                other => ::std::result::Result::Err(__private::unknown_tag(#name, other)),
            }
        },
        encode: quote!(match self { #(#encode)* }),
        check: quote!(match self { #(#check)* }),
        scrap: quote!(match this { #(#scrap)* }),
        decode: quote! {
            match reader.variant(#name)? {
                #(#decode)*
                (index, count) => ::std::result::Result::Err(__private::unknown_variant(#name, index, count)),
            }
        },
    })
}

impl Variant<'_> {
    fn lower(&self, depth: Option<usize>) -> TokenStream {
        let Self { ident, tag, twin, parts } = self;
        let Parts { members, slots, .. } = parts;
        let content = match depth {
            None => quote!(__private::Content::none()),
            Some(depth) => {
                let lowered = parts.lower(twin);
                (0..depth)
                    .fold(quote!(__private::Either::this(#lowered)), |rest, _| quote!(__private::Either::other(#rest)))
            }
        };
        quote! {
            Self::#ident { #(#members: #slots),* } => __private::Choice { tag: #tag, content: #content },
        }
    }

    fn encode(&self) -> TokenStream {
        let Self { ident, tag, parts, .. } = self;
        let (Parts { members, slots, .. }, count) = (parts, Literal::usize_unsuffixed(parts.members.len()));
        let fields = parts.encode();
        quote! {
            Self::#ident { #(#members: #slots),* } => {
                __private::put_variant(out, #tag, #count);
                #fields
            }
        }
    }

    fn check(&self) -> TokenStream {
        let Self { ident, parts, .. } = self;
        let (Parts { members, slots, .. }, fields) = (parts, parts.check());
        quote!(Self::#ident { #(#members: #slots),* } => { #fields })
    }

    fn scrap(&self) -> TokenStream {
        let Self { ident, parts, .. } = self;
        let (Parts { members, slots, .. }, fields) = (parts, parts.scrap());
        quote!(Self::#ident { #(#members: #slots),* } => { #fields })
    }

    fn decode(&self, owner: Option<&str>) -> TokenStream {
        let Self { ident, tag, parts, .. } = self;
        let (fields, count) =
            (parts.decode(&quote!(Self::#ident), owner), Literal::usize_unsuffixed(parts.members.len()));
        quote!((#tag, #count) => #fields,)
    }

    fn lift(&self, depth: Option<usize>) -> TokenStream {
        let Self { ident, tag, parts, .. } = self;
        let Some(depth) = depth else { return quote!(#tag => ::std::result::Result::Ok(Self::#ident {}),) };
        let rest = (0..depth).fold(quote!(parts.content), |content, _| quote!(#content.into_other()));
        let lifted = parts.lift(&quote!(Self::#ident));
        quote! {
            #tag => {
                let parts = #rest.into_this();
                #lifted
            }
        }
    }
}
