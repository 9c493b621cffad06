//! [`Value`]s to and from the wire, for a host that knows the types only while it runs. The bytes are specified in
//! `wire.rs`; names of fields and variants are not among them, so both ways are guided by the type.

mod free;

use crate::abi::{Invalid, LEVELS, too_deep};
use crate::wire::{
    Kind, List, Number, Reader, name, put_char, put_closure, put_duration, put_f64, put_head, put_int, put_object,
    put_packed, put_text, put_time, put_u128, put_variant, tag,
};
use crate::{
    Callback, Closure, Definition, Field, Fields, Form, Handle, HandleId, Int, Shape, Standard, Type, Value,
    find_definition,
};

pub use free::{decode_free, encode_free};

/// How many structs and enums may be inside each other, so that a hostile value cannot exhaust the stack. The other half counts
/// those that hold themselves; in the innermost of them may be some that do not.
const DEPTH_LIMIT: u32 = LEVELS + 64;

/// The variants of `std::cmp::Ordering`, in the order of their indices on the wire.
pub(crate) const ORDERINGS: [&str; 3] = ["Less", "Equal", "Greater"];

/// Appends the bytes of a value that is meant to be of type `ty`; `types` are the interface's. Scalars are not checked
/// here: whoever reads them does.
///
/// # Errors
/// Where the value is not of that type, or nested too deep; what was appended until then stays.
#[inline]
pub fn encode(types: &[Definition], ty: &Type, value: &Value, out: &mut Vec<u8>) -> Result<(), Invalid> {
    encode_with(&Bare, types, ty, value, out)
}

/// As [`encode`], for handles of a library.
///
/// # Errors
/// As for [`encode`], and where a handle is none of that library.
#[inline]
pub fn encode_with(
    objects: &dyn Objects,
    types: &[Definition],
    ty: &Type,
    value: &Value,
    out: &mut Vec<u8>,
) -> Result<(), Invalid> {
    match (value, ty) {
        (Value::Int(int), Type::Int(_)) => put_int(out, *int),
        _ => return Guide { objects, types, depth: DEPTH_LIMIT }.encode(ty, value, out),
    }
    Ok(())
}

/// Reads the next value, which is of type `ty`; `types` are the interface's.
///
/// # Errors
/// Where the bytes are not what `wire.rs` specifies for that type.
#[inline]
pub fn decode(types: &[Definition], ty: &Type, reader: &mut Reader<'_>) -> Result<Value, Invalid> {
    decode_with(&Bare, types, ty, reader)
}

/// As [`decode`], for handles of a library.
///
/// # Errors
/// As for [`decode`].
#[inline]
pub fn decode_with(
    objects: &dyn Objects,
    types: &[Definition],
    ty: &Type,
    reader: &mut Reader<'_>,
) -> Result<Value, Invalid> {
    Guide { objects, types, depth: DEPTH_LIMIT }.decode(ty, reader)
}

/// The handles of one library, which are numbers on the wire.
pub trait Objects {
    /// Returns the number of a handle that goes to a parameter of the type `class`.
    ///
    /// # Errors
    /// Where it is of another library.
    fn number(&self, handle: &Handle, class: &str) -> Result<u64, Invalid>;

    /// Makes the handle of an object that came out.
    fn handle(&self, number: u64) -> Handle;

    /// Gives a closure to the library, and returns its number.
    ///
    /// # Errors
    /// Where there is no library to give it to.
    fn closure(&self, _closure: &Closure, ty: &Callback) -> Result<u64, Invalid> {
        Err(Invalid::new(ty.to_string(), "a closure without a library"))
    }

    /// Asks the library for the value of a type by `Default`, which the function `path` makes.
    ///
    /// # Errors
    /// Where there is no library to ask, or it has no answer.
    fn default_value(&self, path: &str) -> Result<Value, Invalid> {
        Err(Invalid::new(format_args!("a value of `{path}`"), "no library that has it"))
    }
}

/// Handles of no library in particular, which keep nothing alive.
struct Bare;

