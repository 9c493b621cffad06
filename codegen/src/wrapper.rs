//! One function of the plugin → its two `extern "C"` functions. Everything that needs thought is in the runtime
//! (`abi.rs`); these only say which types go in and which function is called.

use plugwright_analyzer::{Argument, Export, ExportKind, Literal as Made, Own, Returning, Via};
use plugwright_interface::{Function, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Member;

use crate::adapter;
use crate::passing::{Lasting, needs_arena, pass, wanted};
use crate::types::{Lifetime, ident, tokens};

/// The names of a function's lanes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    pub direct: Ident,
    pub wire: Ident,
    /// Of the lanes that give an iterator instead of a list.
    pub lazy_direct: Ident,
    pub lazy_wire: Ident,
}

impl Names {
    /// Makes names of a function's path: `cases::to_snake` is `cases_to_snake_direct`. Paths that would become the same
    /// name are told apart by `index`.
    pub(crate) fn new(func: &Function, index: usize, taken: impl Fn(&Self) -> bool) -> Self {
        let word = |char: char| if char.is_alphanumeric() { char } else { '_' };
        let stem: String = func.path.replace("::", "_").replace("r#", "").chars().map(word).collect();
        let stem = stem.trim_start_matches('_');
        let plain = Self::of_stem(stem);
        if taken(&plain) { Self::of_stem(&format!("{stem}_{index}")) } else { plain }
    }

    fn of_stem(stem: &str) -> Self {
        Self {
            direct: format_ident!("{stem}_direct"),
            wire: format_ident!("{stem}_wire"),
            lazy_direct: format_ident!("{stem}_lazy_direct"),
            lazy_wire: format_ident!("{stem}_lazy_wire"),
        }
    }
}

/// Whether a function returns an iterator that can be pulled: one that holds nothing which only the call lends.
pub(crate) fn is_lazy(func: &Function) -> bool {
    let is_of_call = |ty: &Type| matches!(ty, Type::Mut(_));
    matches!(func.result, Type::Iterator(_)) && !func.params.iter().any(|param| is_of_call(&param.ty))
}

