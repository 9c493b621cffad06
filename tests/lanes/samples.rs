//! Types and values at random.

use std::time::{Duration, SystemTime};

use plugwright::Value;
use plugwright_interface::{
    Definition, Field, Fields, Float, Int, Order, Shape, Standard, Type, Variant, find_definition,
};
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;

const INTS: [Int; 12] = [
    Int::I8,
    Int::I16,
    Int::I32,
    Int::I64,
    Int::I128,
    Int::Isize,
    Int::U8,
    Int::U16,
    Int::U32,
    Int::U64,
    Int::U128,
    Int::Usize,
];

/// A type, of which each part may be one of the definitions.
pub(crate) fn ty(known: &[Definition]) -> BoxedStrategy<Type> {
    let named: Vec<Type> = known.iter().map(|definition| Type::Named(definition.path.clone())).collect();
    let plain = prop_oneof![
        4 => select(&INTS[..]).prop_map(Type::Int),
        2 => select(vec![Float::F32, Float::F64]).prop_map(Type::Float),
        2 => Just(Type::String),
        5 => select(vec![Type::Unit, Type::Bool, Type::Char, Type::Duration, Type::SystemTime, Type::Ordering]),
        1 => select(vec![Standard::PathBuf, Standard::IpAddr]).prop_map(|name| Type::Standard(name, Vec::new())),
    ];
    let leaf = if named.is_empty() { plain.boxed() } else { prop_oneof![3 => plain, 2 => select(named)].boxed() };
    let boxed = |ty: BoxedStrategy<Type>| ty.prop_map(Box::new);
    let order = || select(vec![Order::Sorted, Order::Hashed]);
    leaf.prop_recursive(4, 16, 4, move |inner| {
        prop_oneof![
            2 => boxed(inner.clone().boxed()).prop_map(Type::Vec),
            2 => boxed(inner.clone().boxed()).prop_map(Type::Option),
            2 => vec(inner.clone(), 1..5).prop_map(Type::Tuple),
            1 => (boxed(inner.clone().boxed()), 0..4_usize).prop_map(|(item, count)| Type::Array(item, count)),
            1 => (boxed(inner.clone().boxed()), boxed(inner.clone().boxed())).prop_map(|(ok, err)| Type::Result(ok, err)),
            1 => (order(), boxed(key()), boxed(inner.boxed())).prop_map(|(order, key, ty)| Type::Map(order, key, ty)),
            1 => (order(), boxed(key())).prop_map(|(order, key)| Type::Set(order, key)),
        ]
    })
    .boxed()
}

/// A type that has `Ord` and `Hash`.
fn key() -> BoxedStrategy<Type> {
    let plain = prop_oneof![
        select(&INTS[..]).prop_map(Type::Int),
        select(vec![Type::String, Type::Bool, Type::Char, Type::Duration]),
    ];
    prop_oneof![3 => plain.clone(), 1 => vec(plain, 1..3).prop_map(Type::Tuple)].boxed()
}

/// The struct or enum of that number.
pub(crate) fn definition(number: usize, known: &[Definition]) -> BoxedStrategy<Definition> {
    let path = format!("T{number:02}");
    let variant = |(index, fields)| Variant { name: format!("V{index}"), fields };
    let variants = vec(fields(known), 1..5);
    let variants = variants.prop_map(move |all| all.into_iter().enumerate().map(variant).collect());
    let shape = prop_oneof![3 => fields(known).prop_map(Shape::Struct), 2 => variants.prop_map(Shape::Enum)];
    shape.prop_map(move |shape| Definition { path: path.clone(), shape, docs: String::new() }).boxed()
}

fn fields(known: &[Definition]) -> BoxedStrategy<Fields> {
    let field = |(index, ty)| Field { name: format!("f{index}"), ty };
    let named = vec(ty(known), 1..5);
    prop_oneof![
        1 => Just(Fields::Unit),
        2 => vec(ty(known), 1..4).prop_map(Fields::Tuple),
        3 => named.prop_map(move |types| Fields::Named(types.into_iter().enumerate().map(field).collect())),
    ]
    .boxed()
}

