//! Values at random.

use std::net::SocketAddrV6;
use std::time::{Duration, SystemTime};

use plugwright::Value;
use plugwright_interface::{Definition, Fields, Float, Int, Shape, Standard, Type, Variant, find_definition};
use proptest::collection::vec;
use proptest::num;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;

use super::order::in_order;
use super::types::is_endless;

/// How many values of types that hold themselves are in each other, at most.
const DEPTH: u32 = 3;

/// A value of a type.
pub(crate) fn value(ty: &Type, known: &[Definition]) -> BoxedStrategy<Value> {
    Maker { known, depth: DEPTH }.value(ty)
}

/// Makes values of the types that the definitions know, of which so many may still be in each other.
#[derive(Clone, Copy)]
struct Maker<'d> {
    known: &'d [Definition],
    depth: u32,
}

impl Maker<'_> {
    fn value(self, ty: &Type) -> BoxedStrategy<Value> {
        match ty {
            Type::Unit => Just(Value::Unit).boxed(),
            Type::Bool => any::<bool>().prop_map(Value::from).boxed(),
            Type::Char => any::<char>().prop_map(Value::from).boxed(),
            Type::Int(int) => integer(*int),
            Type::Float(Float::F32) => num::f32::ANY.prop_map(Value::from).boxed(),
            Type::Float(Float::F64) => num::f64::ANY.prop_map(Value::from).boxed(),
            Type::String | Type::Str => text(),
            Type::Duration => duration().prop_map(Value::from).boxed(),
            Type::SystemTime => time().prop_map(Value::from).boxed(),
            Type::Ordering => select(vec!["Less", "Equal", "Greater"]).prop_map(Value::unit_variant).boxed(),
            Type::Standard(standard, arguments) => self.standard(*standard, arguments),
            Type::Vec(item) | Type::Slice(item) => self.list(item, 0..4),
            Type::Array(item, count) => self.list_of(item, *count..*count + 1),
            Type::Option(_) if self.depth == 0 => Just(Value::Option(None)).boxed(),
            Type::Option(some) => {
                let some = self.value(some).prop_map(|some| Value::Option(Some(Box::new(some))));
                prop_oneof![1 => Just(Value::Option(None)), 3 => some].boxed()
            }
            Type::Result(ok, err) => {
                let ok = self.value(ok).prop_map(|ok| Value::Result(Ok(Box::new(ok))));
                prop_oneof![ok, self.value(err).prop_map(|err| Value::Result(Err(Box::new(err))))].boxed()
            }
            Type::Tuple(types) => self.all(types).prop_map(Value::Tuple).boxed(),
            Type::Map(..) if self.depth == 0 => Just(Value::Map(Vec::new())).boxed(),
            Type::Map(_, key, item) => {
                let known = self.known.to_vec();
                let ty = (**key).clone();
                let pairs = vec((self.value(key), self.value(item)), 0..4);
                pairs.prop_map(move |pairs| of_pairs(pairs, &ty, &known)).boxed()
            }
            Type::Set(_, key) => {
                let known = self.known.to_vec();
                let ty = (**key).clone();
                vec(self.value(key), 0..4).prop_map(move |items| without_twins(items, &ty, &known)).boxed()
            }
            Type::Named(path) => {
                let definition = find_definition(self.known, path).expect("it is known");
                match is_endless(path) {
                    true => self.ending(&definition.shape),
                    false => self.shape(&definition.shape),
                }
            }
            other => unreachable!("{other} is not made"),
        }
    }

    /// A value of a type that may hold itself, which it does not where enough of them do already.
    fn ending(self, shape: &Shape) -> BoxedStrategy<Value> {
        match (self.depth, shape) {
            (0, Shape::Enum(variants)) => self.shape(&Shape::Enum(variants[..1].to_vec())),
            (depth, shape) => Self { depth: depth.saturating_sub(1), ..self }.shape(shape),
        }
    }

    fn shape(self, shape: &Shape) -> BoxedStrategy<Value> {
        match shape {
            Shape::Struct(fields) => self.fields(fields),
            Shape::Enum(variants) => {
                let variants = variants.iter().map(|Variant { name, fields }| {
                    let name = name.clone();
                    let content = self.fields(fields);
                    content.prop_map(move |content| Value::Variant(name.clone(), Box::new(content))).boxed()
                });
                proptest::strategy::Union::new(variants).boxed()
            }
            Shape::Opaque => unreachable!("only data is made"),
        }
    }

    fn standard(self, standard: Standard, arguments: &[Type]) -> BoxedStrategy<Value> {
        macro_rules! shown {
            ($address:ty) => {
                any::<$address>().prop_map(|address| Value::from(address.to_string())).boxed()
            };
        }
        let ends = |names: &'static [&str]| {
            let ends = vec(self.value(&arguments[0]), names.len());
            let name = |name: &&str| (*name).to_owned();
            ends.prop_map(move |ends| Value::Record(names.iter().map(name).zip(ends).collect())).boxed()
        };
        match standard {
            Standard::PathBuf | Standard::OsString => system_text(),
            Standard::Ipv4Addr => shown!(std::net::Ipv4Addr),
            Standard::Ipv6Addr => shown!(std::net::Ipv6Addr),
            Standard::IpAddr => shown!(std::net::IpAddr),
            Standard::SocketAddrV4 => shown!(std::net::SocketAddrV4),
            Standard::SocketAddrV6 => any::<SocketAddrV6>().prop_map(socket).boxed(),
            Standard::SocketAddr => {
                prop_oneof![shown!(std::net::SocketAddrV4), any::<SocketAddrV6>().prop_map(socket)].boxed()
            }
            Standard::NonZero => {
                let other = |value| if value == Value::Int(0) { Value::Int(1) } else { value };
                self.value(&arguments[0]).prop_map(other).boxed()
            }
            Standard::Range | Standard::RangeInclusive => ends(&["start", "end"]),
            Standard::RangeFrom => ends(&["start"]),
            Standard::RangeTo | Standard::RangeToInclusive => ends(&["end"]),
            Standard::RangeFull => Just(Value::Unit).boxed(),
            Standard::Path | Standard::OsStr => unreachable!("only what is owned is made"),
        }
    }

    fn all(self, types: &[Type]) -> BoxedStrategy<Vec<Value>> {
        types.iter().map(|ty| self.value(ty)).collect::<Vec<_>>().boxed()
    }

    fn list(self, item: &Type, count: std::ops::Range<usize>) -> BoxedStrategy<Value> {
        match self.depth {
            0 => Just(list(item, Vec::new())).boxed(),
            _ => self.list_of(item, count),
        }
    }

    fn list_of(self, item: &Type, count: std::ops::Range<usize>) -> BoxedStrategy<Value> {
        let ty = item.clone();
        vec(self.value(item), count).prop_map(move |items| list(&ty, items)).boxed()
    }

    fn fields(self, fields: &Fields) -> BoxedStrategy<Value> {
        match fields {
            Fields::Unit => Just(Value::Unit).boxed(),
            Fields::Tuple(types) if types.len() == 1 => self.value(&types[0]),
            Fields::Tuple(types) => self.all(types).prop_map(Value::Tuple).boxed(),
            Fields::Named(fields) => {
                let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
                let types: Vec<Type> = fields.iter().map(|field| field.ty.clone()).collect();
                let record = move |values| Value::Record(names.iter().cloned().zip(values).collect());
                self.all(&types).prop_map(record).boxed()
            }
        }
    }
}

