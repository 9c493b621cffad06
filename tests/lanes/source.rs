//! The source of the plugin, and how it spells types.

use std::cell::Cell;

use plugwright_interface::{Definition, Fields, Order, Shape, Standard, Type};

use super::types::is_endless;

/// A plugin with a function for each type, which gives a list back in reverse.
pub(crate) fn source(definitions: &[Definition], types: &[Type]) -> String {
    let spelling = Spelling::default();
    let mut text: String = definitions.iter().map(|definition| spelling.declared(definition)).collect();
    for (index, ty) in types.iter().enumerate() {
        let ty = spelling.of(ty);
        text += &format!("pub fn f{index}<'a>(mut list: Vec<{ty}>) -> Vec<{ty}> {{ list.reverse(); list }}\n");
    }
    text
}

/// Writes types as a plugin does. Where several types of Rust cross alike, each has its turn.
#[derive(Default)]
pub(crate) struct Spelling {
    turn: Cell<usize>,
}

impl Spelling {
    pub(crate) fn of(&self, ty: &Type) -> String {
        let all = |types: &[Type]| types.iter().map(|ty| self.of(ty)).collect::<Vec<_>>().join(", ");
        match ty {
            Type::Unit => self.one(&["()", "std::marker::PhantomData<String>"]),
            Type::Int(_) => self.around(&ty.to_string(), &["", "", "std::num::Wrapping<", "std::num::Saturating<"]),
            Type::Str => self.one(&["&'a str", "std::borrow::Cow<'a, str>"]),
            Type::Slice(item) => {
                let item = item.to_string();
                self.one(&[&format!("&'a [{item}]"), &format!("std::borrow::Cow<'a, [{item}]>")])
            }
            Type::String => self.one(&["String", "Box<str>", "std::rc::Rc<str>", "std::sync::Arc<str>"]),
            Type::Vec(item) => self.around(
                &self.of(item),
                &["Vec<", "std::collections::VecDeque<", "Box<[", "std::rc::Rc<[", "std::sync::Arc<["],
            ),
            Type::Option(some) => {
                self.around(&format!("Option<{}>", self.of(some)), &["", "Box<", "std::rc::Rc<", "std::sync::Arc<"])
            }
            Type::Result(ok, err) => format!("Result<{}, {}>", self.of(ok), self.of(err)),
            Type::Array(item, count) => format!("[{}; {count}]", self.of(item)),
            Type::Tuple(items) => format!("({},)", all(items)),
            Type::Map(Order::Sorted, key, value) => {
                format!("std::collections::BTreeMap<{}, {}>", self.of(key), self.of(value))
            }
            Type::Map(Order::Hashed, key, value) => {
                format!("std::collections::HashMap<{}, {}>", self.of(key), self.of(value))
            }
            Type::Set(Order::Sorted, item) => format!("std::collections::BTreeSet<{}>", self.of(item)),
            Type::Set(Order::Hashed, item) => format!("std::collections::HashSet<{}>", self.of(item)),
            Type::Duration | Type::SystemTime => format!("std::time::{ty}"),
            Type::Ordering => "std::cmp::Ordering".to_owned(),
            Type::Standard(Standard::NonZero, number) => format!("std::num::NonZero<{}>", number[0]),
            Type::Standard(Standard::PathBuf, _) => self.one(&["std::path::PathBuf", "Box<std::path::Path>"]),
            Type::Standard(Standard::OsString, _) => self.one(&["std::ffi::OsString", "std::rc::Rc<std::ffi::OsStr>"]),
            Type::Standard(standard, arguments) => {
                let arguments = if arguments.is_empty() { String::new() } else { format!("<{}>", all(arguments)) };
                format!("std::{}::{}{arguments}", standard.module(), standard.name())
            }
            Type::Named(path) if is_endless(path) => self.around(path, &["Box<", "std::rc::Rc<", "std::sync::Arc<"]),
            ty => ty.to_string(),
        }
    }

    /// The next of these.
    fn one(&self, choices: &[&str]) -> String {
        self.turn.set(self.turn.get() + 1);
        choices[self.turn.get() % choices.len()].to_owned()
    }

    /// The text in the next of these.
    fn around(&self, text: &str, openings: &[&str]) -> String {
        let opening = self.one(openings);
        let close = |opening| match opening {
            '<' => Some('>'),
            '[' => Some(']'),
            _ => None,
        };
        let closing: String = opening.chars().rev().filter_map(close).collect();
        format!("{opening}{text}{closing}")
    }

    /// The source of a definition.
    pub(crate) fn declared(&self, definition: &Definition) -> String {
        let path = &definition.path;
        let of = |fields: &Fields, public: &str| match fields {
            Fields::Unit => String::new(),
            Fields::Tuple(types) => {
                let types: Vec<_> = types.iter().map(|ty| format!("{public}{}", self.of(ty))).collect();
                format!("({})", types.join(", "))
            }
            Fields::Named(fields) => {
                let fields = fields.iter().map(|field| format!("{public}{}: {}", field.name, self.of(&field.ty)));
                format!(" {{ {} }}", fields.collect::<Vec<_>>().join(", "))
            }
        };
        match &definition.shape {
            Shape::Struct(fields @ Fields::Named(_)) => {
                format!("#[derive(Clone)] pub struct {path}{}\n", of(fields, "pub "))
            }
            Shape::Struct(fields) => format!("#[derive(Clone)] pub struct {path}{};\n", of(fields, "pub ")),
            Shape::Enum(variants) => {
                let variants = variants.iter().map(|variant| format!("{}{}", variant.name, of(&variant.fields, "")));
                format!("#[derive(Clone)] pub enum {path} {{ {} }}\n", variants.collect::<Vec<_>>().join(", "))
            }
            Shape::Opaque => unreachable!("only data is made"),
        }
    }
}
