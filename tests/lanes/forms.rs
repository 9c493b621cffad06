//! Values to and from the forms of the direct lane, as the table in `abi.rs` says, by type descriptions alone.

use std::alloc::Layout;
use std::time::{Duration, SystemTime};

use plugwright::Value;
use plugwright_interface::abi::{Buffer, Slice};
use plugwright_interface::wire::{since_epoch, time_at};
use plugwright_interface::{Definition, Fields, Float, Int, Shape, Type, Variant, find_definition};

use super::host::{allocate, free, lend};
use super::scalar::{read_scalar, write_scalar};
use super::{samples, standard};

/// What an element of the form is, where it is not a scalar of its own.
enum Parts {
    Scalar(Layout),
    /// One after another, as a C compiler lays them out.
    Struct(Vec<Type>),
    /// A tag of that type, and one of these or nothing.
    Choice(Int, Vec<Vec<Type>>),
    /// The raw parts of a list of these.
    List(Type),
    /// Where a list of these begins that the caller keeps, and how long it is.
    Lent(Type),
    /// That type's.
    Same(Type),
}

/// Writes and reads forms of the types that the definitions know.
#[derive(Clone, Copy)]
pub(crate) struct Forms<'d>(pub(crate) &'d [Definition]);

impl Forms<'_> {
    pub(crate) fn layout(self, ty: &Type) -> Layout {
        match self.parts(ty) {
            Parts::Scalar(layout) => layout,
            Parts::Struct(types) => self.places(&types).0,
            Parts::List(_) => Layout::new::<Buffer>(),
            Parts::Lent(_) => Layout::new::<Slice>(),
            Parts::Same(ty) => self.layout(&ty),
            Parts::Choice(tag, variants) => self.content(tag, &variants).0,
        }
    }

    /// The layout of a struct, and where its fields are.
    fn places(self, types: &[Type]) -> (Layout, Vec<usize>) {
        let mut layout = Layout::new::<()>();
        let places = types.iter().map(|ty| {
            let (longer, place) = layout.extend(self.layout(ty)).expect("it is small");
            layout = longer;
            place
        });
        let places = places.collect();
        (layout.pad_to_align(), places)
    }

    /// The layout of a choice, and where what is chosen begins.
    fn content(self, tag: Int, variants: &[Vec<Type>]) -> (Layout, usize) {
        let layouts: Vec<Layout> = variants.iter().map(|types| self.places(types).0).collect();
        let size = layouts.iter().map(Layout::size).max().unwrap_or(0);
        let align = layouts.iter().map(Layout::align).max().unwrap_or(1);
        let content = Layout::from_size_align(size, align).expect("it is small").pad_to_align();
        let (whole, place) = self.layout(&Type::Int(tag)).extend(content).expect("it is small");
        (whole.pad_to_align(), place)
    }

    fn parts(self, ty: &Type) -> Parts {
        let scalar = |size: usize| Parts::Scalar(Layout::from_size_align(size, size).expect("a power of two"));
        let pair = |first, second| Parts::Struct(vec![Type::Int(first), Type::Int(second)]);
        match ty {
            Type::Unit | Type::Bool | Type::Ordering | Type::Int(Int::I8 | Int::U8) => scalar(1),
            Type::Int(Int::I16 | Int::U16) => scalar(2),
            Type::Char | Type::Int(Int::I32 | Int::U32) | Type::Float(Float::F32) => scalar(4),
            Type::Int(Int::I128 | Int::U128) => pair(Int::U64, Int::U64),
            Type::Int(_) | Type::Float(Float::F64) => scalar(8),
            Type::Duration => pair(Int::U64, Int::U32),
            Type::SystemTime => pair(Int::I64, Int::U32),
            Type::String => Parts::List(Type::Int(Int::U8)),
            Type::Str => Parts::Lent(Type::Int(Int::U8)),
            Type::Slice(item) => Parts::Lent((**item).clone()),
            Type::Standard(name, arguments) => Parts::Same(standard::form(*name, arguments)),
            Type::Vec(item) | Type::Set(_, item) => Parts::List((**item).clone()),
            Type::Map(_, key, value) => Parts::List(Type::Tuple(vec![(**key).clone(), (**value).clone()])),
            Type::Array(item, count) => Parts::Struct(vec![(**item).clone(); *count]),
            Type::Tuple(types) => Parts::Struct(types.clone()),
            Type::Option(some) => Parts::Choice(Int::U8, vec![Vec::new(), vec![(**some).clone()]]),
            Type::Result(ok, err) => Parts::Choice(Int::U8, vec![vec![(**ok).clone()], vec![(**err).clone()]]),
            Type::Named(path) => match self.shape(path) {
                Shape::Struct(fields) if fields.types().is_empty() => scalar(1),
                Shape::Struct(fields) => Parts::Struct(self.of_fields(path, fields)),
                Shape::Enum(variants) => {
                    let fields = |variant: &Variant| self.of_fields(path, &variant.fields);
                    Parts::Choice(Int::U32, variants.iter().map(fields).collect())
                }
                Shape::Opaque => unreachable!("only data is made"),
            },
            other => unreachable!("{other} is not made"),
        }
    }

    fn shape(&self, path: &str) -> &Shape {
        &find_definition(self.0, path).expect("it is known").shape
    }

    /// The types of fields as they are in their owner's form: what would hold that form itself is a list of one.
    fn of_fields(self, owner: &str, fields: &Fields) -> Vec<Type> {
        let types = fields.types().into_iter().cloned();
        types.map(|ty| if self.holds(&ty, owner, &[]) { Type::Vec(Box::new(ty)) } else { ty }).collect()
    }

    /// Whether a type's form has the form of the named one in it, not counting lists. Those before were looked at.
    fn holds(self, ty: &Type, owner: &str, before: &[&str]) -> bool {
        match ty {
            Type::Named(path) if path == owner => true,
            Type::Named(path) if before.contains(&path.as_str()) => false,
            Type::Named(path) => {
                let definition = find_definition(self.0, path).expect("it is known");
                let before = [before, &[path.as_str()]].concat();
                definition.types().into_iter().any(|ty| self.holds(ty, owner, &before))
            }
            Type::Vec(_) | Type::Slice(_) | Type::Map(..) | Type::Set(..) => false,
            ty => ty.parts().into_iter().any(|ty| self.holds(ty, owner, before)),
        }
    }

    /// The values of fields, each in the list that it is in, where it is in one.
    fn listed_fields(self, owner: &str, fields: &Fields, values: Vec<Value>) -> Vec<Value> {
        let is_listed = fields.types().into_iter().map(|ty| self.holds(ty, owner, &[]));
        let listed = |(value, is_listed)| if is_listed { Value::List(vec![value]) } else { value };
        values.into_iter().zip(is_listed).map(listed).collect()
    }

    /// The values of fields that may be in lists.
    fn unlisted_fields(self, owner: &str, fields: &Fields, values: Vec<Value>) -> Vec<Value> {
        let is_listed = fields.types().into_iter().map(|ty| self.holds(ty, owner, &[]));
        let unlisted = |(value, is_listed)| if is_listed { samples::items(value).remove(0) } else { value };
        values.into_iter().zip(is_listed).map(unlisted).collect()
    }

    /// Gives a list away.
    pub(crate) fn give(self, item: &Type, values: &[Value]) -> Buffer {
        let layout = self.layout(item);
        let ptr = allocate(layout, values.len());
        for (index, value) in values.iter().enumerate() {
            // SAFETY: there is room for as many forms.
            unsafe { self.write(item, value, ptr.add(index * layout.size())) };
        }
        Buffer { ptr, len: values.len(), cap: values.len() }
    }

    /// Takes a list back, and frees it.
    ///
    /// # Safety
    /// The plugin gave it away.
    pub(crate) unsafe fn take(self, item: &Type, Buffer { ptr, len, cap }: Buffer) -> Vec<Value> {
        let layout = self.layout(item);
        // SAFETY: the caller's promise: there are as many forms, and memory for `cap` of them.
        unsafe {
            let values = (0..len).map(|index| self.read(item, ptr.add(index * layout.size()))).collect();
            free(ptr, layout, cap);
            values
        }
    }

    /// Takes a text back, and frees it.
    ///
    /// # Safety
    /// As for [`Forms::take`].
    pub(crate) unsafe fn text(self, text: Buffer) -> String {
        // SAFETY: the caller's promise.
        let bytes = unsafe { self.take(&Type::Int(Int::U8), text) };
        let Value::Bytes(bytes) = samples::list(&Type::Int(Int::U8), bytes) else { unreachable!("bytes") };
        String::from_utf8(bytes).expect("text")
    }

    /// # Safety
    /// There is room for the type's form.
    unsafe fn write(self, ty: &Type, value: &Value, to: *mut u8) {
        // SAFETY: the caller's promise, and the layouts are those of the forms.
        unsafe {
            match (self.parts(ty), value) {
                (Parts::Scalar(layout), value) => write_scalar(layout.size(), value, to),
                (Parts::List(item), value) => {
                    to.cast::<Buffer>().write_unaligned(self.give(&item, &listed(value)));
                }
                (Parts::Lent(item), value) => {
                    let list = self.give(&item, &listed(value));
                    lend(list.ptr, self.layout(&item), list.len);
                    to.cast::<Slice>().write_unaligned(Slice { ptr: list.ptr, len: list.len });
                }
                (Parts::Same(form), value) => {
                    let Type::Standard(name, _) = ty else { unreachable!("a type of the standard library") };
                    self.write(&form, &standard::formed(*name, value), to);
                }
                (Parts::Struct(types), value) => self.write_all(&types, &self.spread(ty, value), to),
                (Parts::Choice(tag, variants), value) => {
                    let (chosen, content) = self.chosen(ty, value);
                    write_scalar(self.layout(&Type::Int(tag)).size(), &Value::from(chosen), to);
                    let (_, place) = self.content(tag, &variants);
                    self.write_all(&variants[chosen], &content, to.add(place));
                }
            }
        }
    }

    /// # Safety
    /// There is room for a struct of these types.
    unsafe fn write_all(self, types: &[Type], values: &[Value], to: *mut u8) {
        assert_eq!(types.len(), values.len());
        for ((ty, value), place) in types.iter().zip(values).zip(self.places(types).1) {
            // SAFETY: the caller's promise.
            unsafe { self.write(ty, value, to.add(place)) };
        }
    }

    /// Which of a choice a value is, and what it holds.
    fn chosen(&self, ty: &Type, value: &Value) -> (usize, Vec<Value>) {
        match (ty, value) {
            (_, Value::Option(None)) => (0, Vec::new()),
            (_, Value::Option(Some(value)) | Value::Result(Err(value))) => (1, vec![(**value).clone()]),
            (_, Value::Result(Ok(value))) => (0, vec![(**value).clone()]),
            (Type::Named(path), Value::Variant(name, content)) => {
                let Shape::Enum(variants) = self.shape(path) else { unreachable!("it has variants") };
                let index = variants.iter().position(|variant| variant.name == *name).expect("it is one of them");
                let fields = &variants[index].fields;
                (index, self.listed_fields(path, fields, of_fields(fields, content)))
            }
            (ty, value) => unreachable!("{value:?} is no {ty}"),
        }
    }

    /// # Safety
    /// There is a form of the type.
    unsafe fn read(self, ty: &Type, from: *const u8) -> Value {
        // SAFETY: the caller's promise.
        unsafe {
            match self.parts(ty) {
                Parts::Scalar(_) => read_scalar(ty, from),
                Parts::List(item) => {
                    let items = self.take(&item, from.cast::<Buffer>().read_unaligned());
                    match ty {
                        Type::String => {
                            let Value::Bytes(bytes) = samples::list(&item, items) else { unreachable!("bytes") };
                            Value::from(String::from_utf8(bytes).expect("text"))
                        }
                        Type::Map(..) => Value::Map(items.into_iter().map(in_two).collect()),
                        Type::Set(..) => Value::List(items),
                        _ => samples::list(&item, items),
                    }
                }
                Parts::Lent(_) => unreachable!("nothing is lent to the host"),
                Parts::Same(form) => {
                    let Type::Standard(name, _) = ty else { unreachable!("a type of the standard library") };
                    standard::unformed(*name, self.read(&form, from))
                }
                Parts::Struct(types) => self.gathered(ty, self.read_all(&types, from)),
                Parts::Choice(tag, variants) => {
                    let tag_value = read_scalar(&Type::Int(tag), from);
                    let index = usize::try_from(tag_value).expect("a tag");
                    let (_, place) = self.content(tag, &variants);
                    self.gathered_choice(ty, index, self.read_all(&variants[index], from.add(place)))
                }
            }
        }
    }

    /// # Safety
    /// There is a struct of these types.
    unsafe fn read_all(self, types: &[Type], from: *const u8) -> Vec<Value> {
        let places = self.places(types).1;
        // SAFETY: the caller's promise.
        types.iter().zip(places).map(|(ty, place)| unsafe { self.read(ty, from.add(place)) }).collect()
    }

    fn gathered(self, ty: &Type, mut values: Vec<Value>) -> Value {
        let number = |value: &Value| match value {
            Value::Int(int) => *int,
            other => unreachable!("{other:?} is no number"),
        };
        match ty {
            Type::Int(int) => {
                let bits = number(&values[1]) as u128 * (1 << 64) + number(&values[0]) as u128;
                if *int == Int::I128 { Value::from(bits.cast_signed()) } else { Value::from(bits) }
            }
            Type::Duration => Value::Duration(Duration::new(number(&values[0]) as u64, number(&values[1]) as u32)),
            Type::SystemTime => {
                let time: SystemTime = time_at(number(&values[0]) as i64, number(&values[1]) as u32).expect("a time");
                Value::Time(time)
            }
            Type::Array(item, _) => samples::list(item, values),
            Type::Named(path) => match self.shape(path) {
                Shape::Struct(fields) => to_fields(fields, self.unlisted_fields(path, fields, values)),
                _ => unreachable!("a struct"),
            },
            Type::Tuple(_) => Value::Tuple(values),
            _ => values.remove(0),
        }
    }

    fn gathered_choice(self, ty: &Type, index: usize, mut values: Vec<Value>) -> Value {
        match (ty, index) {
            (Type::Option(_), 0) => Value::Option(None),
            (Type::Option(_), _) => Value::Option(Some(Box::new(values.remove(0)))),
            (Type::Result(..), 0) => Value::Result(Ok(Box::new(values.remove(0)))),
            (Type::Result(..), _) => Value::Result(Err(Box::new(values.remove(0)))),
            (Type::Named(path), index) => {
                let Shape::Enum(variants) = self.shape(path) else { unreachable!("it has variants") };
                let fields = &variants[index].fields;
                let content = to_fields(fields, self.unlisted_fields(path, fields, values));
                Value::Variant(variants[index].name.clone(), Box::new(content))
            }
            _ => unreachable!("{ty} is no choice"),
        }
    }

    /// What a struct's form holds, field by field.
    fn spread(self, ty: &Type, value: &Value) -> Vec<Value> {
        let halves = |int: u128| vec![Value::from(int as u64), Value::from((int >> 64) as u64)];
        match (ty, value) {
            (Type::Int(_), Value::Int(int)) => halves(int.cast_unsigned()),
            (Type::Int(_), Value::Huge(int)) => halves(*int),
            (_, Value::Duration(duration)) => vec![duration.as_secs().into(), duration.subsec_nanos().into()],
            (_, Value::Time(time)) => {
                let (secs, nanos) = since_epoch(*time);
                vec![secs.into(), nanos.into()]
            }
            (Type::Array(..), list) => samples::items(list.clone()),
            (Type::Tuple(_), Value::Tuple(items)) => items.clone(),
            (Type::Named(path), value) => match self.shape(path) {
                Shape::Struct(fields) => self.listed_fields(path, fields, of_fields(fields, value)),
                _ => unreachable!("a struct"),
            },
            (_, value) => vec![value.clone()],
        }
    }
}