impl Objects for Bare {
    fn number(&self, handle: &Handle, _class: &str) -> Result<u64, Invalid> {
        Ok(handle.id().object)
    }

    fn handle(&self, object: u64) -> Handle {
        Handle::named(HandleId { library: 0, object })
    }
}

/// What guides a value to and from the wire.
#[derive(Clone, Copy)]
struct Guide<'t> {
    objects: &'t dyn Objects,
    types: &'t [Definition],
    /// Levels that are left.
    depth: u32,
}

impl Guide<'_> {
    /// Goes into a value of the type `name`.
    fn inside(self, name: &str) -> Result<Self, Invalid> {
        self.depth.checked_sub(1).map(|depth| Self { depth, ..self }).ok_or_else(|| too_deep(name))
    }

    fn definition(&self, path: &str) -> Result<&Definition, Invalid> {
        find_definition(self.types, path).ok_or_else(|| Invalid::new("a type of the interface", path))
    }

    fn shape(&self, path: &str) -> Result<&Shape, Invalid> {
        self.definition(path).map(|definition| &definition.shape)
    }

    /// Writes a value. What leads to values of the same type is done apart from the rest, and in loops, so that a level takes
    /// little of the stack.
    fn encode(self, ty: &Type, value: &Value, out: &mut Vec<u8>) -> Result<(), Invalid> {
        match (value, ty) {
            (value, Type::Mut(ty)) => self.encode(ty, value, out),
            (value, Type::Named(path)) => self.inside(path)?.encode_named(path, value, out),
            (value, Type::Standard(standard, arguments)) => self.encode_standard(*standard, arguments, value, out),
            (Value::Option(Some(value)), Type::Option(ty)) => self.encode_inner(tag::SOME, ty, value, out),
            (Value::List(items), Type::Slice(ty) | Type::Vec(ty) | Type::Array(ty, _) | Type::Set(_, ty)) => {
                self.encode_list(ty, items, out)
            }
            (value, ty) => self.encode_other(ty, value, out),
        }
    }

    fn encode_other(self, ty: &Type, value: &Value, out: &mut Vec<u8>) -> Result<(), Invalid> {
        match (value, ty) {
            (Value::Unit, _) => out.push(tag::UNIT),
            (Value::Bool(false), _) => out.push(tag::FALSE),
            (Value::Bool(true), _) => out.push(tag::TRUE),
            (Value::Int(int), _) => put_int(out, *int),
            (Value::Huge(int), _) => put_u128(out, *int),
            (Value::Float(float), _) => put_f64(out, *float),
            (Value::Char(char), _) => put_char(out, *char),
            (Value::Text(text), _) => put_text(out, text),
            (Value::Bytes(bytes), _) => put_packed(out, Kind::U8, bytes),
            (Value::Duration(duration), _) => put_duration(out, *duration),
            (Value::Time(time), _) => put_time(out, *time),
            (Value::Option(None), _) => out.push(tag::NONE),
            (Value::Result(Ok(value)), Type::Result(ty, _)) => return self.encode_inner(tag::OK, ty, value, out),
            (Value::Result(Err(value)), Type::Result(_, ty)) => return self.encode_inner(tag::ERR, ty, value, out),
            (Value::Tuple(items), Type::Tuple(types)) => return self.encode_tuple(types, items, out),
            (Value::Map(pairs), Type::Map(_, key_ty, ty)) => {
                put_head(out, tag::MAP, pairs.len());
                return pairs.iter().try_for_each(|(key, value)| {
                    self.encode(key_ty, key, out)?;
                    self.encode(ty, value, out)
                });
            }
            (Value::Variant(name, _), Type::Ordering) => put_variant(out, ordering(name)?, 0),
            (Value::Closure(closure), Type::Callback(ty)) => put_closure(out, self.objects.closure(closure, ty)?),
            (Value::Handle(handle), Type::Handle(_, class)) => put_object(out, self.objects.number(handle, class)?),
            (value, ty) => return Err(Invalid::new(ty.to_string(), value.kind())),
        }
        Ok(())
    }

    fn encode_inner(self, tag: u8, ty: &Type, value: &Value, out: &mut Vec<u8>) -> Result<(), Invalid> {
        out.push(tag);
        self.encode(ty, value, out)
    }

    fn encode_tuple(self, types: &[Type], items: &[Value], out: &mut Vec<u8>) -> Result<(), Invalid> {
        if types.len() != items.len() {
            let tuple = |len| format!("a tuple of {len}");
            return Err(Invalid::new(tuple(types.len()), tuple(items.len())));
        }
        put_head(out, tag::TUPLE, items.len());
        let items = types.iter().zip(items).enumerate();
        items.into_iter().try_for_each(|(index, (ty, item))| {
            self.encode(ty, item, out).map_err(|fault| fault.at(format_args!(".{index}")))
        })
    }

    fn encode_list(self, ty: &Type, items: &[Value], out: &mut Vec<u8>) -> Result<(), Invalid> {
        put_head(out, tag::LIST, items.len());
        for (index, item) in items.iter().enumerate() {
            if let Err(fault) = self.encode(ty, item, out) {
                return Err(fault.at(format_args!("[{index}]")));
            }
        }
        Ok(())
    }

    fn encode_named(self, path: &str, value: &Value, out: &mut Vec<u8>) -> Result<(), Invalid> {
        let definition = self.definition(path)?;
        match (&definition.shape, value) {
            (Shape::Struct(fields @ Fields::Named(named)), Value::Record(given)) => {
                put_head(out, tag::RECORD, named.len());
                let default = match definition.default.as_ref().filter(|_| given.len() < named.len()) {
                    Some(function) => self.objects.default_value(function)?,
                    None => return self.encode_fields(path, fields, value, out),
                };
                self.encode_record(path, named, Given { given, default: Some(&default) }, out)
            }
            (Shape::Struct(fields), value) => {
                put_head(out, tag::RECORD, fields.types().len());
                self.encode_fields(path, fields, value, out)
            }
            (Shape::Enum(variants), Value::Variant(name, content)) => {
                let unknown = || Invalid::new(path, format_args!("the variant `{name}`"));
                let index = variants.iter().position(|variant| variant.name == *name).ok_or_else(unknown)?;
                let fields = &variants[index].fields;
                put_variant(out, index as u32, fields.types().len() as u32);
                self.encode_fields(name, fields, content, out)
            }
            (Shape::Enum(_) | Shape::Opaque, value) => Err(Invalid::new(path, value.kind())),
        }
    }

    fn encode_standard(
        self,
        standard: Standard,
        arguments: &[Type],
        value: &Value,
        out: &mut Vec<u8>,
    ) -> Result<(), Invalid> {
        match (standard.form(arguments), value) {
            (Form::Inner(ty), value) => return self.encode(ty, value, out),
            (Form::Record(fields), value) => {
                put_head(out, tag::RECORD, fields.types().len());
                return self.encode_fields(standard.name(), &fields, value, out);
            }
            (Form::Unit, Value::Unit) => out.push(tag::UNIT),
            (Form::Text | Form::Path, Value::Text(text)) => put_text(out, text),
            (Form::Path, Value::Bytes(bytes)) => put_packed(out, Kind::U8, bytes),
            (_, value) => return Err(Invalid::new(standard.name(), value.kind())),
        }
        Ok(())
    }

    fn encode_fields(self, owner: &str, fields: &Fields, value: &Value, out: &mut Vec<u8>) -> Result<(), Invalid> {
        match (fields, value) {
            (Fields::Unit, Value::Unit) => Ok(()),
            (Fields::Tuple(types), value) if types.len() == 1 => self.encode(&types[0], value, out),
            (Fields::Tuple(types), Value::Tuple(items)) if types.len() == items.len() => {
                types.iter().zip(items).enumerate().try_for_each(|(index, (ty, item))| {
                    self.encode(ty, item, out).map_err(|fault| fault.at(format_args!(".{index}")))
                })
            }
            (Fields::Named(fields), Value::Record(given)) => {
                self.encode_record(owner, fields, Given { given, default: None }, out)
            }
            (_, value) => Err(Invalid::new(owner, value.kind())),
        }
    }

    fn encode_record(self, owner: &str, fields: &[Field], given: Given<'_>, out: &mut Vec<u8>) -> Result<(), Invalid> {
        let is_known = |name: &str| fields.iter().any(|field| field.name == name);
        if let Some((unknown, _)) = given.given.iter().find(|(name, _)| !is_known(name)) {
            return Err(Invalid::new(owner, format_args!("the unknown field `{unknown}`")));
        }
        for field in fields {
            let missing = || Invalid::new(format_args!("the field `{}` of {owner}", field.name), "nothing");
            let value = given.field(field).ok_or_else(missing)?;
            if let Err(fault) = self.encode(&field.ty, value, out) {
                return Err(fault.at(format_args!(".{}", field.name)));
            }
        }
        Ok(())
    }

    /// Reads a value, in parts as [`Guide::encode`] does.
    fn decode(self, ty: &Type, reader: &mut Reader<'_>) -> Result<Value, Invalid> {
        let next = reader.peek()?;
        match (next, ty) {
            (tag::RECORD, Type::Named(path)) => self.inside(path)?.decode_struct(path, reader),
            (tag::VARIANT, Type::Named(path)) => self.inside(path)?.decode_enum(path, reader),
            (tag::SOME, Type::Option(ty)) => self.decode_some(ty, reader),
            (
                tag::LIST | tag::PACKED,
                Type::Vec(ty) | Type::Slice(ty) | Type::Array(ty, _) | Type::Set(_, ty) | Type::Iterator(ty),
            ) => self.decode_list(ty, reader),
            (next, ty) => self.decode_other(next, ty, reader),
        }
    }

    fn decode_some(self, ty: &Type, reader: &mut Reader<'_>) -> Result<Value, Invalid> {
        reader.tag()?;
        let some = self.decode(ty, reader)?;
        Ok(Value::Option(Some(Box::new(some))))
    }

    fn decode_other(self, next: u8, ty: &Type, reader: &mut Reader<'_>) -> Result<Value, Invalid> {
        if !fits(next, ty) {
            return Err(Invalid::new(ty.to_string(), name(next)));
        }
        match (next, ty) {
            (_, Type::Mut(ty)) => self.decode(ty, reader),
            (_, Type::Standard(standard, arguments)) => self.decode_standard(*standard, arguments, reader),
            (tag::I64 | tag::U64 | tag::I128 | tag::U128 | tag::F64, _) => read_number(ty, reader.number("a number")?),
            (tag::CHAR, _) => reader.char().map(Value::Char),
            (tag::TEXT, _) => reader.text().map(Value::from),
            (tag::DURATION, _) => reader.duration().map(Value::Duration),
            (tag::TIME, _) => reader.time().map(Value::Time),
            (tag::OBJECT, Type::Handle(_, path)) => {
                reader.object(path).map(|number| Value::Handle(self.objects.handle(number)))
            }
            (tag::MAP, Type::Map(_, key, value)) => {
                let pair = |reader: &mut _| Ok((self.decode(key, reader)?, self.decode(value, reader)?));
                (0..reader.map()?).map(|_| pair(reader)).collect::<Result<_, _>>().map(Value::Map)
            }
            (tag::TUPLE, Type::Tuple(types)) => {
                reader.tuple(types.len())?;
                self.decode_all(types, reader).map(Value::Tuple)
            }
            (tag::VARIANT, Type::Ordering) => {
                let (index, _) = reader.variant("Ordering")?;
                let name = ORDERINGS.get(index as usize).ok_or_else(|| Invalid::new("Ordering", index))?;
                Ok(Value::unit_variant(name))
            }
            (_, ty) => self.decode_tag(ty, reader),
        }
    }

    /// Reads a value that its tag says nearly all of.
    fn decode_tag(self, ty: &Type, reader: &mut Reader<'_>) -> Result<Value, Invalid> {
        Ok(match (reader.tag()?, ty) {
            (tag::UNIT, _) => Value::Unit,
            (tag::FALSE, _) => Value::Bool(false),
            (tag::TRUE, _) => Value::Bool(true),
            (tag::NONE, _) => Value::Option(None),
            (tag::OK, Type::Result(ty, _)) => Value::Result(Ok(Box::new(self.decode(ty, reader)?))),
            (tag::ERR, Type::Result(_, ty)) => Value::Result(Err(Box::new(self.decode(ty, reader)?))),
            (other, ty) => return Err(Invalid::new(ty.to_string(), name(other))),
        })
    }

    fn decode_list(self, ty: &Type, reader: &mut Reader<'_>) -> Result<Value, Invalid> {
        match reader.list()? {
            List::Items(count) => self.decode_items(count, ty, reader),
            packed @ List::Packed(..) => read_packed(ty, packed),
        }
    }

    /// Reads the items of a list, which grows as they come, so that a count that is a lie allocates nothing.
    fn decode_items(self, count: usize, ty: &Type, reader: &mut Reader<'_>) -> Result<Value, Invalid> {
        let mut items = Vec::new();
        for index in 0..count {
            match self.decode(ty, reader) {
                Ok(item) => items.push(item),
                Err(fault) => return Err(fault.at(format_args!("[{index}]"))),
            }
        }
        Ok(Value::List(items))
    }
    fn decode_all<'v>(
        self,
        types: impl IntoIterator<Item = &'v Type>,
        reader: &mut Reader<'_>,
    ) -> Result<Vec<Value>, Invalid> {
        let mut items = Vec::new();
        for ty in types {
            items.push(self.decode(ty, reader)?);
        }
        Ok(items)
    }

    fn decode_standard(
        self,
        standard: Standard,
        arguments: &[Type],
        reader: &mut Reader<'_>,
    ) -> Result<Value, Invalid> {
        match (standard.form(arguments), reader.peek()?) {
            (Form::Inner(ty), _) => self.decode(ty, reader),
            (Form::Record(fields), _) => {
                reader.record(fields.types().len(), standard.name())?;
                self.decode_fields(&fields, reader)
            }
            (Form::Unit, tag::UNIT) => reader.tag().map(|_unit| Value::Unit),
            (Form::Text | Form::Path, tag::TEXT) => reader.text().map(Value::from),
            (Form::Path, tag::PACKED) => self.decode_list(&Type::Int(Int::U8), reader),
            (_, other) => Err(Invalid::new(standard.name(), name(other))),
        }
    }

    fn decode_struct(self, path: &str, reader: &mut Reader<'_>) -> Result<Value, Invalid> {
        match self.shape(path)? {
            Shape::Struct(fields) => {
                reader.record(fields.types().len(), path)?;
                self.decode_fields(fields, reader)
            }
            Shape::Enum(_) | Shape::Opaque => Err(Invalid::new(path, name(tag::RECORD))),
        }
    }

    fn decode_enum(self, path: &str, reader: &mut Reader<'_>) -> Result<Value, Invalid> {
        let Shape::Enum(variants) = self.shape(path)? else { return Err(Invalid::new(path, name(tag::VARIANT))) };
        let (index, count) = reader.variant(path)?;
        let variant = variants.get(index as usize).filter(|variant| variant.fields.types().len() == count as usize);
        let variant =
            variant.ok_or_else(|| Invalid::new(path, format_args!("the variant {index} of {count} fields")))?;
        Ok(Value::Variant(variant.name.clone(), Box::new(self.decode_fields(&variant.fields, reader)?)))
    }

    fn decode_fields(self, fields: &Fields, reader: &mut Reader<'_>) -> Result<Value, Invalid> {
        match fields {
            Fields::Unit => Ok(Value::Unit),
            Fields::Tuple(types) if types.len() == 1 => self.decode(&types[0], reader),
            Fields::Tuple(types) => self.decode_all(types, reader).map(Value::Tuple),
            Fields::Named(fields) => {
                let mut record = Vec::with_capacity(fields.len());
                for field in fields {
                    record.push((field.name.clone(), self.decode(&field.ty, reader)?));
                }
                Ok(Value::Record(record))
            }
        }
    }
}

