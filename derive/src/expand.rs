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
    /// Asks the fields of `self` whether they can cross.
    pub(crate) check: TokenStream,
    /// Drops the fields of `this`.
    pub(crate) scrap: TokenStream,
}

pub(crate) fn expand(input: &syn::DeriveInput, root: &TokenStream) -> syn::Result<TokenStream> {
    let fault = |message| Err(syn::Error::new_spanned(&input.ident, message));
    if !input.generics.params.is_empty() {
        return fault("a type with parameters cannot stand for a plugin's");
    }
    let may_hold = may_hold_itself(input);
    let body = match &input.data {
        syn::Data::Struct(strukt) => of_struct(&input.ident, &strukt.fields, may_hold)?,
        syn::Data::Enum(enum_) if enum_.variants.is_empty() => return fault("an enum without variants has no values"),
        syn::Data::Enum(enum_) => enums::of_enum(&input.ident, enum_, may_hold)?,
        syn::Data::Union(_) => return fault("a union cannot cross"),
    };
    let name = &input.ident;
    let text = name.unraw().to_string();
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
        check,
        scrap,
    } = body;
    let [argument, output] = [quote!(__private::Argument), quote!(__private::Output<__private::Host>)].map(|side| {
        // To ask what may lead back here would go round in a circle.
        let asked = if may_hold { Vec::new() } else { types(input) };
        quote!(#may_hold #(|| <#asked as #side>::LIMITED)*)
    });
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
                const LIMITED: bool = #argument;

                fn check(
                    value: &Self,
                    room: __private::Room,
                ) -> ::std::result::Result<(), __private::Invalid> {
                    __private::Output::<__private::Host>::check(value, room)
                }

                fn scrap<'v>(value: Self, scrap: &mut __private::Scrap<'v>) {
                    __private::Output::<__private::Host>::scrap(value, scrap);
                }

                #[inline]
                fn lower(value: Self, heap: &__private::Heap) -> Self::Repr {
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
                    let parts = form.parts();
                    #lift
                }
            }

            impl __private::Output<__private::Host> for #name {
                type Repr = ();
                type Contract = Self;
                const LIMITED: bool = #output;

                fn check(&self, room: __private::Room) -> ::std::result::Result<(), __private::Invalid> {
                    let room = room.inside::<Self>(#text)?;
                    #check
                    ::std::result::Result::Ok(())
                }

                fn scrap<'v>(self, scrap: &mut __private::Scrap<'v>)
                where
                    Self: 'v,
                {
                    scrap.inside(self, |this, scrap| { #scrap });
                }

                fn lower(self) {}

                fn encode(&self, out: &mut ::std::vec::Vec<u8>) {
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

/// The types of all fields.
fn types(input: &syn::DeriveInput) -> Vec<&syn::Type> {
    let fields: Vec<&syn::Fields> = match &input.data {
        syn::Data::Struct(strukt) => vec![&strukt.fields],
        syn::Data::Enum(enum_) => enum_.variants.iter().map(|variant| &variant.fields).collect(),
        syn::Data::Union(_) => Vec::new(),
    };
    fields.into_iter().flatten().map(|field| &field.ty).collect()
}

/// Whether a type may hold itself. A derive sees one type, so that is each whose fields are written with another of the host's
/// own: that may lead back, and so may an alias.
fn may_hold_itself(input: &syn::DeriveInput) -> bool {
    types(input).into_iter().any(|ty| may_hold(ty.to_token_stream()))
}

/// What holds no type of the host's by itself.
const LEAVES: [&str; 45] = [
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "Box",
    "Duration",
    "HashMap",
    "HashSet",
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "NonZero",
    "NonZeroI8",
    "NonZeroI16",
    "NonZeroI32",
    "NonZeroI64",
    "NonZeroI128",
    "NonZeroIsize",
    "NonZeroU8",
    "NonZeroU16",
    "NonZeroU32",
    "NonZeroU64",
    "NonZeroU128",
    "NonZeroUsize",
    "Option",
    "Ordering",
    "OsString",
    "PathBuf",
    "PhantomData",
    "Range",
    "RangeFrom",
    "RangeFull",
    "RangeInclusive",
    "RangeTo",
    "RangeToInclusive",
    "Rc",
    "Result",
    "Saturating",
    "SocketAddr",
    "SocketAddrV4",
    "SocketAddrV6",
    "String",
    "SystemTime",
    "Vec",
    "VecDeque",
    "Wrapping",
];

/// Whether a type is written with one that is neither known nor a primitive one.
fn may_hold(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => {
            let is_type = ident.unraw().to_string().starts_with(char::is_uppercase);
            is_type && !LEAVES.iter().any(|leaf| ident == leaf)
        }
        TokenTree::Group(group) => may_hold(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn of_struct(name: &proc_macro2::Ident, fields: &syn::Fields, may_hold: bool) -> syn::Result<Body> {
    let (parts, twin) = (Parts::of(name, fields)?, format_ident!("__Twin"));
    let Parts { members, slots, described, .. } = &parts;
    let (name, count) = (name.unraw().to_string(), members.len());
    let owner = may_hold.then_some(&*name);
    let (decoded, encoded) = (parts.decode(&quote!(Self), owner), parts.encode());
    let (check, scrap) = (parts.check(), parts.scrap());
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
        check: quote! {
            let Self { #(#members: #slots),* } = self;
            #check
        },
        scrap: quote! {
            let Self { #(#members: #slots),* } = this;
            #scrap
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