fn text() -> BoxedStrategy<Value> {
    prop_oneof![4 => "\\PC{0,12}", 1 => any::<String>()].prop_map(Value::from).boxed()
}

/// A string of the system, UTF-8 or not.
fn system_text() -> BoxedStrategy<Value> {
    let bytes = vec(any::<u8>(), 1..9).prop_map(text_or_bytes);
    prop_oneof![1 => "[a-zß/]{0,9}".prop_map(Value::from), 1 => bytes].boxed()
}

/// Such a string as a dynamic call has it.
pub(crate) fn text_or_bytes(bytes: Vec<u8>) -> Value {
    match String::from_utf8(bytes) {
        Ok(text) => Value::from(text),
        Err(error) => Value::from(error.into_bytes()),
    }
}

/// An address as a dynamic call has it: its flow label stands behind it.
pub(crate) fn socket(address: SocketAddrV6) -> Value {
    match address.flowinfo() {
        0 => Value::from(address.to_string()),
        flow => Value::from(format!("{address}#{flow}")),
    }
}

fn duration() -> BoxedStrategy<Duration> {
    let any = (any::<u64>(), 0..1_000_000_000_u32).prop_map(|(secs, nanos)| Duration::new(secs, nanos));
    prop_oneof![3 => any, 1 => select(vec![Duration::ZERO, Duration::MAX, Duration::from_nanos(1)])].boxed()
}

/// A time that is as far from the epoch as a system can say, or less.
fn time() -> BoxedStrategy<SystemTime> {
    let secs = prop_oneof![3 => any::<i64>(), 1 => select(vec![i64::MIN, i64::MAX, 0, -1])];
    let nanos = prop_oneof![3 => 0..1_000_000_000_u32, 1 => select(vec![0, 999_999_999])];
    let at = |(secs, nanos): (i64, u32)| {
        let distance = Duration::from_secs(secs.unsigned_abs());
        let whole = match secs {
            0.. => SystemTime::UNIX_EPOCH.checked_add(distance),
            _ => SystemTime::UNIX_EPOCH.checked_sub(distance),
        };
        // Where the system knows fewer times than there are numbers, the epoch has to do.
        whole.and_then(|time| time.checked_add(Duration::from_nanos(nanos.into()))).unwrap_or(SystemTime::UNIX_EPOCH)
    };
    (secs, nanos).prop_map(at).boxed()
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
fn of_pairs(pairs: Vec<(Value, Value)>, key_type: &Type, known: &[Definition]) -> Value {
    let mut map: Vec<(Value, Value)> = Vec::new();
    for (key, value) in pairs {
        let key = in_order(key_type, key, known);
        if !map.iter().any(|(known, _)| *known == key) {
            map.push((key, value));
        }
    }
    Value::Map(map)
}

/// A set of the items, of which those that came before are left out.
fn without_twins(items: Vec<Value>, ty: &Type, known: &[Definition]) -> Value {
    let pairs = items.into_iter().map(|item| (item, Value::Unit)).collect();
    let Value::Map(pairs) = of_pairs(pairs, ty, known) else { unreachable!("it is one") };
    Value::List(pairs.into_iter().map(|(item, _)| item).collect())
}