/// The fields of a struct that a host gave, and the value that those are taken from which it left out.
struct Given<'v> {
    given: &'v [(String, Value)],
    default: Option<&'v Value>,
}

impl<'v> Given<'v> {
    /// The value of a field: an option that nothing gives is `None`.
    fn field(&self, field: &Field) -> Option<&'v Value> {
        let default = match self.default {
            Some(Value::Record(fields)) => &fields[..],
            _ => &[],
        };
        let named = self.given.iter().chain(default).find(|(name, _)| *name == field.name);
        let none = || matches!(field.ty, Type::Option(_)).then_some(&Value::Option(None));
        named.map(|(_, value)| value).or_else(none)
    }
}

/// Makes values of a packed list.
fn read_packed(ty: &Type, packed: List<'_>) -> Result<Value, Invalid> {
    let List::Packed(kind, bytes) = packed else { return Ok(Value::List(Vec::new())) };
    if !kind.fits(ty) {
        return Err(Invalid::new(format!("a list of {ty}"), format_args!("a list of {kind:?}")));
    }
    if kind == Kind::U8 && *ty == Type::Int(Int::U8) {
        return Ok(Value::Bytes(bytes.to_vec()));
    }
    let numbers = bytes.chunks_exact(kind.size()).map(|item| kind.number(item)).enumerate();
    let number = |(index, number)| read_number(ty, number).map_err(|fault| fault.at(format_args!("[{index}]")));
    Ok(Value::List(numbers.map(number).collect::<Result<_, _>>()?))
}

