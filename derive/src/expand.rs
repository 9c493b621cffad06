//! What is common to structs and enums, and structs.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident, quote};
use syn::ext::IdentExt as _;

use crate::enums;
use crate::parts::Parts;

/// What differs from type to type in the derived code.
pub(crate) struct Body {
    /// Declarations of the twin.
    pub(crate) layout: TokenStream,
    /// Indices of the fields that lead back to the type.
    pub(crate) recursive: Vec<usize>,
    /// The `Shape` of the description.
    pub(crate) shape: TokenStream,
    /// Type of the form that goes to the plugin, and of the one that comes from it.
    pub(crate) given: TokenStream,
    pub(crate) found: TokenStream,
    /// Whether the memory is that of the form, for each of the two traits.
    pub(crate) plain: [TokenStream; 2],
    pub(crate) lower: TokenStream,
    pub(crate) lift: TokenStream,
    pub(crate) encode: TokenStream,
    pub(crate) decode: TokenStream,
}

pub(crate) fn expand(input: &syn::DeriveInput, root: &TokenStream) -> syn::Result<TokenStream> {
    let fault = |message| Err(syn::Error::new_spanned(&input.ident, message));
    if !input.generics.params.is_empty() {
        return fault("a type with parameters cannot stand for a plugin's");
    }
    let body = match &input.data {
        syn::Data::Struct(strukt) => of_struct(&input.ident, &strukt.fields)?,
        syn::Data::Enum(enum_) if enum_.variants.is_empty() => return fault("an enum without variants has no values"),
        syn::Data::Enum(enum_) => enums::of_enum(&input.ident, enum_)?,
        syn::Data::Union(_) => return fault("a union cannot cross"),
    };
    let name = &input.ident;
    let [enter, leave, read] = levels(input);
    let Body {
        layout,
        recursive,
        shape,
        given,
        found,
        plain: [plain_argument, plain_answer],
        lower,
        lift,
        encode,
        decode,
    } = body;
    Ok(quote! {
        #[allow(non_camel_case_types, clippy::all)]
        const _: () = {
            use #root::private as __private;

            #layout

            impl __private::Describe for #name {
                fn describe(known: &mut __private::Known) -> __private::Type {
                    known.define::<Self>(&[#(#recursive),*], |known| #shape)
                }
            }

            impl __private::Argument for #name {
                type At<'a> = Self;
                type Repr = #given;
                const PLAIN: bool = #plain_argument;

                #[inline]
                fn lower(value: Self, heap: &__private::Heap) -> Self::Repr {
                    #leave
                    #lower
                }
            }

            impl __private::Answer for #name {
                type Repr = #found;
                const PLAIN: bool = #plain_answer;

                #[inline]
                fn lift_form(
                    form: __private::Form<Self>,
                    heap: &__private::Heap,
                ) -> ::std::result::Result<Self, __private::Invalid> {
                    #enter
                    let parts = form.parts();
                    #lift
                }
            }

            impl __private::Output<__private::Host> for #name {
                type Repr = ();
                type Contract = Self;

                fn lower(self) {}

                fn encode(&self, out: &mut ::std::vec::Vec<u8>) {
                    #read
                    #encode
                }
            }

            impl<'a> __private::Input<'a, __private::Host> for #name {
                type Repr = ();
                type Contract = Self;

                fn decode(
                    reader: &mut __private::Reader<'a>,
                    arena: &'a __private::Arena,
                ) -> ::std::result::Result<Self, __private::Invalid> {
                    #decode
                }
            }
        };
    })
}

