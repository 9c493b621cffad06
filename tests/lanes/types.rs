//! Types at random: those that have names, and those of the plugin's functions.

use plugwright_interface::{Definition, Field, Fields, Float, Int, Order, Shape, Standard, Type, Variant};
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use proptest::sample::select;

/// What the names of types begin with that hold themselves.
const ENDLESS: char = 'R';

/// Types of the standard library that have no argument, as fields may have them.
const ADDRESSES: [Standard; 6] = [
    Standard::Ipv4Addr,
    Standard::Ipv6Addr,
    Standard::IpAddr,
    Standard::SocketAddrV4,
    Standard::SocketAddrV6,
    Standard::SocketAddr,
];

const RANGES: [Standard; 5] =
    [Standard::Range, Standard::RangeInclusive, Standard::RangeFrom, Standard::RangeTo, Standard::RangeToInclusive];

/// Whether values of a type may hold values of the same type, so that making them must come to an end.
pub(crate) fn is_endless(path: &str) -> bool {
    path.starts_with(ENDLESS)
}

/// A type of which each part may be one of the definitions.
pub(crate) fn ty(known: &[Definition]) -> BoxedStrategy<Type> {
    composed(prop_oneof![4 => plain(), 2 => select(named(known))].boxed())
}

/// A type of a list's items, of which parts may be lent to the call.
pub(crate) fn argument(known: &[Definition]) -> BoxedStrategy<Type> {
    let slice = number().prop_map(|number| Type::Slice(Box::new(number)));
    let lent = prop_oneof![2 => Just(Type::Str), 1 => slice];
    composed(prop_oneof![4 => plain(), 2 => select(named(known)), 1 => lent].boxed())
}

/// A type that has each of the standard library's in it, which chance may leave out.
pub(crate) fn every_standard() -> Type {
    let owned = Standard::ALL.iter().copied().filter(|standard| !standard.is_borrowed());
    let (simple, ranges): (Vec<_>, Vec<_>) = owned.partition(|standard| standard.params() == 0);
    let of = |standard: Standard, argument| Type::Standard(standard, vec![argument]);
    let nonzero = |int| of(Standard::NonZero, Type::Int(int));
    let range = |standard| match standard {
        Standard::NonZero => Type::Tuple(Int::ALL.map(nonzero).to_vec()),
        standard => Type::Tuple(vec![of(standard, Type::Int(Int::I128)), of(standard, Type::String)]),
    };
    let simple = simple.into_iter().map(|standard| Type::Standard(standard, Vec::new()));
    Type::Tuple(vec![Type::Tuple(simple.collect()), Type::Tuple(ranges.into_iter().map(range).collect())])
}

fn named(known: &[Definition]) -> Vec<Type> {
    let named = known.iter().map(|definition| Type::Named(definition.path.clone()));
    // There must be something to choose from.
    named.chain([Type::String]).collect()
}

fn number() -> BoxedStrategy<Type> {
    let float = select(vec![Float::F32, Float::F64]).prop_map(Type::Float);
    prop_oneof![3 => int(), 1 => float].boxed()
}

fn int() -> BoxedStrategy<Type> {
    select(&Int::ALL[..]).prop_map(Type::Int).boxed()
}

fn standard(list: &'static [Standard]) -> BoxedStrategy<Type> {
    select(list).prop_map(|standard| Type::Standard(standard, Vec::new())).boxed()
}

fn nonzero() -> BoxedStrategy<Type> {
    int().prop_map(|int| Type::Standard(Standard::NonZero, vec![int])).boxed()
}

fn plain() -> BoxedStrategy<Type> {
    prop_oneof![
        6 => number(),
        3 => Just(Type::String),
        5 => select(vec![Type::Unit, Type::Bool, Type::Char, Type::Duration, Type::SystemTime, Type::Ordering]),
        2 => standard(&ADDRESSES),
        2 => standard(&[Standard::PathBuf, Standard::OsString, Standard::RangeFull]),
        1 => nonzero(),
    ]
    .boxed()
}

fn composed(leaf: BoxedStrategy<Type>) -> BoxedStrategy<Type> {
    let boxed = |ty: BoxedStrategy<Type>| ty.prop_map(Box::new);
    let hashed = |ty| Just((Order::Hashed, ty));
    leaf.prop_recursive(4, 16, 4, move |inner| {
        prop_oneof![
            2 => boxed(inner.clone().boxed()).prop_map(Type::Vec),
            2 => boxed(inner.clone().boxed()).prop_map(Type::Option),
            2 => vec(inner.clone(), 1..5).prop_map(Type::Tuple),
            1 => (boxed(inner.clone().boxed()), 0..4_usize).prop_map(|(item, count)| Type::Array(item, count)),
            1 => (boxed(inner.clone().boxed()), boxed(inner.clone().boxed())).prop_map(|(ok, err)| Type::Result(ok, err)),
            1 => (select(&RANGES[..]), inner.clone()).prop_map(|(range, end)| Type::Standard(range, vec![end])),
            2 => (order(), boxed(key()), boxed(inner.boxed())).prop_map(|(order, key, ty)| Type::Map(order, key, ty)),
            1 => (order(), boxed(key())).prop_map(|(order, key)| Type::Set(order, key)),
            1 => boxed(range_of_keys()).prop_flat_map(hashed).prop_map(|(order, key)| Type::Set(order, key)),
        ]
    })
    .boxed()
}

