//! Hostile bytes on the wire lane: each fault names the type and the place.

mod kin;

use std::collections::{BTreeMap, HashSet};
use std::num::NonZero;
use std::ops::Range;
use std::path::PathBuf;

use super::{Arena, Arguments, Buffer, Input, Invalid, Output, Slice, Status, answer, call_wire};
use crate::wire::{Kind, Reader, put_char, put_head, put_i64, put_packed, put_text, put_variant, tag};

type Body = fn(&mut Arguments<'_>, &mut Vec<u8>) -> Result<Status, Invalid>;

/// Makes a call with these bytes; returns the status and the answer's bytes.
fn call(bytes: &[u8], count: usize, body: Body) -> (Status, Vec<u8>) {
    let mut out = Buffer::give(Vec::<u8>::new());
    // SAFETY: the bytes are there, and the buffer is that of an empty list.
    unsafe {
        let status = call_wire((bytes.as_ptr(), bytes.len()), &raw mut out, count, body);
        (status, out.own())
    }
}

/// A function of one parameter that gives it back.
macro_rules! echo {
    ($ty:ty) => {
        (|args, out| {
            let value: $ty = args.take::<(), _>()?;
            Ok(answer::<(), _>(value, out))
        }) as Body
    };
}

fn one(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_head(&mut bytes, tag::TUPLE, 1);
    write(&mut bytes);
    bytes
}

#[track_caller]
fn refuse(body: Body, write: impl FnOnce(&mut Vec<u8>), expected: &str, found: &str, place: &str) {
    let (status, said) = call(&one(write), 1, body);
    assert_eq!(status, Status::BAD_ARGUMENT);
    let mut reader = Reader::new(&said);
    reader.tuple(4).expect("it is one of four");
    reader.number("u32").expect("the index");
    let said = [reader.text(), reader.text(), reader.text()].map(|text| text.expect("it is text"));
    assert_eq!(said, [expected, found, place]);
}

#[test]
fn what_is_no_value_is_refused_with_its_place() {
    refuse(echo!(i64), |out| out.push(200), "i64", "an unknown tag", "");
    refuse(echo!(bool), |out| put_i64(out, 1), "a bool", "an integer", "");
    refuse(echo!(u8), |out| put_i64(out, 300), "u8", "300", "");
    let surrogate = |out: &mut Vec<u8>| {
        put_head(out, tag::LIST, 2);
        put_char(out, 'a');
        out.push(tag::CHAR);
        out.extend_from_slice(&0xd800_u32.to_ne_bytes());
    };
    refuse(echo!(Vec<char>), surrogate, "a char", "the code 0xd800", "[1]");
    let text = |out: &mut Vec<u8>| {
        put_head(out, tag::TEXT, 1);
        out.push(0xff);
    };
    refuse(echo!(String), text, "text", "invalid utf-8 sequence of 1 bytes from index 0", "");
    refuse(echo!(Option<u8>), |out| put_text(out, "x"), "an option", "text", "");
    refuse(echo!(std::cmp::Ordering), |out| put_variant(out, 3, 0), "Ordering", "3", "");
    refuse(echo!([u8; 3]), |out| put_packed(out, Kind::U8, &[1, 2]), "a list of 3", "a list of 2", "");
    refuse(echo!(NonZero<u8>), |out| put_i64(out, 0), "a u8 other than 0", "0", "");
    let duration = |out: &mut Vec<u8>| {
        out.push(tag::DURATION);
        out.extend_from_slice(&0_u64.to_ne_bytes());
        out.extend_from_slice(&1_000_000_000_u32.to_ne_bytes());
    };
    refuse(echo!(std::time::Duration), duration, "nanoseconds below 1000000000", "1000000000", "");
    let result = |out: &mut Vec<u8>| {
        put_head(out, tag::TUPLE, 2);
        out.push(tag::ERR);
        put_text(out, "no");
        out.push(tag::OK);
        put_i64(out, -1);
    };
    refuse(echo!((Result<u8, String>, Result<u8, String>)), result, "u8", "-1", ".1");
}

#[test]
fn lengths_that_are_lies_are_refused() {
    let long = 2 << 30;
    refuse(echo!(String), |out| put_head(out, tag::TEXT, long), "more bytes", "the end", "");
    refuse(echo!(Vec<()>), |out| put_head(out, tag::LIST, usize::MAX), "more bytes", "the end", "");
    refuse(echo!(BTreeMap<u8, u8>), |out| put_head(out, tag::MAP, usize::MAX), "more bytes", "the end", "");
    let packed = |out: &mut Vec<u8>| {
        out.push(tag::PACKED);
        put_head(out, Kind::F64 as u8, usize::MAX);
    };
    refuse(echo!(Vec<f64>), packed, "more bytes", "the end", "");
    refuse(echo!(Range<u8>), |out| put_head(out, tag::RECORD, 1), "Range", "a struct of 1 fields", "");
    let longer = |out: &mut Vec<u8>| {
        put_i64(out, 1);
        out.push(tag::UNIT);
    };
    refuse(echo!(u8), longer, "the end", "1 more bytes", "");
    let (status, _) = call(&one(|_| ()), 0, |_, out| Ok(answer::<(), _>((), out)));
    assert_eq!(status, Status::BAD_ARGUMENT, "one argument for none");
}

/// What each byte is replaced by; Miri has not the time for more.
const OTHERS: &[u8] = if cfg!(miri) { &[2, 0xff] } else { &[0, 1, 2, 0x7f, 0x80, 0xff] };

/// Calls with every beginning of the bytes, and with every byte replaced by each of a few others.
fn damage(body: Body, write: impl FnOnce(&mut Vec<u8>)) {
    let bytes = one(write);
    assert_eq!(call(&bytes, 1, body).0, Status::OK, "undamaged");
    for len in 0..bytes.len() {
        assert_eq!(call(&bytes[..len], 1, body).0, Status::BAD_ARGUMENT, "{len} of {} bytes", bytes.len());
    }
    for index in 0..bytes.len() {
        for &byte in OTHERS {
            let mut bytes = bytes.clone();
            bytes[index] = byte;
            let (status, _) = call(&bytes, 1, body);
            assert!(matches!(status, Status::OK | Status::ERR | Status::BAD_ARGUMENT), "{status:?} at {index}");
        }
    }
}

#[test]
fn damaged_bytes_never_reach_a_panic() {
    damage(echo!((Vec<Option<String>>, HashSet<i128>)), |out| {
        put_head(out, tag::TUPLE, 2);
        put_head(out, tag::LIST, 2);
        out.push(tag::NONE);
        out.push(tag::SOME);
        put_text(out, "grüß");
        put_head(out, tag::LIST, 1);
        put_i64(out, -7);
    });
    damage(echo!(BTreeMap<String, Vec<f32>>), |out| {
        put_head(out, tag::MAP, 1);
        put_text(out, "a");
        put_packed(out, Kind::F32, &1.5_f32.to_ne_bytes());
    });
    damage(echo!((PathBuf, std::net::IpAddr)), |out| {
        put_head(out, tag::TUPLE, 2);
        // Elsewhere a path is text.
        put_packed(out, Kind::U8, if cfg!(unix) { b"a\xff" } else { b"ab" });
        put_text(out, "::1");
    });
}

#[test]
fn an_empty_list_may_lie_at_null() {
    let nothing = Slice { ptr: std::ptr::null(), len: 0 };
    // SAFETY: there is nothing at null, and nothing is read.
    unsafe {
        assert!(nothing.read::<u64>().is_empty());
        assert!(nothing.own::<String>().is_empty());
        assert!(Buffer { ptr: std::ptr::null_mut(), len: 0, cap: 0 }.own::<u64>().is_empty());
    }
}

#[test]
fn a_value_without_size_crosses_as_often_as_it_is_there() {
    let bytes = one(|out| {
        put_head(out, tag::LIST, 3);
        out.extend_from_slice(&[tag::UNIT; 3]);
    });
    let (status, said) = call(&bytes, 1, echo!(Vec<()>));
    assert_eq!((status, &said[..]), (Status::OK, &bytes[9..]));
}

/// Takes the form of an `A` for one of an `R`, as a host might send that is not what it says.
#[track_caller]
fn refuse_form<A, R>(value: A, expected: &str, found: &str, place: &str)
where
    A: Output<()>,
    R: Input<'static, ()>,
{
    assert_eq!(size_of::<A::Repr>(), size_of::<R::Repr>());
    let (form, arena) = (value.lower(), Arena::new());
    // SAFETY: the two have the same size, and every byte that counts is set; nothing that is kept outlives this.
    let lifted = unsafe { R::lift(std::mem::transmute_copy::<A::Repr, R::Repr>(&form), &*std::ptr::from_ref(&arena)) };
    let fault = lifted.err().expect("it is none of that type");
    assert_eq!([&*fault.expected, &*fault.found, &*fault.place], [expected, found, place]);
}

/// Whether all that came is freed, valgrind and Miri say.
#[test]
fn a_form_of_no_value_is_refused_with_its_place() {
    let text = |text: &str| text.to_owned();
    refuse_form::<u8, bool>(2, "a bool", "the byte 2", "");
    refuse_form::<u32, char>(0xd800, "a char", "the code 0xd800", "");
    refuse_form::<(u8, u64), Option<u64>>((2, 0), "an option", "the tag 2", "");
    refuse_form::<(u8, u64), Result<u64, u64>>((2, 0), "a result", "the tag 2", "");
    refuse_form::<u8, NonZero<u8>>(0, "a u8 other than 0", "0", "");
    refuse_form::<Vec<u8>, Vec<bool>>(vec![1, 2, 3], "a bool", "the byte 2", "[1]");
    refuse_form::<Vec<u32>, Vec<char>>(vec![65, u32::MAX], "a char", "the code 0xffffffff", "[1]");
    refuse_form::<(u8, String), (bool, String)>((2, text("behind the fault")), "a bool", "the byte 2", ".0");
    let pairs = || vec![(text("a"), 65_u32), (text("b"), 0xd800), (text("c"), 66)];
    refuse_form::<Vec<(String, u32)>, BTreeMap<String, char>>(pairs(), "a char", "the code 0xd800", "[1].1");
    refuse_form::<Vec<(String, u32)>, HashSet<(String, char)>>(pairs(), "a char", "the code 0xd800", "[1].1");
}