/// What a list's form is a list of.
fn listed(value: &Value) -> Vec<Value> {
    match value {
        Value::Text(text) => text.bytes().map(Value::from).collect(),
        Value::Map(pairs) => pairs.iter().cloned().map(|(key, value)| Value::Tuple(vec![key, value])).collect(),
        list => samples::items(list.clone()),
    }
}

fn of_fields(fields: &Fields, value: &Value) -> Vec<Value> {
    match (fields, value) {
        (Fields::Unit, _) => Vec::new(),
        (Fields::Tuple(types), value) if types.len() == 1 => vec![value.clone()],
        (Fields::Tuple(_), Value::Tuple(items)) => items.clone(),
        (Fields::Named(_), Value::Record(fields)) => fields.iter().map(|(_, value)| value.clone()).collect(),
        (_, value) => unreachable!("{value:?} has other fields"),
    }
}

fn to_fields(fields: &Fields, mut values: Vec<Value>) -> Value {
    match fields {
        Fields::Unit => Value::Unit,
        Fields::Tuple(types) if types.len() == 1 => values.remove(0),
        Fields::Tuple(_) => Value::Tuple(values),
        Fields::Named(fields) => Value::Record(fields.iter().map(|field| field.name.clone()).zip(values).collect()),
    }
}

fn in_two(pair: Value) -> (Value, Value) {
    let Value::Tuple(pair) = pair else { unreachable!("a pair") };
    let [key, value] = <[Value; 2]>::try_from(pair).expect("a pair");
    (key, value)
}
