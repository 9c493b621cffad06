//! One struct or enum of the plugin → its `#[repr(C)]` twin and the two impls that lead there and back, field by field.
//! The compiler holds them against the author's own type: a field that is missing, private or of another type does not
//! compile. Types whose values stay in the plugin are `opaque.rs`.

use plugwright_interface::{Definition, Fields, Interface, Shape, Type, Variant, holds, is_endless, is_limited};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Member;

use crate::types::{Lifetime, ident, path, tokens, word};

/// Makes the stem of each definition's names of its path: `shapes::Point` is `shapes_Point`. Paths that would become the
/// same are told apart by their index.
pub(crate) fn stems(definitions: &[Definition]) -> Vec<String> {
    let mut stems: Vec<String> = Vec::new();
    for (index, definition) in definitions.iter().enumerate() {
        let plain = word(&definition.path.replace("::", "_").replace("r#", ""));
        stems.push(if stems.contains(&plain) { format!("{plain}_{index}") } else { plain });
    }
    stems
}

/// Writes everything that one definition needs, under names that begin with `stem`.
pub(crate) fn definition(definition: &Definition, stem: &str, interface: &Interface) -> TokenStream {
    let all = &interface.types;
    let title = format!(" `{definition}`");
    let names = Twin::new(stem);
    let body = match &definition.shape {
        Shape::Struct(fields) => of_struct(definition, &names, fields, all),
        Shape::Enum(variants) => of_enum(definition, &names, variants, all),
        Shape::Opaque => return crate::opaque::opaque(definition, stem, interface),
    };
    let Body { layout, plain: [plain_input, plain_output], lift, decode, lower, encode, check, scrap } = body;
    let (ty, twin) = (path(&definition.path), &names.twin);
    let name = &definition.path;
    let enter = is_endless(definition, all).then(|| quote!(let _level = abi::Level::enter(#name)?;));
    let limit = is_limited(definition, all).then(|| limit(name, &check, &scrap));
    let input = (!definition.is_copied()).then(|| {
        quote! {
            #[doc = #title]
            impl<'a> abi::Input<'a, Bridge> for #ty {
                type Repr = #twin;
                type Contract = Self;
                #plain_input

                unsafe fn lift(repr: #twin, arena: &'a abi::Arena) -> Result<Self, abi::Invalid> {
                    #enter
                    unsafe { #lift }
                }

                fn decode(reader: &mut wire::Reader<'a>, arena: &'a abi::Arena) -> Result<Self, abi::Invalid> {
                    #decode
                }
            }
        }
    });
    let contract = match definition.is_copied() {
        true => tokens(&Type::Named(definition.path.clone()), Lifetime::Static),
        false => quote!(Self),
    };
    quote! {
        #layout

        #input

        #[doc = #title]
        impl abi::Output<Bridge> for #ty {
            type Repr = #twin;
            type Contract = #contract;
            #plain_output
            #limit

            fn lower(self) -> #twin {
                #lower
            }

            fn encode(&self, out: &mut Vec<u8>) {
                #encode
            }
        }
    }
}

/// What asks a value whether it can cross, and drops one that cannot.
fn limit(name: &str, check: &TokenStream, scrap: &TokenStream) -> TokenStream {
    quote! {
        const LIMITED: bool = true;

        fn check(&self, room: abi::Room) -> Result<(), abi::Invalid> {
            let room = room.inside::<Self>(#name)?;
            #check
            Ok(())
        }

        fn scrap<'v>(self, scrap: &mut abi::Scrap<'v>)
        where
            Self: 'v,
        {
            scrap.inside(self, |this, scrap| { #scrap });
        }
    }
}

/// Names of the items that a definition's twin is made of.
struct Twin {
    twin: Ident,
    content: Ident,
}

impl Twin {
    fn new(stem: &str) -> Self {
        Self { twin: format_ident!("{stem}Twin"), content: format_ident!("{stem}Content") }
    }

    fn of_variant(&self, variant: &Variant) -> Ident {
        format_ident!("{}_{}", self.twin, variant.name.replace("r#", ""))
    }
}

/// What a definition generates.
struct Body {
    layout: TokenStream,
    /// `PLAIN` of either direction, where it can be more than `false`.
    plain: [TokenStream; 2],
    lift: TokenStream,
    decode: TokenStream,
    lower: TokenStream,
    encode: TokenStream,
    check: TokenStream,
    scrap: TokenStream,
}

/// All fields are lifted before the first fault counts: each may own something.
fn of_struct(definition: &Definition, names: &Twin, fields: &Fields, all: &[Definition]) -> Body {
    let (twin, name, parts) = (&names.twin, &definition.path, Parts::of(fields, definition, all));
    let count = Literal::usize_unsuffixed(parts.members.len());
    let Parts { members, slots, places, lift, lower, .. } = &parts;
    let (filler, decode) = (parts.filler(), parts.decode());
    Body {
        layout: parts.layout(twin),
        plain: ["is_plain_input", "is_plain_output"].map(|question| parts.plain(twin, question)),
        lift: quote! {
            #(let #slots = abi::#lift::<Bridge, _>(repr.#slots, arena, #places);)*
            Ok(Self { #(#members: #slots?),* })
        },
        decode: quote! {
            reader.record(#count, #name)?;
            Ok(Self { #decode })
        },
        lower: quote!(#twin { #(#slots: abi::#lower::<Bridge, _>(self.#members),)* #filler }),
        encode: quote! {
            wire::put_head(out, wire::tag::RECORD, #count);
            #(abi::Output::<Bridge>::encode(&self.#members, out);)*
        },
        check: quote!(#(abi::check_field::<Bridge, _>(&self.#members, room, #places)?;)*),
        scrap: quote!(#(abi::Output::<Bridge>::scrap(this.#members, scrap);)*),
    }
}

fn of_enum(definition: &Definition, names: &Twin, variants: &[Variant], all: &[Definition]) -> Body {
    let (Twin { twin, content }, name) = (names, &definition.path);
    let parts = |variant: &Variant| Parts::of(&variant.fields, definition, all);
    let arms = variants.iter().enumerate().map(|(index, variant)| Arm::new(names, index, variant, parts(variant)));
    let arms: Vec<_> = arms.collect();
    let layouts = arms.iter().filter(|arm| arm.has_fields()).map(|arm| arm.parts.layout(&arm.twin));
    let slots = arms.iter().filter(|arm| arm.has_fields()).map(|arm| {
        let (slot, twin) = (&arm.slot, &arm.twin);
        quote!(#slot: #twin)
    });
    let lift = arms.iter().map(Arm::lift);
    let decode = arms.iter().map(Arm::decode);
    let lower = arms.iter().map(|arm| arm.lower(twin, content));
    let encode = arms.iter().map(Arm::encode);
    // The compiler wants an arm for variants that may come; the bridge is compiled with the very sources that show all.
    let other = definition.non_exhaustive.then(|| quote!(_ => abi::unseen_variant(#name),));
    let (check, scrap) = (arms.iter().map(Arm::check), arms.iter().map(Arm::scrap));
    Body {
        layout: quote! {
            #[repr(C)]
            #[derive(Clone, Copy)]
            pub struct #twin {
                tag: u32,
                content: #content,
            }

            #[repr(C)]
            #[derive(Clone, Copy)]
            pub union #content {
                none: (),
                #(#slots,)*
            }

            #(#layouts)*
        },
        plain: [TokenStream::new(), TokenStream::new()],
        lift: quote! {
            match repr.tag {
                #(#lift)*
                other => Err(abi::Invalid::new(#name, format_args!("the tag {other}"))),
            }
        },
        decode: quote! {
            match reader.variant(#name)? {
                #(#decode)*
                (index, count) => {
                    Err(abi::Invalid::new(#name, format_args!("the variant {index} of {count} fields")))
                }
            }
        },
        lower: quote!(match self { #(#lower)* #other }),
        encode: quote!(match self { #(#encode)* #other }),
        check: quote!(match self { #(#check)* #other }),
        scrap: quote!(match this { #(#scrap)* #other }),
    }
}

/// One variant of an enum.
struct Arm {
    index: Literal,
    count: Literal,
    name: Ident,
    twin: Ident,
    slot: Ident,
    parts: Parts,
}

impl Arm {
    fn new(names: &Twin, index: usize, variant: &Variant, parts: Parts) -> Self {
        Self {
            index: Literal::usize_unsuffixed(index),
            count: Literal::usize_unsuffixed(parts.members.len()),
            name: ident(&variant.name),
            twin: names.of_variant(variant),
            slot: format_ident!("variant{index}"),
            parts,
        }
    }

    fn has_fields(&self) -> bool {
        !self.parts.members.is_empty()
    }

    fn lift(&self) -> TokenStream {
        let Self { index, name, slot, parts: Parts { members, slots, places, lift, .. }, .. } = self;
        if !self.has_fields() {
            return quote!(#index => Ok(Self::#name {}),);
        }
        quote! {
            #index => {
                let content = repr.content.#slot;
                #(let #slots = abi::#lift::<Bridge, _>(content.#slots, arena, #places);)*
                Ok(Self::#name { #(#members: #slots?),* })
            }
        }
    }

    fn decode(&self) -> TokenStream {
        let Self { index, count, name, parts, .. } = self;
        let fields = parts.decode();
        quote!((#index, #count) => Ok(Self::#name { #fields }),)
    }

    fn lower(&self, enum_twin: &Ident, content: &Ident) -> TokenStream {
        let Self { index, name, twin, slot, parts: Parts { members, slots, lower, .. }, .. } = self;
        if !self.has_fields() {
            return quote!(Self::#name {} => #enum_twin { tag: #index, content: #content { none: () } },);
        }
        quote! {
            Self::#name { #(#members: #slots),* } => {
                let content = #twin { #(#slots: abi::#lower::<Bridge, _>(#slots)),* };
                #enum_twin { tag: #index, content: #content { #slot: content } }
            }
        }
    }

    fn encode(&self) -> TokenStream {
        let Self { index, count, name, parts: Parts { members, slots, .. }, .. } = self;
        quote! {
            Self::#name { #(#members: #slots),* } => {
                wire::put_variant(out, #index, #count);
                #(abi::Output::<Bridge>::encode(#slots, out);)*
            }
        }
    }

    fn check(&self) -> TokenStream {
        let Self { name, parts: Parts { members, slots, places, .. }, .. } = self;
        quote! {
            Self::#name { #(#members: #slots),* } => {
                #(abi::check_field::<Bridge, _>(#slots, room, #places)?;)*
            }
        }
    }

    fn scrap(&self) -> TokenStream {
        let Self { name, parts: Parts { members, slots, .. }, .. } = self;
        quote! {
            Self::#name { #(#members: #slots),* } => {
                #(abi::Output::<Bridge>::scrap(#slots, scrap);)*
            }
        }
    }
}

/// The fields of a struct or variant, each under the names that it has.
struct Parts {
    /// In the author's type: a name or a number.
    members: Vec<Member>,
    /// In the twin, and as a variable.
    slots: Vec<Ident>,
    /// In messages: `.name`.
    places: Vec<String>,
    /// How each looks on the way.
    types: Vec<TokenStream>,
    /// The functions that lift and lower each.
    lift: Vec<Ident>,
    lower: Vec<Ident>,
    /// The name of the type, where values can be of any depth.
    deep: Option<String>,
}

impl Parts {
    fn of(fields: &Fields, owner: &Definition, all: &[Definition]) -> Self {
        let (members, slots, places) = match fields {
            Fields::Unit => (Vec::new(), Vec::new(), Vec::new()),
            Fields::Tuple(types) => (
                (0..types.len()).map(Member::from).collect(),
                (0..types.len()).map(|index| format_ident!("field{index}")).collect(),
                (0..types.len()).map(|index| format!(".{index}")).collect(),
            ),
            Fields::Named(fields) => (
                fields.iter().map(|field| ident(&field.name).into()).collect(),
                fields.iter().map(|field| format_ident!("field_{}", field.name)).collect(),
                fields.iter().map(|field| format!(".{}", field.name)).collect(),
            ),
        };
        let is_inside: Vec<_> = fields.types().into_iter().map(|ty| holds(ty, &owner.path, all)).collect();
        let types = fields.types().into_iter().zip(&is_inside).map(|(ty, is_inside)| {
            let ty = tokens(ty, Lifetime::Static);
            // A form that would hold itself lies behind a pointer, as a list of one.
            let ty = if *is_inside { quote!(Vec<#ty>) } else { ty };
            if owner.is_copied() { quote!(abi::Out<Bridge, #ty>) } else { quote!(abi::In<Bridge, #ty>) }
        });
        let function = |direct, inside| {
            let names = is_inside.iter().map(|is_inside| format_ident!("{}", if *is_inside { inside } else { direct }));
            names.collect()
        };
        Self {
            members,
            slots,
            places,
            types: types.collect(),
            lift: function("lift_field", "lift_inside"),
            lower: function("lower_field", "lower_inside"),
            deep: is_limited(owner, all).then(|| owner.path.clone()),
        }
    }

    /// Takes the fields off the wire.
    fn decode(&self) -> TokenStream {
        let Self { members, places, deep, .. } = self;
        match deep {
            Some(name) => quote!(#(#members: abi::decode_inside::<Bridge, _>(reader, arena, #name, #places)?),*),
            None => quote!(#(#members: abi::decode_field::<Bridge, _>(reader, arena, #places)?),*),
        }
    }

    /// Whether every field lies where it lies in the twin, and its memory is that of its form. The author's own type
    /// says so: what the interface calls a number may be a box.
    fn plain(&self, twin: &Ident, question: &str) -> TokenStream {
        let (Self { members, slots, .. }, question) = (self, format_ident!("{question}"));
        if members.is_empty() {
            return TokenStream::new();
        }
        quote! {
            const PLAIN: bool = size_of::<Self>() == size_of::<#twin>()
                && align_of::<Self>() == align_of::<#twin>()
                #(
                    && ::std::mem::offset_of!(Self, #members) == ::std::mem::offset_of!(#twin, #slots)
                    && abi::#question::<Bridge, _, _>(|this: &Self| &this.#members)
                )*;
        }
    }

    /// C has no structs without fields.
    fn filler(&self) -> TokenStream {
        if self.members.is_empty() { quote!(filler: 0) } else { TokenStream::new() }
    }

    fn layout(&self, twin: &Ident) -> TokenStream {
        let Self { slots, types, .. } = self;
        let filler = if self.members.is_empty() { quote!(filler: u8) } else { TokenStream::new() };
        quote! {
            #[repr(C)]
            #[derive(Clone, Copy)]
            pub struct #twin {
                #(#slots: #types,)*
                #filler
            }
        }
    }
}
