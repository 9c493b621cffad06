//! [`Forms`]: the C types of what crosses, each declared once and before it is used.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plugwright_interface::{Definition, Fields, Float, Int, Interface, Shape, Standard, Type, find_definition, holds};

use super::names::{Names, flat, member};

/// The declarations that were needed so far.
pub(super) struct Forms<'i> {
    interface: &'i Interface,
    text: String,
    /// Names by the types' Rust spelling; none while one is being declared, or where it has no form.
    known: BTreeMap<String, Option<String>>,
    /// What is being declared, by its Rust spelling.
    open: Vec<String>,
    pub(super) names: Names,
}

impl<'i> Forms<'i> {
    pub(super) fn new(interface: &'i Interface) -> Self {
        Self {
            interface,
            text: String::new(),
            known: BTreeMap::new(),
            open: Vec::new(),
            names: Names::new(&interface.krate),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The C type of a type's form, declared if it was not yet.
    pub(super) fn of(&mut self, ty: &Type) -> Option<String> {
        let fixed = match ty {
            Type::Unit | Type::Bool | Type::Ordering => "uint8_t",
            Type::Char => "uint32_t",
            Type::Int(Int::I128 | Int::U128) => "plugwright_wide",
            Type::Int(int) => return Some(int_type(*int)),
            Type::Float(Float::F32) => "float",
            Type::Float(Float::F64) => "double",
            Type::Str => "plugwright_slice",
            Type::String | Type::Map(..) | Type::Set(..) => "plugwright_buffer",
            Type::Duration => "plugwright_duration",
            Type::SystemTime => "plugwright_time",
            Type::Handle(..) => "plugwright_object",
            Type::Slice(item) => return self.of(item).map(|_| "plugwright_slice".to_owned()),
            Type::Vec(item) | Type::Iterator(item) if !self.is_open(item) => {
                return self.of(item).map(|_| "plugwright_buffer".to_owned());
            }
            // What is being declared has a form if all else in it has one.
            Type::Vec(_) | Type::Iterator(_) => "plugwright_buffer",
            Type::Standard(standard, arguments) => return self.standard(*standard, arguments),
            ty => return self.declared(ty),
        };
        Some(fixed.to_owned())
    }

    fn standard(&mut self, standard: Standard, arguments: &[Type]) -> Option<String> {
        let bytes = |count| Type::Array(Box::new(Type::Int(Int::U8)), count);
        let (port, word) = (Type::Int(Int::U16), Type::Int(Int::U32));
        let v4 = || Type::Tuple(vec![bytes(4), port.clone()]);
        let v6 = || Type::Tuple(vec![bytes(16), port.clone(), word.clone(), word.clone()]);
        let either = |one, other| Type::Result(Box::new(one), Box::new(other));
        let form = match (standard, arguments) {
            (Standard::Path | Standard::OsStr, _) => Type::Str,
            (Standard::PathBuf | Standard::OsString, _) => Type::String,
            (Standard::Ipv4Addr, _) => bytes(4),
            (Standard::Ipv6Addr, _) => bytes(16),
            (Standard::IpAddr, _) => either(bytes(4), bytes(16)),
            (Standard::SocketAddrV4, _) => v4(),
            (Standard::SocketAddrV6, _) => v6(),
            (Standard::SocketAddr, _) => either(v4(), v6()),
            (Standard::RangeFull, _) => Type::Unit,
            (Standard::Range | Standard::RangeInclusive, [end]) => Type::Tuple(vec![end.clone(), end.clone()]),
            (_, [only]) => only.clone(),
            _ => return None,
        };
        self.of(&form)
    }

    fn declared(&mut self, ty: &Type) -> Option<String> {
        let key = ty.to_string();
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        self.known.insert(key.clone(), None);
        let docs = match ty {
            Type::Named(path) => find_definition(&self.interface.types, path).map_or("", |definition| &definition.docs),
            _ => "",
        };
        let docs: String = docs.lines().map(|line| format!("\n   {}", comment(line))).collect();
        let name = self.names.take(format!("{}_{}", self.interface.krate, self.mangled(ty)));
        self.open.push(key.clone());
        let body = self.body(ty, &name);
        self.open.pop();
        let declared = body.map(|body| {
            // A string or a file never fails to be written to.
            let _ = write!(self.text, "/* `{key}`{docs} */\ntypedef struct {{\n{body}}} {name};\n\n");
            name
        });
        self.known.insert(key, declared.clone());
        self.declare_inside(ty);
        declared
    }

    /// Declares what lies in lists of one, because it has the form of its owner in it.
    fn declare_inside(&mut self, ty: &Type) {
        let Type::Named(path) = ty else { return };
        let interface = self.interface;
        let types = find_definition(&interface.types, path).into_iter().flat_map(Definition::types);
        for ty in types.filter(|ty| holds(ty, path, &interface.types)) {
            // Where it has no form, whoever needs it has none.
            let _ = self.of(ty);
        }
    }

    fn is_open(&self, ty: &Type) -> bool {
        self.open.contains(&ty.to_string())
    }

    /// The members of a struct.
    fn body(&mut self, ty: &Type, name: &str) -> Option<String> {
        match ty {
            Type::Option(some) => {
                Some(format!("    uint8_t tag; /* 1 where there is a value */\n    {} value;\n", self.of(some)?))
            }
            Type::Result(ok, err) => {
                let (ok, err) = (self.of(ok)?, self.of(err)?);
                Some(format!(
                    "    uint8_t tag; /* 0 for Ok, 1 for Err */\n    union {{ {ok} ok; {err} err; }} value;\n"
                ))
            }
            Type::Array(item, length @ 1..) => Some(format!("    {} items[{length}];\n", self.of(item)?)),
            Type::Tuple(items) => self.members(&Fields::Tuple(items.clone()), None, 1),
            Type::Named(path) => self.body_of(find_definition(&self.interface.types, path)?, name),
            _ => None,
        }
    }

    /// The members of a type of the plugin's.
    fn body_of(&mut self, definition: &'i Definition, name: &str) -> Option<String> {
        match &definition.shape {
            Shape::Struct(fields) => self.members(fields, Some((definition, "")), 1),
            Shape::Opaque => None,
            Shape::Enum(variants) => {
                let (mut tags, mut contents) = (String::new(), String::new());
                for (index, variant) in variants.iter().enumerate() {
                    let variant_name = flat(&variant.name);
                    let constant = self.names.take(format!("{name}_{variant_name}"));
                    let docs = docs(definition.docs_at(&format!("::{}", variant.name)), "");
                    let _ = writeln!(self.text, "{docs}#define {constant} {index}u");
                    tags += &format!(" {index} {variant_name},");
                    let place = format!("::{}", variant.name);
                    if variant.fields != Fields::Unit && !variant.fields.types().is_empty() {
                        let members = self.members(&variant.fields, Some((definition, &place)), 3)?;
                        let slot = member(&variant.name);
                        contents += &format!("        struct {{\n{members}        }} {slot};\n");
                    }
                }
                let tags = tags.trim_end_matches(',');
                let content = match contents.is_empty() {
                    true => String::new(),
                    false => format!("    union {{\n{contents}    }} content;\n"),
                };
                Some(format!("    uint32_t tag; /*{tags} */\n{content}"))
            }
        }
    }

    /// The fields of a type, in C; `owner` is the definition that they are in, and where. What would hold the form of its owner
    /// itself is a list of one.
    fn members(&mut self, fields: &Fields, owner: Option<(&Definition, &str)>, depth: usize) -> Option<String> {
        let names: Vec<_> = match fields {
            Fields::Unit => Vec::new(),
            Fields::Tuple(types) => (0..types.len()).map(|index| format!("_{index}")).collect(),
            Fields::Named(fields) => fields.iter().map(|field| member(&field.name)).collect(),
        };
        let indent = "    ".repeat(depth);
        let declared = fields.types().into_iter().zip(fields.places()).zip(names).map(|((ty, field), name)| {
            let docs = owner
                .map_or_else(String::new, |(owner, place)| docs(owner.docs_at(&format!("{place}{field}")), &indent));
            match owner.is_some_and(|(owner, _)| holds(ty, &owner.path, &self.interface.types)) {
                true => Some(format!("{docs}{indent}plugwright_buffer {name}; /* a list of one `{ty}` */\n")),
                false => Some(format!("{docs}{indent}{} {name};\n", self.of(ty)?)),
            }
        });
        let declared = declared.collect::<Option<String>>()?;
        // C has no structs without members.
        Some(if declared.is_empty() { format!("{indent}uint8_t filler;\n") } else { declared })
    }

    /// A name for a type, made of its parts.
    fn mangled(&self, ty: &Type) -> String {
        let mut name = String::new();
        for letter in ty
            .to_string()
            .replace("()", "unit")
            .replace("::", "_")
            .replace("&mut ", "mut_")
            .replace('&', "ref_")
            .chars()
        {
            match letter {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => name.push(letter),
                _ if name.ends_with('_') => {}
                _ => name.push('_'),
            }
        }
        name.trim_matches('_').to_owned()
    }
}

fn int_type(int: Int) -> String {
    match int {
        Int::Isize => "intptr_t".to_owned(),
        Int::Usize => "size_t".to_owned(),
        int => {
            let name = int.name();
            let (sign, width) = name.split_at(1);
            format!("{}int{width}_t", if sign == "u" { "u" } else { "" })
        }
    }
}

/// A text that ends no comment and begins none.
pub(super) fn comment(text: &str) -> String {
    text.replace("*/", "* /").replace("/*", "/ *")
}

/// A doc comment before what it is about.
fn docs(text: &str, indent: &str) -> String {
    match text.is_empty() {
        true => String::new(),
        false => format!("{indent}/* {} */\n", comment(text).replace('\n', &format!("\n{indent}   "))),
    }
}