/// Makes a value of a number, where the type holds it.
fn read_number(ty: &Type, number: Number) -> Result<Value, Invalid> {
    let holds = match (ty, number) {
        (Type::Int(int), Number::Int(number)) => int.holds(number),
        (Type::Int(int), Number::Huge(_)) => *int == Int::U128,
        (ty, _) => matches!(ty, Type::Float(_)),
    };
    if holds { Ok(number.into()) } else { Err(Invalid::new(ty.to_string(), number)) }
}

/// Whether a value that its tag says nearly all of may be of a type. Of the others, the type decides how they are read.
fn fits(tag: u8, ty: &Type) -> bool {
    match (tag, ty) {
        (_, Type::Standard(..) | Type::Mut(_)) => true,
        (tag::I64 | tag::U64 | tag::I128 | tag::U128, ty) => matches!(ty, Type::Int(_) | Type::Float(_)),
        (tag::F64, ty) => matches!(ty, Type::Float(_)),
        (tag::CHAR, ty) => *ty == Type::Char,
        (tag::TEXT, ty) => matches!(ty, Type::Str | Type::String),
        (tag::UNIT, ty) => *ty == Type::Unit,
        (tag::FALSE | tag::TRUE, ty) => *ty == Type::Bool,
        (tag::NONE, ty) => matches!(ty, Type::Option(_)),
        (tag::DURATION, ty) => *ty == Type::Duration,
        (tag::TIME, ty) => *ty == Type::SystemTime,
        _ => true,
    }
}

impl Kind {
    /// Whether a packed list of these is one of that type.
    fn fits(self, ty: &Type) -> bool {
        match self {
            Self::F32 | Self::F64 => matches!(ty, Type::Float(_)),
            _ => matches!(ty, Type::Int(_) | Type::Float(_)),
        }
    }
}

fn ordering(name: &str) -> Result<u32, Invalid> {
    let index = ORDERINGS.iter().position(|ordering| *ordering == name);
    index.map(|index| index as u32).ok_or_else(|| Invalid::new("Ordering", format_args!("the variant `{name}`")))
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(int) => Self::Int(int),
            Number::Huge(int) => Self::from(int),
            Number::Float(float) => Self::Float(float),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