/// Writes all lanes of one function.
pub(crate) fn wrapper(func: &Function, export: &Export, names: &Names) -> TokenStream {
    let lanes = Lanes { func, export };
    if let Some(adapter) = &export.adapter {
        return adapter::adapter(func, adapter, names);
    }
    match &func.result {
        Type::Future(output) => {
            let turn = turn(export, output);
            let output = tokens(output, Lifetime::Static);
            let give = quote!(abi::give_future::<Bridge, #output, _, _, _>(value, #turn, is_send));
            lanes.held(&names.direct, &names.wire, &give)
        }
        Type::Iterator(item) if is_lazy(func) => {
            let item = tokens(item, Lifetime::Static);
            let give = quote!(abi::give_iter::<Bridge, #item, _>(value, is_send));
            let list = lanes.returning(names);
            let lazy = lanes.held(&names.lazy_direct, &names.lazy_wire, &give);
            quote!(#list #lazy)
        }
        _ => lanes.returning(names),
    }
}

/// What the lanes of one function are made of.
struct Lanes<'f> {
    func: &'f Function,
    export: &'f Export,
}

impl Lanes<'_> {
    /// Writes the lanes of a call that is over when it returns.
    fn returning(&self, Names { direct, wire, .. }: &Names) -> TokenStream {
        let Self { func, export } = self;
        let title = self.title();
        let output = tokens(&func.result, Lifetime::Static);
        let count = Literal::usize_unsuffixed(func.params.len());
        let Direct { params, forms, takes, given } = self.direct(Lasting::Call);
        let direct_call = call(export, &given, &func.result);
        let arena = if params.is_empty() { quote!(_) } else { quote!(arena) };
        let args = if params.is_empty() { quote!(_) } else { quote!(args) };
        let (wire_arena, wire_given) = self.wire(Lasting::Call);
        let wire_call = call(export, &wire_given, &func.result);
        let wire_body = quote! {
            |#args, out| {
                #wire_arena
                let result = #wire_call;
                Ok(abi::answer::<Bridge, _>(result, out))
            }
        };
        quote! {
            #[doc = #title]
            unsafe extern "C" fn #direct(#(#params: #forms,)* out: *mut abi::Slot<abi::Out<Bridge, #output>>) -> abi::Reply {
                unsafe {
                    abi::call(out, |#arena| {
                        #(let #params = #takes;)*
                        let result = #direct_call;
                        Ok(abi::give::<Bridge, #output, _>(result, out))
                    })
                }
            }

            #[doc = #title]
            unsafe extern "C" fn #wire(args: *const u8, len: usize, out: *mut abi::Buffer) -> abi::Status {
                unsafe {
                    abi::call_wire((args, len), out, #count, #wire_body)
                }
            }
        }
    }

    /// Writes the lanes of a call whose result goes on after it; `give` gives `value` away.
    fn held(&self, direct: &Ident, wire: &Ident, give: &TokenStream) -> TokenStream {
        let Self { func, export } = self;
        let title = self.title();
        let count = Literal::usize_unsuffixed(func.params.len());
        let Direct { params, forms, takes, given } = self.direct(Lasting::Result);
        let direct_call = started(export, &given);
        let arena = if params.is_empty() { quote!(_) } else { quote!(arena) };
        let args = if params.is_empty() { quote!(_) } else { quote!(args) };
        let (wire_arena, wire_given) = self.wire(Lasting::Result);
        let wire_call = started(export, &wire_given);
        let wire_body = quote! {
            |#args| {
                #wire_arena
                let value = #wire_call;
                let is_send = abi::Checked(&value).is_send();
                Ok(#give)
            }
        };
        quote! {
            #[doc = #title]
            unsafe extern "C" fn #direct(#(#params: #forms,)* out: *mut abi::Slot<abi::Pointer>) -> abi::Reply {
                unsafe {
                    abi::call_held(out, |#arena| {
                        #(let #params = #takes;)*
                        let value = #direct_call;
                        let is_send = abi::Checked(&value).is_send();
                        Ok(#give)
                    })
                }
            }

            #[doc = #title]
            unsafe extern "C" fn #wire(args: *const u8, len: usize, out: *mut abi::Buffer) -> abi::Status {
                unsafe {
                    abi::call_wire_held((args, len), out, #count, #wire_body)
                }
            }
        }
    }

    fn title(&self) -> String {
        format!(" `{}`", self.func)
    }

    /// What the direct lane does with its arguments.
    fn direct(&self, lasting: Lasting) -> Direct {
        let Self { func, export } = self;
        let params: Vec<_> = (0..func.params.len()).map(|index| format_ident!("arg{index}")).collect();
        let forms = func.params.iter().map(|param| {
            let ty = tokens(&param.ty, Lifetime::Static);
            quote!(abi::In<Bridge, #ty>)
        });
        let all = || params.iter().zip(&func.params).zip(&export.params);
        let takes = all().enumerate().map(|(index, ((name, param), passing))| {
            let (input, number) = (tokens(&param.ty, Lifetime::Static), Literal::usize_unsuffixed(index));
            let wanted = wanted(*passing, &param.ty).unwrap_or_else(|| quote!(_));
            quote!(abi::take::<Bridge, #input, #wanted>(#name, arena, #number))
        });
        let given = all().map(|((name, param), passing)| pass(&param.ty, *passing, quote!(#name?), lasting));
        Direct { forms: forms.collect(), takes: takes.collect(), given: given.collect(), params: params.clone() }
    }

    /// What the wire lane does with its arguments: what it needs for that, and what it passes on.
    fn wire(&self, lasting: Lasting) -> (Option<TokenStream>, Vec<TokenStream>) {
        let all = || self.func.params.iter().zip(&self.export.params);
        let given = all().map(|(param, passing)| {
            let wanted = wanted(*passing, &param.ty).unwrap_or_else(|| quote!(_));
            pass(&param.ty, *passing, quote!(args.take::<Bridge, #wanted>()?), lasting)
        });
        let needs_arena = all().any(|(param, passing)| needs_arena(&param.ty, *passing, lasting));
        (needs_arena.then(|| quote!(let arena = args.arena();)), given.collect())
    }
}

/// The arguments of the direct lane.
struct Direct {
    params: Vec<Ident>,
    forms: Vec<TokenStream>,
    /// How each is taken.
    takes: Vec<TokenStream>,
    /// What is passed on.
    given: Vec<TokenStream>,
}

/// Spells the generic arguments of a call: `::<u64, 3>`.
fn turbofish(arguments: &[Argument]) -> Option<TokenStream> {
    bracketed(arguments).map(|arguments| quote!(::#arguments))
}

/// Spells generic arguments: `<u64, 3>`.
fn bracketed(arguments: &[Argument]) -> Option<TokenStream> {
    let spelled = arguments.iter().map(|argument| match argument {
        Argument::Type(ty) => tokens(ty, Lifetime::Inferred),
        // It was parsed before; were it no expression, rustc would say so.
        Argument::Const(text) => {
            let value: TokenStream = text.parse().unwrap_or_default();
            quote!({ #value })
        }
        Argument::Inferred => quote!(_),
    });
    let spelled: Vec<_> = spelled.collect();
    (!spelled.is_empty()).then(|| quote!(<#(#spelled),*>))
}

/// Spells the function of a trait: `<::plugin::Circle as ::plugin::Near<u8>>::is_near`.
fn via_trait(via: &Via, name: Option<&String>) -> TokenStream {
    let via_path = via.path.iter().map(|segment| ident(segment));
    let name = name.map(|name| ident(name.split("::<").next().unwrap_or_default()));
    let own = match &via.own {
        Own::Type(own) => behind_reference(own),
        Own::Reference(own) => {
            let own = behind_reference(own);
            quote!(&#own)
        }
        Own::Path(path) => {
            let ty = path.iter().map(|segment| ident(segment));
            quote!(::plugin #(:: #ty)*)
        }
    };
    let arguments = bracketed(&via.arguments);
    quote!(<#own as #(:: #via_path)* #arguments>:: #name)
}

/// Spells a type, of text and lists what is behind the reference.
fn behind_reference(ty: &Type) -> TokenStream {
    match ty {
        Type::Str => quote!(str),
        Type::Slice(item) => {
            let item = tokens(item, Lifetime::Inferred);
            quote!([#item])
        }
        ty => tokens(ty, Lifetime::Inferred),
    }
}

/// Writes the call itself, and turns its result into one that crosses as `ty`.
fn call(export: &Export, arguments: &[TokenStream], ty: &Type) -> TokenStream {
    crossing(export, bare_call(export, arguments), ty)
}

/// Turns what the author's function gave into what crosses as `ty`.
fn crossing(export: &Export, value: TokenStream, ty: &Type) -> TokenStream {
    let value = match (export.inside, ty) {
        (Some(inside), Type::Option(inner) | Type::Result(inner, _)) => {
            let turned = turned(inside, quote!(value), &tokens(inner, Lifetime::Inferred));
            quote!(#value.map(|value| #turned))
        }
        _ => value,
    };
    turned(export.result, value, &tokens(ty, Lifetime::Inferred))
}

/// Writes the call of a function whose result goes on after it.
fn started(export: &Export, arguments: &[TokenStream]) -> TokenStream {
    let call = bare_call(export, arguments);
    match export.result {
        Returning::Collected => quote!(::std::iter::IntoIterator::into_iter(#call)),
        _ => call,
    }
}

/// Writes the function that turns what a future comes to into what crosses as `ty`.
fn turn(export: &Export, ty: &Type) -> TokenStream {
    let turned = crossing(export, quote!(output), ty);
    quote!(|output| #turned)
}

fn bare_call(export: &Export, arguments: &[TokenStream]) -> TokenStream {
    if let Some(made) = &export.literal {
        return literal(made, arguments);
    }
    let word = |segment: &String| ident(segment.split("::<").next().unwrap_or_default());
    let path = match (&export.via, &export.owner) {
        (Some(via), _) => via_trait(via, export.path.last()),
        (None, Some(owner)) => {
            let (owner, name) = (tokens(owner, Lifetime::Inferred), export.path.last().map(word));
            quote!(<#owner>:: #name)
        }
        (None, None) => {
            let path = export.path.iter().map(word);
            quote!(::plugin #(:: #path)*)
        }
    };
    match export.kind {
        ExportKind::Function => {
            let turbofish = turbofish(&export.arguments);
            quote!(#path #turbofish (#(#arguments),*))
        }
        ExportKind::Closure => {
            let given: Vec<_> = (1..export.params.len()).map(|index| format_ident!("given{index}")).collect();
            quote!({
                let (closure, #(#given,)*) = (#(#arguments,)*);
                closure(#(#given),*)
            })
        }
        ExportKind::Identity => quote!(#(#arguments),*),
        ExportKind::Const => path,
        ExportKind::Static => quote!(&#path),
    }
}

/// Writes a value field by field.
fn literal(made: &Made, arguments: &[TokenStream]) -> TokenStream {
    let path = made.path.iter().map(|segment| ident(segment));
    let fields = made.fields.iter().zip(arguments).map(|(field, argument)| {
        let field = field.parse::<usize>().map_or_else(|_no_number| Member::Named(ident(field)), Member::from);
        quote!(#field: #argument)
    });
    quote!(::plugin #(:: #path)* { #(#fields),* })
}

fn turned(returning: Returning, call: TokenStream, output: &TokenStream) -> TokenStream {
    match returning {
        Returning::Value => call,
        Returning::Receiver => quote!({ #call; }),
        Returning::Boxed => quote!({
            let boxed: #output = Box::new(#call);
            boxed
        }),
        Returning::Collected => quote!(::std::iter::IntoIterator::into_iter(#call).collect::<Vec<_>>()),
        Returning::Shown => quote!(::std::string::ToString::to_string(&#call)),
        Returning::Converted => quote!(::std::convert::Into::<#output>::into(#call)),
        Returning::ErrorText => quote!(#call.map_err(|error| (&&&abi::Shown(&error)).text())),
    }
}
