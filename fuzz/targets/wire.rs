//! Arbitrary bytes as the arguments of a call and as its answer: what is decoded survives the wire once more, and what is
//! not is refused. Neither panics, and no byte outside is read.

#![no_main]

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::num::NonZero;
use std::ops::Range;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use libfuzzer_sys::fuzz_target;
use plugwright_interface::abi::{Arguments, Buffer, Invalid, Status, answer, call_wire};
use plugwright_interface::wire::Reader;
use plugwright_interface::{Describe, Known, decode, encode};

type Body = fn(&mut Arguments<'_>, &mut Vec<u8>) -> Result<Status, Invalid>;

/// The types that are tried, each by its own number.
macro_rules! types {
    ($($number:literal $ty:ty;)*) => {
        fn body(number: u8) -> Option<Body> {
            match number {
                $($number => Some(|args, out| {
                    let value: $ty = args.take::<(), _>()?;
                    Ok(answer::<(), _>(value, out))
                }),)*
                _ => None,
            }
        }

        fn dynamic(number: u8, bytes: &[u8]) {
            let mut known = Known::default();
            let ty = match number {
                $($number => <$ty>::describe(&mut known),)*
                _ => return,
            };
            let types = known.into_definitions();
            let Ok(value) = decode(&types, &ty, &mut Reader::new(bytes)) else { return };
            let mut again = Vec::new();
            encode(&types, &ty, &value, &mut again).expect("what was decoded is of its type");
            let found = decode(&types, &ty, &mut Reader::new(&again)).expect("what was encoded is of its type");
            // A float that is none differs from itself.
            assert_eq!(format!("{found:?}"), format!("{value:?}"));
        }
    };
}
types! {
    0 i64;
    1 (u8, i128, u128, bool, char);
    2 Vec<Option<String>>;
    3 BTreeMap<String, Vec<f32>>;
    4 Result<[u16; 3], (Duration, SystemTime)>;
    5 BTreeSet<(PathBuf, SocketAddr)>;
    6 Vec<Range<NonZero<u8>>>;
    7 Vec<Vec<Vec<u8>>>;
    8 (f32, f64, std::cmp::Ordering, ());
}

fuzz_target!(|input: &[u8]| {
    let Some((&number, bytes)) = input.split_first() else { return };
    dynamic(number, bytes);
    let Some(body) = body(number) else { return };
    let mut out = Buffer::give(Vec::<u8>::new());
    // SAFETY: the bytes are there, and the buffer is that of an empty list.
    let (status, said) = unsafe {
        let status = call_wire((bytes.as_ptr(), bytes.len()), &raw mut out, 1, body);
        (status, out.own::<u8>())
    };
    match status {
        // What was answered is of the type again.
        Status::OK | Status::ERR => dynamic(number, &said),
        Status::BAD_ARGUMENT => {}
        Status(other) => panic!("the status {other}"),
    }
});
