//! [`Forms`]: the C types of what crosses, each declared once and before it is used.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plugwright_interface::{Fields, Float, Int, Interface, Shape, Standard, Type, find_definition};

use super::flat;

/// The declarations that were needed so far.
pub(super) struct Forms<'i> {
    interface: &'i Interface,
    text: String,
    /// Names by the types' Rust spelling; none while one is being declared, or where it has no form.
    known: BTreeMap<String, Option<String>>,
}

impl<'i> Forms<'i> {
    pub(super) const fn new(interface: &'i Interface) -> Self {
        Self { interface, text: String::new(), known: BTreeMap::new() }
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
            Type::Vec(item) | Type::Iterator(item) => {
                return self.of(item).map(|_| "plugwright_buffer".to_owned());
            }
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
        let mut name = format!("{}_{}", self.interface.krate, self.mangled(ty));
        if self.known.values().flatten().any(|known| *known == name) {
            name += &format!("_{}", self.known.len());
        }
        let body = self.body(ty, &name);
        let declared = body.map(|body| {
            // A string or a file never fails to be written to.
            let _ = write!(self.text, "/* `{key}` */\ntypedef struct {{\n{body}}} {name};\n\n");
            name
        });
        self.known.insert(key, declared.clone());
        declared
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
            Type::Tuple(items) => self.members(&Fields::Tuple(items.clone()), 1),
            Type::Named(path) => match &find_definition(&self.interface.types, path)?.shape {
                Shape::Struct(fields) => self.members(fields, 1),
                Shape::Opaque => None,
                Shape::Enum(variants) => {
                    let (mut tags, mut contents) = (String::new(), String::new());
                    for (index, variant) in variants.iter().enumerate() {
                        let variant_name = flat(&variant.name);
                        let _ = writeln!(self.text, "#define {name}_{variant_name} {index}u");
                        tags += &format!(" {index} {variant_name},");
                        if variant.fields != Fields::Unit && !variant.fields.types().is_empty() {
                            let members = self.members(&variant.fields, 3)?;
                            contents += &format!("        struct {{\n{members}        }} {variant_name};\n");
                        }
                    }
                    let tags = tags.trim_end_matches(',');
                    let content = match contents.is_empty() {
                        true => String::new(),
                        false => format!("    union {{\n{contents}    }} content;\n"),
                    };
                    Some(format!("    uint32_t tag; /*{tags} */\n{content}"))
                }
            },
            _ => None,
        }
    }

    fn members(&mut self, fields: &Fields, depth: usize) -> Option<String> {
        let indent = "    ".repeat(depth);
        let member = |ty: String, name: String| format!("{indent}{ty} {name};\n");
        match fields {
            Fields::Tuple(types) if !types.is_empty() => {
                types.iter().enumerate().map(|(index, ty)| Some(member(self.of(ty)?, format!("_{index}")))).collect()
            }
            Fields::Named(fields) if !fields.is_empty() => {
                let named = fields.iter().map(|field| Some(member(self.of(&field.ty)?, member_name(&field.name))));
                named.collect()
            }
            // C has no structs without members.
            _ => Some(member("uint8_t".to_owned(), "filler".to_owned())),
        }
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

/// A member's name, which is no word of C's or C++'s.
fn member_name(name: &str) -> String {
    const WORDS: [&str; 24] = [
        "auto",
        "bool",
        "case",
        "char",
        "class",
        "default",
        "delete",
        "do",
        "double",
        "float",
        "goto",
        "inline",
        "int",
        "long",
        "namespace",
        "new",
        "operator",
        "register",
        "short",
        "signed",
        "switch",
        "template",
        "union",
        "void",
    ];
    let name = flat(name);
    if WORDS.contains(&name.as_str()) || name == "volatile" || name == "unsigned" { format!("{name}_") } else { name }
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
