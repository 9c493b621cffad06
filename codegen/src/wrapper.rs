//! One function of the plugin → its two `extern "C"` functions. Everything that needs thought is in the runtime
//! (`abi.rs`); these only say which types go in and which function is called.

use plugwright_analyzer::{Argument, Export, ExportKind, Own, Passing, Returning, Via};
use plugwright_interface::{Function, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::closure;
use crate::types::{Lifetime, ident, tokens};

/// The names of a function's two lanes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    pub direct: Ident,
    pub wire: Ident,
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
        Self { direct: format_ident!("{stem}_direct"), wire: format_ident!("{stem}_wire") }
    }
}

/// Writes both lanes of one function.
pub(crate) fn wrapper(func: &Function, export: &Export, names: &Names) -> TokenStream {
    let Names { direct, wire } = names;
    let title = format!(" `{func}`");
    let count = Literal::usize_unsuffixed(func.params.len());
    let params: Vec<_> = (0..func.params.len()).map(|index| format_ident!("arg{index}")).collect();
    let forms = func.params.iter().map(|param| form(&param.ty));
    let inputs: Vec<_> = func.params.iter().map(|param| tokens(&param.ty, Lifetime::Static)).collect();
    let output = tokens(&func.result, Lifetime::Static);
    let result = tokens(&func.result, Lifetime::Inferred);
    let direct_args = (0..params.len()).map(|index| {
        let (name, input, number) = (&params[index], &inputs[index], Literal::usize_unsuffixed(index));
        let wanted = wanted(export.params[index], &func.params[index].ty).unwrap_or_else(|| quote!(_));
        match &func.params[index].ty {
            Type::Callback(callback) => closure::take(callback, name),
            _ => quote!(abi::take::<Bridge, #input, #wanted>(#name, arena, #number)),
        }
    });
    let wire_args = export.params.iter().zip(&func.params).map(|(passing, param)| {
        let wanted = wanted(*passing, &param.ty).unwrap_or_else(|| quote!(_));
        quote!(args.take::<Bridge, #wanted>()?)
    });
    let given = params.iter().zip(&func.params).zip(&export.params).map(|((name, param), passing)| {
        match (&param.ty, passing) {
            (Type::Callback(callback), Passing::Closure(holder)) => closure::closure(callback, *holder, name),
            _ => quote!(#name?),
        }
    });
    let direct_call = call(export, quote!(#(#given),*), &result);
    let wire_call = call(export, quote!(#(#wire_args),*), &result);
    let is_closure = |ty: &Type| matches!(ty, Type::Callback(_));
    let uses_arena = func.params.iter().any(|param| !is_closure(&param.ty));
    let arena = if uses_arena { quote!(arena) } else { quote!(_) };
    let wire_body = match func.params.iter().position(|param| is_closure(&param.ty)) {
        Some(index) => {
            let number = Literal::usize_unsuffixed(index);
            quote!(|_, _| Err(abi::no_closure(#number)))
        }
        None => {
            let args = if params.is_empty() { quote!(_) } else { quote!(args) };
            quote! {
                |#args, out| {
                    let result = #wire_call;
                    Ok(abi::answer::<Bridge, _>(result, out))
                }
            }
        }
    };
    quote! {
        #[doc = #title]
        unsafe extern "C" fn #direct(#(#params: #forms,)* out: *mut abi::Slot<abi::Out<Bridge, #output>>) -> abi::Reply {
            unsafe {
                abi::call(out, |#arena| {
                    #(let #params = #direct_args;)*
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

/// How a parameter looks in the direct lane.
fn form(ty: &Type) -> TokenStream {
    match ty {
        Type::Callback(_) => quote!(abi::CallbackRepr),
        ty => {
            let ty = tokens(ty, Lifetime::Static);
            quote!(abi::In<Bridge, #ty>)
        }
    }
}

/// The type that an argument is lifted to, where the callee is generic by a bound and does not say.
fn wanted(passing: Passing, ty: &Type) -> Option<TokenStream> {
    match passing {
        Passing::Inferred | Passing::Closure(_) => None,
        Passing::Typed => Some(tokens(ty, Lifetime::Inferred)),
    }
}

/// Spells the generic arguments of a call: `::<u64, 3>`.
fn turbofish(arguments: &[Argument]) -> Option<TokenStream> {
    let arguments = arguments.iter().map(|argument| match argument {
        Argument::Type(ty) => tokens(ty, Lifetime::Inferred),
        // It was parsed before; were it no expression, rustc would say so.
        Argument::Const(text) => {
            let value: TokenStream = text.parse().unwrap_or_default();
            quote!({ #value })
        }
        Argument::Inferred => quote!(_),
    });
    let arguments: Vec<_> = arguments.collect();
    (!arguments.is_empty()).then(|| quote!(::<#(#arguments),*>))
}

/// Spells the function of a trait: `<::plugin::Circle as ::plugin::Shape>::area`.
fn via_trait(via: &Via, name: Option<&String>) -> TokenStream {
    let via_path = via.path.iter().map(|segment| ident(segment));
    let name = name.map(|name| ident(name.split("::<").next().unwrap_or_default()));
    let own = match &via.own {
        Own::Type(Type::Str) => quote!(str),
        Own::Type(Type::Slice(item)) => {
            let item = tokens(item, Lifetime::Inferred);
            quote!([#item])
        }
        Own::Type(own) => tokens(own, Lifetime::Inferred),
        Own::Path(path) => {
            let ty = path.iter().map(|segment| ident(segment));
            quote!(::plugin #(:: #ty)*)
        }
    };
    quote!(<#own as #(:: #via_path)*>:: #name)
}

/// Writes the call itself, and turns its result into one that crosses.
fn call(export: &Export, arguments: TokenStream, output: &TokenStream) -> TokenStream {
    let path = export.path.iter().map(|segment| ident(segment.split("::<").next().unwrap_or_default()));
    let path = match &export.via {
        None => quote!(::plugin #(:: #path)*),
        Some(via) => via_trait(via, export.path.last()),
    };
    let call = match export.kind {
        ExportKind::Function => {
            let turbofish = turbofish(&export.arguments);
            quote!(#path #turbofish (#arguments))
        }
        ExportKind::Const => path,
        ExportKind::Static => quote!(&#path),
    };
    match export.result {
        Returning::Value => call,
        Returning::Receiver => quote!({ #call; }),
        Returning::Collected => quote!(::std::iter::IntoIterator::into_iter(#call).collect::<Vec<_>>()),
        Returning::Shown => quote!(::std::string::ToString::to_string(&#call)),
        Returning::Converted => quote!(::std::convert::Into::<#output>::into(#call)),
        Returning::ErrorText => quote!(#call.map_err(|error| (&&&abi::Shown(&error)).text())),
    }
}
