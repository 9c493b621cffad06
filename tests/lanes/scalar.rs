//! The forms that are a number of at most 8 bytes.

use plugwright::Value;
use plugwright_interface::{Float, Int, Type};

const ORDERINGS: [&str; 3] = ["Less", "Equal", "Greater"];

/// # Safety
/// There is room for `size` bytes.
pub(crate) unsafe fn write_scalar(size: usize, value: &Value, to: *mut u8) {
    let bits: u64 = match value {
        Value::Bool(bool) => (*bool).into(),
        Value::Char(char) => u32::from(*char).into(),
        Value::Int(int) => *int as u64,
        Value::Float(float) if size == 4 => (*float as f32).to_bits().into(),
        Value::Float(float) => float.to_bits(),
        Value::Variant(name, _) => ORDERINGS.iter().position(|ordering| ordering == name).expect("one of them") as u64,
        _ => 0,
    };
    // SAFETY: the caller's promise; a little end comes first wherever the tests run.
    unsafe { std::ptr::copy_nonoverlapping(bits.to_le_bytes().as_ptr(), to, size) };
}

/// # Safety
/// There is a form of the type.
pub(crate) unsafe fn read_scalar(ty: &Type, from: *const u8) -> Value {
    macro_rules! number {
        ($number:ty) => {
            // SAFETY: the caller's promise.
            Value::from(unsafe { from.cast::<$number>().read_unaligned() })
        };
    }
    match ty {
        Type::Bool => Value::Bool(u8::try_from(number!(u8)).expect("a bool") == 1),
        Type::Char => {
            let code = u32::try_from(number!(u32)).expect("a code");
            Value::Char(char::from_u32(code).expect("a char"))
        }
        Type::Ordering => Value::unit_variant(ORDERINGS[usize::try_from(number!(u8)).expect("an ordering")]),
        Type::Float(Float::F32) => number!(f32),
        Type::Float(Float::F64) => number!(f64),
        Type::Int(Int::I8) => number!(i8),
        Type::Int(Int::U8) => number!(u8),
        Type::Int(Int::I16) => number!(i16),
        Type::Int(Int::U16) => number!(u16),
        Type::Int(Int::I32) => number!(i32),
        Type::Int(Int::U32) => number!(u32),
        Type::Int(Int::I64 | Int::Isize) => number!(i64),
        Type::Int(Int::U64 | Int::Usize) => number!(u64),
        _ => Value::Unit,
    }
}
