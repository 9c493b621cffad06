//! The contract's types as generated code spells them.

use plugwright_interface::{Access, INSTANT, Mode, Order, Type, unmarked};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

/// How long a borrowed type lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// `'static`: for the signature of a wrapper, which says how a type looks on the way and binds no call.
    Static,
    /// As long as the compiler finds: inside a wrapper.
    Inferred,
    /// `'a`: in the signature of a binding that returns what goes on borrowing its arguments.
    Named,
}

impl Lifetime {
    /// What stands behind the `&`.
    pub(crate) fn written(self) -> Option<TokenStream> {
        match self {
            Self::Static => Some(quote!('static)),
            Self::Inferred => None,
            Self::Named => Some(quote!('a)),
        }
    }
}

/// Spells a type in a bridge.
pub(crate) fn tokens(ty: &Type, lifetime: Lifetime) -> TokenStream {
    tokens_in(ty, lifetime, &Root::Plugin)
}

/// Where generated code has the plugin's own types from.
#[derive(Clone, Debug)]
pub(crate) enum Root {
    /// The plugin.
    Plugin,
    /// The host's own copies below that module, each under one name.
    Host(TokenStream),
}

/// Spells a type where the plugin's own types are below `root`.
pub(crate) fn tokens_in(ty: &Type, lifetime: Lifetime, root: &Root) -> TokenStream {
    let tokens = |ty: &Type| tokens_in(ty, lifetime, root);
    let lifetime = lifetime.written();
    match ty {
        Type::Unit => quote!(()),
        Type::Bool => quote!(bool),
        Type::Char => quote!(char),
        Type::Int(int) => name(int.name()),
        Type::Float(float) => name(float.name()),
        Type::Str => quote!(&#lifetime str),
        Type::String => quote!(String),
        Type::Slice(item) => {
            let item = tokens(item);
            quote!(&#lifetime [#item])
        }
        Type::Vec(item) => {
            let item = tokens(item);
            quote!(Vec<#item>)
        }
        Type::Array(item, len) => {
            let (item, len) = (tokens(item), proc_macro2::Literal::usize_unsuffixed(*len));
            quote!([#item; #len])
        }
        Type::Option(some) => {
            let some = tokens(some);
            quote!(Option<#some>)
        }
        Type::Result(ok, err) => {
            let (ok, err) = (tokens(ok), tokens(err));
            quote!(Result<#ok, #err>)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(tokens);
            quote!((#(#items,)*))
        }
        Type::Duration => quote!(::std::time::Duration),
        Type::SystemTime => quote!(::std::time::SystemTime),
        Type::Ordering => quote!(::std::cmp::Ordering),
        Type::Map(order, key, value) => {
            let (map, key, value) = (collection(*order, "Map"), tokens(key), tokens(value));
            quote!(::std::collections::#map<#key, #value>)
        }
        Type::Set(order, item) => {
            let (set, item) = (collection(*order, "Set"), tokens(item));
            quote!(::std::collections::#set<#item>)
        }
        Type::Standard(standard, arguments) => {
            let (module, name) = (format_ident!("{}", standard.module()), format_ident!("{}", standard.name()));
            let reference = standard.is_borrowed().then(|| quote!(&#lifetime));
            let arguments: Vec<_> = arguments.iter().map(tokens).collect();
            let arguments = (!arguments.is_empty()).then(|| quote!(<#(#arguments),*>));
            quote!(#reference ::std::#module::#name #arguments)
        }
        // Of what goes on after its call, what it gives is what the two sides agree on.
        Type::Future(output) => tokens(output),
        Type::Iterator(item) => {
            let item = tokens(item);
            quote!(Vec<#item>)
        }
        // A bridge makes the closure of what the host gave.
        Type::Callback(callback) if matches!(root, Root::Plugin) => match callback.mode {
            Mode::Shared | Mode::Exclusive => quote!(abi::Callback),
            Mode::Lasting | Mode::Once => quote!(abi::LastingCallback),
        },
        Type::Callback(callback) => {
            let (params, result) = (callback.params.iter().map(tokens), tokens(&callback.result));
            match callback.mode {
                Mode::Shared => quote!(&#lifetime dyn Fn(#(#params),*) -> #result),
                Mode::Exclusive => quote!(&#lifetime mut dyn FnMut(#(#params),*) -> #result),
                Mode::Lasting => quote!(Box<dyn Fn(#(#params),*) -> #result + Send + Sync>),
                Mode::Once => quote!(Box<dyn FnOnce(#(#params),*) -> #result + Send>),
            }
        }
        Type::Mut(inner) => {
            let inner = match &**inner {
                Type::Slice(item) => {
                    let item = tokens(item);
                    quote!([#item])
                }
                inner => tokens(inner),
            };
            quote!(&#lifetime mut #inner)
        }
        Type::Handle(Access::Exclusive, named) => {
            let object = path_in(named, lifetime.is_some(), root);
            quote!(&#lifetime mut #object)
        }
        // What is shared is of the same contract as what is given; the pointer says which it is.
        Type::Named(named) | Type::Handle(Access::Owned | Access::Shared, named) => {
            path_in(named, lifetime.is_some(), root)
        }
        Type::Context => {
            let sdk = format_ident!("{}", crate::ahead::SDK);
            quote!(&#lifetime ::#sdk::Context)
        }
    }
}

/// Names the map or set of an order.
pub(crate) fn collection(order: Order, kind: &str) -> Ident {
    match order {
        Order::Sorted => format_ident!("BTree{kind}"),
        Order::Hashed => format_ident!("Hash{kind}"),
    }
}

/// Spells the path of a type of the plugin's crate.
pub(crate) fn path(path: &str) -> TokenStream {
    path_in(path, false, &Root::Plugin)
}

/// What the path of a trait's objects begins with.
const OBJECT: &str = "dyn ";

/// The path of a trait, where that is the path of its objects.
pub(crate) fn trait_path(path: &str) -> Option<&str> {
    path.strip_prefix(OBJECT)
}

/// The path of the host's type for values of that path. To a host, all objects of a trait are of one type; whether one has
/// the bounds that a parameter asks for, it is asked when it is given.
pub(crate) fn host_path(path: &str) -> &str {
    match trait_path(path).unwrap_or(path) {
        closure if is_closure(closure) => closure,
        path => unmarked(path),
    }
}

/// Whether the path of objects is that of closures: `Fn(i64) -> i64`.
pub(crate) fn is_closure(path: &str) -> bool {
    ["Fn(", "FnMut(", "FnOnce("].into_iter().any(|name| path.starts_with(name))
}

/// Spells what stands behind `dyn` in a bridge.
pub(crate) fn object(path: &str, is_static: bool) -> TokenStream {
    // The analyzer spelled it; were it no tokens, rustc would say so.
    let parsed = |text: &str| text.parse::<TokenStream>().unwrap_or_default();
    if is_closure(path) {
        return placed(parsed(path), is_static);
    }
    let (path, markers) = path.split_once(" + ").map_or((path, None), |(path, markers)| (path, Some(parsed(markers))));
    let path = path_in(path, is_static, &Root::Plugin);
    let markers = markers.map(|markers| quote!(+ #markers));
    quote!(#path #markers)
}

/// Spells a type's path with its arguments, if it has any: `Pair<u32>`, `Token<'_>`, `Pair<crate::Point>`.
fn path_in(path: &str, is_static: bool, root: &Root) -> TokenStream {
    if let Some(path) = trait_path(path) {
        return match root {
            Root::Plugin => {
                let object = object(path, is_static);
                quote!(Box<dyn #object>)
            }
            Root::Host(_) => path_in(host_path(path), is_static, root),
        };
    }
    let (plain, arguments) = path.split_once('<').unwrap_or((path, ""));
    if let Root::Host(root) = root {
        let segments = segments(path).into_iter().filter(|segment| !segment.is_empty());
        let segments = segments.map(|segment| ident(&word(segment)));
        return quote!(#root #(:: #segments)*);
    }
    let outside = plain.strip_prefix("::");
    let segments = outside.unwrap_or(plain).split("::").map(ident);
    if path == INSTANT {
        return quote!(#(:: #segments)*);
    }
    let plugin = outside.is_none().then(|| quote!(::plugin));
    // The analyzer spelled the arguments; were they no tokens, rustc would say so.
    let arguments = arguments.strip_suffix('>').map(|arguments| arguments.parse().unwrap_or_default());
    let arguments = arguments.map(|arguments| {
        let arguments = placed(arguments, is_static);
        quote!(<#arguments>)
    });
    quote!(#plugin #(:: #segments)* #arguments)
}

/// Puts the plugin in the place of `crate`, and a lifetime in the place of `'_`.
fn placed(tokens: TokenStream, is_static: bool) -> TokenStream {
    let (mut is_lifetime, mut is_inside) = (false, false);
    let placed = tokens.into_iter().map(|token| {
        let was_inside =
            std::mem::replace(&mut is_inside, matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ':'));
        let token = match token {
            TokenTree::Ident(own) if own == "crate" => quote!(::plugin),
            TokenTree::Ident(own) if own == "_" && is_lifetime && is_static => quote!(static),
            // What stands inside something is a name, though it may be a keyword.
            TokenTree::Ident(own) if was_inside => TokenTree::Ident(ident(&own.to_string())).into(),
            TokenTree::Group(group) => {
                let inner = placed(group.stream(), is_static);
                TokenTree::Group(Group::new(group.delimiter(), inner)).into()
            }
            token => {
                is_lifetime = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
                return TokenStream::from(token);
            }
        };
        is_lifetime = false;
        token
    });
    placed.collect()
}

/// The parts of a path, each with its arguments: `Stack::<u32>::push` is `Stack::<u32>` and `push`.
pub(crate) fn segments(path: &str) -> Vec<&str> {
    if is_closure(path) {
        return vec![path];
    }
    let (mut segments, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, char) in path.char_indices() {
        match char {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && at >= start && path[at..].starts_with("::") && !path[at..].starts_with("::<") => {
                segments.push(&path[start..at]);
                start = at + 2;
            }
            _ => {}
        }
    }
    segments.push(&path[start..]);
    segments
}

/// Spells a part of a path as one name: `Stack::<u32>` is `Stack_u32`, and `Token<'_>` is `Token`.
pub(crate) fn word(segment: &str) -> String {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    let words = segment.split(|char| !is_word(char)).filter(|word| !matches!(*word, "" | "_" | "crate"));
    words.collect::<Vec<_>>().join("_")
}

/// Spells a name, as a raw one where it is a keyword.
pub(crate) fn ident(name: &str) -> Ident {
    let name = name.strip_prefix("r#").unwrap_or(name);
    let raw = || Ident::new_raw(name, Span::call_site());
    // syn does not know this keyword of the 2024 edition, which bridges are of.
    if name == "gen" { raw() } else { syn::parse_str(name).unwrap_or_else(|_| raw()) }
}

fn name(name: &str) -> TokenStream {
    let ident = format_ident!("{name}");
    quote!(#ident)
}
