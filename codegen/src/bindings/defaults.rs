//! Functions that leave out what has a default: the values of the manifest as expressions of Rust.

use plugwright_interface::{Definition, Fields, Float, Function, Shape, Standard, Type, Value, find_definition};
use proc_macro2::TokenStream;
use quote::quote;

use super::function::Head;
use super::{Writer, docs};
use crate::types::{Lifetime, ident};

/// What is behind the name of a function in that of the one which leaves out what has a default.
const SUFFIX: &str = "_with_defaults";

/// The lines of a function's documentation that name its defaults, where it has any.
pub(super) fn listed(func: &Function) -> String {
    let defaults: Vec<_> = func
        .params
        .iter()
        .filter(|param| param.default.is_some())
        .map(|param| {
            let default = param.default.iter().map(ToString::to_string).collect::<String>();
            format!("`{} = {default}`", param.name)
        })
        .collect();
    if defaults.is_empty() { String::new() } else { format!("Defaults: {}.", defaults.join(", ")) }
}

impl Writer<'_> {
    /// Writes the function that takes only what has no default, where there are defaults and Rust can say all of them.
    pub(super) fn with_defaults(
        &self,
        func: &Function,
        head: &Head,
        depth: usize,
        owner: Option<&str>,
    ) -> Option<TokenStream> {
        let path = format!("{}{SUFFIX}", func.path);
        let listed = listed(func);
        if listed.is_empty() || self.interface.function(&path).is_some() {
            return None;
        }
        let values = func.defaults(&self.interface.types).ok()?;
        let omitted = func.arguments().skip(func.required()).zip(values);
        let mut given: Vec<_> = head.params.iter().map(|param| (Some(&param.declared), param.name.clone())).collect();
        for ((index, param), value) in omitted {
            let (literal, is_lent) = (self.literal(&param.ty, &value, depth)?, self.is_by_reference(param));
            given[index] = (None, if is_lent { quote!(&#literal) } else { literal });
        }
        let Head { deprecated, keyword, generics, name, result, .. } = head;
        let wait = head.wait.then(|| quote!(.await));
        let params = given.iter().filter_map(|(param, _)| *param);
        let arguments = given.iter().map(|(_, argument)| argument);
        let (place, own) = (owner.map_or_else(|| quote!(self), |_| quote!(Self)), ident(&format!("{name}{SUFFIX}")));
        let docs = docs(&format!("Calls `{name}` without what has a default. {listed}"));
        let allow = deprecated.as_ref().map(|_| quote!(#[allow(deprecated)]));
        Some(quote! {
            #docs
            #deprecated
            #allow
            pub #keyword #own #generics(#(#params),*) -> #result {
                #place::#name(#(#arguments),*) #wait
            }
        })
    }

    /// A value as an expression, where one of its type has any.
    fn literal(&self, ty: &Type, value: &Value, depth: usize) -> Option<TokenStream> {
        let of = |ty: &Type, value: &Value| self.literal(ty, value, depth);
        Some(match (ty, value) {
            (Type::Unit, _) => quote!(()),
            (Type::Bool, Value::Bool(bool)) => quote!(#bool),
            (Type::Char, Value::Char(char)) => quote!(#char),
            (Type::Int(int), Value::Int(value)) => parsed(format!("{value}{}", int.name()))?,
            (Type::Int(int), Value::Huge(value)) => parsed(format!("{value}{}", int.name()))?,
            (Type::Float(Float::F32), Value::Float(value)) => parsed(format!("{:?}f32", *value as f32))?,
            (Type::Float(Float::F64), Value::Float(value)) => parsed(format!("{value:?}f64"))?,
            (Type::Str, Value::Text(text)) => quote!(#text),
            (Type::String, Value::Text(text)) => quote!(String::from(#text)),
            (Type::Standard(Standard::Path, _), Value::Text(text)) => quote!(::std::path::Path::new(#text)),
            (Type::Standard(Standard::PathBuf, _), Value::Text(text)) => quote!(::std::path::PathBuf::from(#text)),
            (Type::Option(_), Value::Option(None)) => quote!(None),
            (Type::Option(ty), Value::Option(Some(value))) => {
                let value = of(ty, value)?;
                quote!(Some(#value))
            }
            (Type::Result(ty, _), Value::Result(Ok(value))) => {
                let value = of(ty, value)?;
                quote!(Ok(#value))
            }
            (Type::Result(_, ty), Value::Result(Err(value))) => {
                let value = of(ty, value)?;
                quote!(Err(#value))
            }
            (Type::Tuple(types), Value::Tuple(items)) => {
                let items = types.iter().zip(items).map(|(ty, item)| of(ty, item)).collect::<Option<Vec<_>>>()?;
                quote!((#(#items,)*))
            }
            (Type::Map(_, key, ty), Value::Map(pairs)) => {
                let pair = |(name, value): &(Value, Value)| {
                    let (name, value) = (of(key, name)?, of(ty, value)?);
                    Some(quote!((#name, #value)))
                };
                let pairs = pairs.iter().map(pair).collect::<Option<Vec<_>>>()?;
                quote!([#(#pairs),*].into_iter().collect())
            }
            (Type::Duration, Value::Duration(time)) => {
                let (secs, nanos) = (time.as_secs(), time.subsec_nanos());
                quote!(::std::time::Duration::new(#secs, #nanos))
            }
            (Type::Ordering, Value::Variant(name, _)) => {
                let name = ident(name);
                quote!(::std::cmp::Ordering::#name)
            }
            (Type::Named(path), value) => self.definition_literal(path, value, depth)?,
            (ty, value) => self.list_literal(ty, value, depth)?,
        })
    }

    fn list_literal(&self, ty: &Type, value: &Value, depth: usize) -> Option<TokenStream> {
        let (Type::Slice(item) | Type::Vec(item) | Type::Array(item, _) | Type::Set(_, item)) = ty else { return None };
        let items = match value {
            Value::Bytes(bytes) => bytes.iter().map(|byte| Some(quote!(#byte))).collect(),
            Value::List(items) => {
                items.iter().map(|value| self.literal(item, value, depth)).collect::<Option<Vec<_>>>()
            }
            _ => None,
        }?;
        match ty {
            // What an iterator goes on borrowing has to be a constant.
            Type::Slice(item) => is_constant(item).then(|| quote!(&[#(#items),*])),
            Type::Vec(_) => Some(quote!(vec![#(#items),*])),
            Type::Set(..) => Some(quote!([#(#items),*].into_iter().collect())),
            _ => Some(quote!([#(#items),*])),
        }
    }

    fn definition_literal(&self, path: &str, value: &Value, depth: usize) -> Option<TokenStream> {
        let Definition { shape, default, recursive, .. } = find_definition(&self.interface.types, path)?;
        // Their fields are in boxes, which no value says.
        if !recursive.is_empty() {
            return None;
        }
        let ty = self.ty(&Type::Named(path.to_owned()), Lifetime::Static, depth);
        match (shape, value) {
            (Shape::Struct(fields), value) => {
                // The function of another name may take more, or be another's.
                let is_own = default.as_ref().is_some_and(|default| *default == format!("{path}::default"));
                let rest = is_own.then(|| quote!(..<#ty>::default()?));
                let fields = self.fields_literal(fields, value, rest, depth)?;
                Some(quote!(#ty #fields))
            }
            (Shape::Enum(variants), Value::Variant(name, content)) => {
                let fields = &variants.iter().find(|variant| variant.name == *name)?.fields;
                let (name, fields) = (ident(name), self.fields_literal(fields, content, None, depth)?);
                Some(quote!(#ty::#name #fields))
            }
            _ => None,
        }
    }

    /// The fields of a struct or variant; `rest` is where those come from that are left out.
    fn fields_literal(
        &self,
        fields: &Fields,
        value: &Value,
        rest: Option<TokenStream>,
        depth: usize,
    ) -> Option<TokenStream> {
        match (fields, value) {
            (Fields::Unit, _) => Some(TokenStream::new()),
            (Fields::Tuple(types), value) if types.len() == 1 => {
                let value = self.literal(&types[0], value, depth)?;
                Some(quote!((#value)))
            }
            (Fields::Tuple(types), Value::Tuple(items)) => {
                let items = types.iter().zip(items).map(|(ty, item)| self.literal(ty, item, depth));
                let items = items.collect::<Option<Vec<_>>>()?;
                Some(quote!((#(#items),*)))
            }
            (Fields::Named(fields), Value::Record(given)) => {
                let is_whole = given.len() == fields.len();
                if !is_whole && rest.is_none() {
                    return None;
                }
                let rest = rest.filter(|_| !is_whole);
                let given = given.iter().map(|(name, value)| {
                    let field = fields.iter().find(|field| field.name == *name)?;
                    let (name, value) = (ident(name), self.literal(&field.ty, value, depth)?);
                    Some(quote!(#name: #value,))
                });
                let given = given.collect::<Option<Vec<_>>>()?;
                Some(quote!({ #(#given)* #rest }))
            }
            _ => None,
        }
    }
}

/// Whether the values of a type are constants of Rust, which live for as long as anybody likes.
fn is_constant(ty: &Type) -> bool {
    matches!(ty, Type::Unit | Type::Bool | Type::Char | Type::Int(_) | Type::Float(_) | Type::Str)
}

fn parsed(number: String) -> Option<TokenStream> {
    number.parse().ok()
}