/// What keeps count of the levels of a type that may hold itself, coming in and going out. A derive sees one type, so that is
/// each whose fields name it, or have types of the host's own as arguments: all ways back lead through a list or a box.
fn levels(input: &syn::DeriveInput) -> [TokenStream; 3] {
    let name = input.ident.unraw().to_string();
    let fields: Vec<&syn::Fields> = match &input.data {
        syn::Data::Struct(strukt) => vec![&strukt.fields],
        syn::Data::Enum(enum_) => enum_.variants.iter().map(|variant| &variant.fields).collect(),
        syn::Data::Union(_) => Vec::new(),
    };
    let types = fields.into_iter().flatten().map(|field| field.ty.to_token_stream());
    match types.into_iter().any(|ty| may_hold(ty, &name)) {
        true => [
            quote!(let _level = __private::Level::enter(#name)?;),
            quote!(let (value, _level) = __private::Level::of(value, #name);),
            quote!(let ((), _level) = __private::Level::of((), #name);),
        ],
        false => [TokenStream::new(), TokenStream::new(), TokenStream::new()],
    }
}

/// What holds no type of the host's by itself.
const LEAVES: [&str; 14] = [
    "Box",
    "Duration",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "Option",
    "Ordering",
    "PathBuf",
    "Result",
    "String",
    "SystemTime",
    "Vec",
    "VecDeque",
];

fn may_hold(tokens: TokenStream, name: &str) -> bool {
    let mut depth = 0_usize;
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => {
            let is_argument = || depth > 0 && !LEAVES.iter().any(|leaf| ident == leaf);
            let is_type = || ident.to_string().starts_with(char::is_uppercase);
            ident == name || ident == "Self" || is_argument() && is_type()
        }
        TokenTree::Punct(punct) => {
            match punct.as_char() {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                _ => {}
            }
            false
        }
        // A tuple in the arguments is told by its items, as an array is.
        TokenTree::Group(group) if depth > 0 => {
            let stream = group.stream();
            may_hold(quote!(_<#stream>), name)
        }
        TokenTree::Group(group) => may_hold(group.stream(), name),
        TokenTree::Literal(_) => false,
    })
}

fn of_struct(name: &proc_macro2::Ident, fields: &syn::Fields) -> syn::Result<Body> {
    let (parts, twin) = (Parts::of(name, fields)?, format_ident!("__Twin"));
    let Parts { members, slots, described, .. } = &parts;
    let (name, count) = (name.unraw().to_string(), members.len());
    let (decoded, encoded) = (parts.decode(&quote!(Self)), parts.encode());
    let lower = parts.lower(&twin);
    Ok(Body {
        recursive: indices(&parts.recursive),
        layout: parts.twin(&twin),
        shape: quote!(__private::Shape::Struct(#described)),
        given: parts.given(&twin),
        found: parts.found(&twin),
        plain: ["Argument", "Answer"].map(|side| plain(&parts, &twin, side)),
        lower: quote! {
            let Self { #(#members: #slots),* } = value;
            #lower
        },
        lift: parts.lift(&quote!(Self)),
        encode: quote! {
            let Self { #(#members: #slots),* } = self;
            __private::put_head(out, __private::tag::RECORD, #count);
            #encoded
        },
        decode: quote! {
            reader.record(#count, #name)?;
            #decoded
        },
    })
}

/// Which of them are set.
pub(crate) fn indices(set: &[bool]) -> Vec<usize> {
    set.iter().enumerate().filter_map(|(index, is_set)| is_set.then_some(index)).collect()
}

/// Whether every field lies where it lies in the twin, and its memory is that of its form.
fn plain(parts: &Parts<'_>, twin: &proc_macro2::Ident, side: &str) -> TokenStream {
    if parts.is_empty() {
        return quote!(false);
    }
    let Parts { members, slots, formed, .. } = parts;
    let side = format_ident!("{side}");
    let form = if side == "Argument" { parts.given(twin) } else { parts.found(twin) };
    quote! {
        ::std::mem::size_of::<Self>() == ::std::mem::size_of::<#form>()
            && ::std::mem::align_of::<Self>() == ::std::mem::align_of::<#form>()
            #(
                && ::std::mem::offset_of!(Self, #members) == ::std::mem::offset_of!(#form, #slots)
                && <#formed as __private::#side>::PLAIN
            )*
    }
}