/// How the plugin's source spells a type. Where several types of Rust cross alike, each has its turn.
pub(crate) fn spelled(ty: &Type) -> String {
    let all = |types: &[Type]| types.iter().map(spelled).collect::<Vec<_>>().join(", ");
    match ty {
        Type::Int(_) => in_turn(&ty.to_string(), &["", "", "std::num::Wrapping<", "std::num::Saturating<"]),
        Type::Vec(item) => in_turn(&spelled(item), &["Vec<", "std::collections::VecDeque<", "Box<["]),
        Type::Option(some) => {
            in_turn(&format!("Option<{}>", spelled(some)), &["", "Box<", "std::rc::Rc<", "std::sync::Arc<"])
        }
        Type::Result(ok, err) => format!("Result<{}, {}>", spelled(ok), spelled(err)),
        Type::Array(item, count) => format!("[{}; {count}]", spelled(item)),
        Type::Tuple(items) => format!("({},)", all(items)),
        Type::Map(Order::Sorted, key, value) => {
            format!("std::collections::BTreeMap<{}, {}>", spelled(key), spelled(value))
        }
        Type::Map(Order::Hashed, key, value) => {
            format!("std::collections::HashMap<{}, {}>", spelled(key), spelled(value))
        }
        Type::Set(Order::Sorted, item) => format!("std::collections::BTreeSet<{}>", spelled(item)),
        Type::Set(Order::Hashed, item) => format!("std::collections::HashSet<{}>", spelled(item)),
        Type::Duration | Type::SystemTime => format!("std::time::{ty}"),
        Type::Ordering => "std::cmp::Ordering".to_owned(),
        Type::Standard(standard, _) => format!("std::{}::{}", standard.module(), standard.name()),
        ty => ty.to_string(),
    }
}

/// The text in one of these, by what it is.
fn in_turn(text: &str, openings: &[&str]) -> String {
    let sum: usize = text.bytes().map(usize::from).sum();
    let opening = openings[sum % openings.len()];
    let closing: String = opening
        .chars()
        .rev()
        .filter_map(|opening| match opening {
            '<' => Some('>'),
            '[' => Some(']'),
            _ => None,
        })
        .collect();
    format!("{opening}{text}{closing}")
}

