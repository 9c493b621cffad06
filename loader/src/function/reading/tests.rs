//! No answer gets past its signature, whatever a library sends.

use plugwright_interface::abi::{Invalid, Status};
use plugwright_interface::wire::{put_i64, put_int, put_text};
use plugwright_interface::{Function as Signature, Handle, HandleId, Int, Objects, Param, Type, Value};

use super::{Reading, short_int};

/// Handles of no library.
struct Nobody;

impl Objects for Nobody {
    fn number(&self, handle: &Handle, _: &str) -> Result<u64, Invalid> {
        Ok(handle.id().object)
    }

    fn handle(&self, object: u64) -> Handle {
        Handle::named(HandleId { library: 0, object })
    }
}

fn returning(result: Type) -> Signature {
    Signature { path: "f".to_owned(), result, ..Signature::default() }
}

/// What the caller of a function gets, by the short way first, as calls do.
fn read(func: &Signature, answer: &[u8]) -> Result<Value, String> {
    if let Some(int) = short_int(func, answer) {
        return Ok(Value::Int(int.into()));
    }
    let reading = Reading { objects: &Nobody, types: &[], func };
    reading.read(Status::OK, answer).map_err(|error| error.to_string())
}

#[track_caller]
fn refuse(result: Type, put: impl FnOnce(&mut Vec<u8>), fault: &str) {
    let mut answer = Vec::new();
    put(&mut answer);
    let expected = format!("the library broke the binary interface in `f`: {fault}");
    assert_eq!(read(&returning(result), &answer), Err(expected));
}

#[test]
fn an_integer_is_an_answer_only_where_the_signature_says_so() {
    let mut answer = Vec::new();
    put_i64(&mut answer, 7);
    assert_eq!(read(&returning(Type::Int(Int::U8)), &answer), Ok(Value::Int(7)));
    refuse(Type::String, |out| put_i64(out, 7), "expected String in its answer, found an integer");
    refuse(Type::Int(Int::U8), |out| put_i64(out, 300), "expected u8 in its answer, found 300");
    refuse(Type::Int(Int::U64), |out| put_int(out, -1), "expected u64 in its answer, found -1");
    let list = |item| Type::Vec(Box::new(item));
    let numbers = |out: &mut Vec<u8>| {
        plugwright_interface::wire::put_packed(out, plugwright_interface::wire::Kind::I8, &[1, 255])
    };
    refuse(list(Type::Int(Int::U8)), numbers, "expected u8 in its answer at [1], found -1");
}

#[test]
fn nothing_may_follow_an_answer() {
    refuse(
        Type::Int(Int::I64),
        |out| (put_i64(out, 7), out.push(0)).1,
        "expected the end in its answer, found 1 more bytes",
    );
    let two = |out: &mut Vec<u8>| (put_text(out, "a"), put_text(out, "b")).1;
    refuse(Type::String, two, "expected the end in its answer, found 10 more bytes");
}

#[test]
fn what_was_borrowed_follows_the_answer() {
    let lent = Param::new("n", Type::Mut(Box::new(Type::Int(Int::I64))));
    let func = Signature { params: vec![lent], ..returning(Type::Int(Int::I64)) };
    let mut answer = Vec::new();
    put_i64(&mut answer, 7);
    let reading = Reading { objects: &Nobody, types: &[], func: &func };
    assert!(reading.read_changes(Status::OK, &answer).is_err(), "what became of the argument is missing");
    put_i64(&mut answer, 8);
    assert_eq!(reading.read_changes(Status::OK, &answer), Ok((Value::Int(7), vec![Value::Int(8)])));
    assert_eq!(reading.read(Status::OK, &answer), Ok(Value::Int(7)));
    answer.push(0);
    assert!(reading.read(Status::OK, &answer).is_err(), "something follows");
}