fn order() -> BoxedStrategy<Order> {
    select(vec![Order::Sorted, Order::Hashed]).boxed()
}

/// A type that has `Ord` and `Hash`.
fn key() -> BoxedStrategy<Type> {
    let boxed = |ty: BoxedStrategy<Type>| ty.prop_map(Box::new);
    plain_key()
        .prop_recursive(2, 6, 3, move |inner| {
            let pair = (boxed(inner.clone().boxed()), boxed(inner.clone().boxed()));
            prop_oneof![
                2 => vec(inner.clone(), 1..3).prop_map(Type::Tuple),
                1 => boxed(inner.clone().boxed()).prop_map(Type::Vec),
                1 => boxed(inner.clone().boxed()).prop_map(Type::Option),
                1 => boxed(inner.boxed()).prop_map(|item| Type::Set(Order::Sorted, item)),
                1 => pair.clone().prop_map(|(key, item)| Type::Map(Order::Sorted, key, item)),
                1 => pair.prop_map(|(ok, err)| Type::Result(ok, err)),
            ]
        })
        .boxed()
}

fn plain_key() -> BoxedStrategy<Type> {
    prop_oneof![
        5 => int(),
        4 => select(vec![Type::String, Type::Bool, Type::Char, Type::Duration, Type::SystemTime, Type::Ordering]),
        1 => standard(&ADDRESSES),
        1 => standard(&[Standard::OsString]),
        1 => nonzero(),
    ]
    .boxed()
}

/// A type that has `Hash`, but not `Ord`.
fn range_of_keys() -> BoxedStrategy<Type> {
    (select(&RANGES[..]), plain_key()).prop_map(|(range, end)| Type::Standard(range, vec![end])).boxed()
}

/// The struct or enum of that number.
pub(crate) fn definition(number: usize, known: &[Definition]) -> BoxedStrategy<Definition> {
    let variants = vec(fields(ty(known), 1..5), 1..5).prop_map(shape_of_enum);
    let shape = prop_oneof![3 => fields(ty(known), 1..5).prop_map(Shape::Struct), 2 => variants];
    shape.prop_map(move |shape| of(&format!("T{number:02}"), shape)).boxed()
}

/// Two types that hold themselves and each other: behind an option, a list or a map, or in a variant that need not be
/// chosen.
pub(crate) fn endless(number: usize, known: &[Definition]) -> BoxedStrategy<[Definition; 2]> {
    let paths = [format!("{ENDLESS}{number:02}a"), format!("{ENDLESS}{number:02}b")];
    let same: Vec<Type> = paths.iter().cloned().map(Type::Named).collect();
    let near = prop_oneof![2 => select(same), 1 => ty(known)].boxed();
    let far = composed(near.clone());
    let boxed = |ty: BoxedStrategy<Type>| ty.prop_map(Box::new);
    let link = prop_oneof![
        3 => boxed(near.clone()).prop_map(Type::Option),
        2 => boxed(near).prop_map(Type::Vec),
        1 => boxed(far.clone()).prop_map(Type::Option),
        1 => (order(), boxed(plain_key()), boxed(far.clone())).prop_map(|(order, key, ty)| Type::Map(order, key, ty)),
    ];
    let variants = (fields(ty(known), 1..3), vec(fields(far, 1..3), 1..4));
    let variants = variants.prop_map(|(first, others)| shape_of_enum([vec![first], others].concat()));
    let shape = prop_oneof![fields(link.boxed(), 1..4).prop_map(Shape::Struct), variants].boxed();
    (shape.clone(), shape).prop_map(move |(a, b)| [of(&paths[0], a), of(&paths[1], b)]).boxed()
}

fn of(path: &str, shape: Shape) -> Definition {
    Definition::new(path, shape)
}

fn shape_of_enum(variants: Vec<Fields>) -> Shape {
    let variant = |(index, fields)| Variant { name: format!("V{index}"), fields };
    Shape::Enum(variants.into_iter().enumerate().map(variant).collect())
}

fn fields(ty: BoxedStrategy<Type>, count: std::ops::Range<usize>) -> BoxedStrategy<Fields> {
    let field = |(index, ty)| Field { name: format!("f{index}"), ty };
    let named = vec(ty.clone(), count.clone());
    prop_oneof![
        1 => Just(Fields::Unit),
        2 => vec(ty, count).prop_map(Fields::Tuple),
        4 => named.prop_map(move |types| Fields::Named(types.into_iter().enumerate().map(field).collect())),
    ]
    .boxed()
}

/// The type that what is lent to a call comes out as, in whatever it is.
pub(crate) fn owned(ty: &Type) -> Type {
    let boxed = |ty: &Type| Box::new(owned(ty));
    let all = |types: &[Type]| types.iter().map(owned).collect();
    match ty {
        Type::Str => Type::String,
        Type::Slice(item) => Type::Vec(item.clone()),
        Type::Vec(item) => Type::Vec(boxed(item)),
        Type::Option(some) => Type::Option(boxed(some)),
        Type::Array(item, count) => Type::Array(boxed(item), *count),
        Type::Result(ok, err) => Type::Result(boxed(ok), boxed(err)),
        Type::Tuple(items) => Type::Tuple(all(items)),
        Type::Map(order, key, item) => Type::Map(*order, key.clone(), boxed(item)),
        Type::Standard(standard, arguments) => Type::Standard(*standard, all(arguments)),
        ty => ty.clone(),
    }
}