/// The source of a definition.
pub(crate) fn declared(definition: &Definition) -> String {
    let path = &definition.path;
    let of = |fields: &Fields, public: &str| match fields {
        Fields::Unit => String::new(),
        Fields::Tuple(types) => {
            let types: Vec<_> = types.iter().map(|ty| format!("{public}{}", spelled(ty))).collect();
            format!("({})", types.join(", "))
        }
        Fields::Named(fields) => {
            let fields = fields.iter().map(|field| format!("{public}{}: {}", field.name, spelled(&field.ty)));
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

/// A value of a type.
pub(crate) fn value(ty: &Type, known: &[Definition]) -> BoxedStrategy<Value> {
    match ty {
        Type::Unit => Just(Value::Unit).boxed(),
        Type::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Type::Char => any::<char>().prop_map(Value::from).boxed(),
        Type::Int(int) => integer(*int),
        Type::Float(Float::F32) => any::<f32>().prop_map(Value::from).boxed(),
        Type::Float(Float::F64) => any::<f64>().prop_map(Value::from).boxed(),
        Type::String => "\\PC{0,12}".prop_map(Value::from).boxed(),
        Type::Duration => (any::<u64>(), 0..1_000_000_000_u32).prop_map(|(s, n)| Duration::new(s, n).into()).boxed(),
        Type::SystemTime => (0..1_u64 << 40, 0..1_000_000_000_u32, any::<bool>())
            .prop_map(|(secs, nanos, after)| {
                let distance = Duration::new(secs, nanos);
                Value::Time(if after { SystemTime::UNIX_EPOCH + distance } else { SystemTime::UNIX_EPOCH - distance })
            })
            .boxed(),
        Type::Ordering => select(vec!["Less", "Equal", "Greater"]).prop_map(Value::unit_variant).boxed(),
        Type::Standard(Standard::IpAddr, _) => {
            any::<std::net::IpAddr>().prop_map(|address| Value::from(address.to_string())).boxed()
        }
        Type::Standard(..) => "[a-zß/]{0,9}".prop_map(Value::from).boxed(),
        Type::Vec(item) => of_list(item, known, 0..4),
        Type::Array(item, count) => of_list(item, known, *count..*count + 1),
        Type::Option(some) => {
            let some = value(some, known).prop_map(|some| Value::Option(Some(Box::new(some))));
            prop_oneof![1 => Just(Value::Option(None)), 3 => some].boxed()
        }
        Type::Result(ok, err) => {
            let ok = value(ok, known).prop_map(|ok| Value::Result(Ok(Box::new(ok))));
            prop_oneof![ok, value(err, known).prop_map(|err| Value::Result(Err(Box::new(err))))].boxed()
        }
        Type::Tuple(types) => all(types, known).prop_map(Value::Tuple).boxed(),
        Type::Map(_, key, item) => vec((value(key, known), value(item, known)), 0..4).prop_map(of_pairs).boxed(),
        Type::Set(_, key) => vec(value(key, known), 0..4).prop_map(without_twins).boxed(),
        Type::Named(path) => match &find_definition(known, path).expect("it is known").shape {
            Shape::Struct(fields) => of_fields(fields, known),
            Shape::Enum(variants) => {
                let variants = variants.iter().map(|Variant { name, fields }| {
                    let name = name.clone();
                    of_fields(fields, known)
                        .prop_map(move |content| Value::Variant(name.clone(), Box::new(content)))
                        .boxed()
                });
                proptest::strategy::Union::new(variants).boxed()
            }
            Shape::Opaque => unreachable!("only data is made"),
        },
        other => unreachable!("{other} is not made"),
    }
}

fn integer(int: Int) -> BoxedStrategy<Value> {
    macro_rules! of {
        ($($name:ident $int:ident)*) => {
            match int {
                $(Int::$name => prop_oneof![3 => any::<$int>(), 1 => select(vec![$int::MIN, $int::MAX, 0, 1])]
                    .prop_map(Value::from)
                    .boxed(),)*
            }
        };
    }
    of! { I8 i8 I16 i16 I32 i32 I64 i64 I128 i128 Isize isize U8 u8 U16 u16 U32 u32 U64 u64 U128 u128 Usize usize }
}

fn all(types: &[Type], known: &[Definition]) -> BoxedStrategy<Vec<Value>> {
    types.iter().map(|ty| value(ty, known)).collect::<Vec<_>>().boxed()
}

fn of_list(item: &Type, known: &[Definition], count: std::ops::Range<usize>) -> BoxedStrategy<Value> {
    let ty = item.clone();
    vec(value(item, known), count).prop_map(move |items| list(&ty, items)).boxed()
}

fn of_fields(fields: &Fields, known: &[Definition]) -> BoxedStrategy<Value> {
    match fields {
        Fields::Unit => Just(Value::Unit).boxed(),
        Fields::Tuple(types) if types.len() == 1 => value(&types[0], known),
        Fields::Tuple(types) => all(types, known).prop_map(Value::Tuple).boxed(),
        Fields::Named(fields) => {
            let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
            let types: Vec<Type> = fields.iter().map(|field| field.ty.clone()).collect();
            all(&types, known)
                .prop_map(move |values| Value::Record(names.iter().cloned().zip(values).collect()))
                .boxed()
        }
    }
}

/// A list of a type, as dynamic calls have it.
pub(crate) fn list(item: &Type, items: Vec<Value>) -> Value {
    match item {
        Type::Int(Int::U8) => {
            Value::Bytes(items.into_iter().map(|item| u8::try_from(item).expect("it is one")).collect())
        }
        _ => Value::List(items),
    }
}

/// The items of a list.
pub(crate) fn items(list: Value) -> Vec<Value> {
    match list {
        Value::Bytes(bytes) => bytes.into_iter().map(Value::from).collect(),
        Value::List(items) => items,
        other => panic!("{} is no list", other.kind()),
    }
}

/// A map of pairs, of which those with a key that came before are left out.
fn of_pairs(pairs: Vec<(Value, Value)>) -> Value {
    let mut map: Vec<(Value, Value)> = Vec::new();
    for (key, value) in pairs {
        if !map.iter().any(|(known, _)| *known == key) {
            map.push((key, value));
        }
    }
    Value::Map(map)
}

/// A set of the items, of which those that came before are left out.
fn without_twins(items: Vec<Value>) -> Value {
    let Value::Map(pairs) = of_pairs(items.into_iter().map(|item| (item, Value::Unit)).collect()) else {
        unreachable!("it is one")
    };
    Value::List(pairs.into_iter().map(|(item, _)| item).collect())
}

/// The value with the pairs of its maps and the items of its sets in one order.
pub(crate) fn in_order(ty: &Type, value: Value, known: &[Definition]) -> Value {
    let inner = |ty: &Type, value: Value| in_order(ty, value, known);
    match (ty, value) {
        (Type::Map(_, _, ty), Value::Map(mut pairs)) => {
            pairs.sort_by_key(|(key, _)| format!("{key:?}"));
            Value::Map(pairs.into_iter().map(|(key, value)| (key, inner(ty, value))).collect())
        }
        (Type::Set(..), Value::List(mut items)) => {
            items.sort_by_key(|item| format!("{item:?}"));
            Value::List(items)
        }
        (Type::Vec(ty) | Type::Array(ty, _), Value::List(items)) => {
            Value::List(items.into_iter().map(|item| inner(ty, item)).collect())
        }
        (Type::Tuple(types), Value::Tuple(items)) => {
            Value::Tuple(types.iter().zip(items).map(|(ty, item)| inner(ty, item)).collect())
        }
        (Type::Option(ty), Value::Option(Some(some))) => Value::Option(Some(Box::new(inner(ty, *some)))),
        (Type::Result(ty, _), Value::Result(Ok(ok))) => Value::Result(Ok(Box::new(inner(ty, *ok)))),
        (Type::Result(_, ty), Value::Result(Err(err))) => Value::Result(Err(Box::new(inner(ty, *err)))),
        (Type::Named(path), value) => match (&find_definition(known, path).expect("it is known").shape, value) {
            (Shape::Enum(variants), Value::Variant(name, content)) => {
                let variant = variants.iter().find(|variant| variant.name == name).expect("it is one of them");
                let content = fields_in_order(&variant.fields, *content, known);
                Value::Variant(name, Box::new(content))
            }
            (Shape::Struct(fields), value) => fields_in_order(fields, value, known),
            (_, value) => value,
        },
        (_, value) => value,
    }
}

fn fields_in_order(fields: &Fields, value: Value, known: &[Definition]) -> Value {
    match (fields, value) {
        (Fields::Tuple(types), value) if types.len() == 1 => in_order(&types[0], value, known),
        (Fields::Tuple(types), value) => in_order(&Type::Tuple(types.clone()), value, known),
        (Fields::Named(fields), Value::Record(values)) => {
            let field = |(field, (name, value)): (&Field, (String, Value))| (name, in_order(&field.ty, value, known));
            Value::Record(fields.iter().zip(values).map(field).collect())
        }
        (_, value) => value,
    }
}
