//! What the two halves make of each other's forms, without a library between them: a value goes in as an argument,
//! through what a bridge does with it, and comes out as an answer. Nothing may be lost, freed twice or read astray.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Debug;
use std::sync::LazyLock;
use std::time::Duration;

use plugwright_interface::abi::{self, Input, Invalid, Output, Slot, Status};

use super::Answer;
use crate::Argument;
use crate::heap::Heap;

static HEAP: LazyLock<&Heap> = LazyLock::new(Heap::new);

/// Calls what a bridge would make of `func`.
fn call<'v, A: Argument, R: Answer, T: Output<(), Repr = R::Repr>>(
    value: A::At<'v>,
    func: impl FnOnce(A::Repr, &abi::Arena) -> Result<T, Invalid>,
) -> R {
    let heap = *HEAP;
    let mut slot = Slot::<R::Repr>::empty();
    let out = &raw mut slot;
    let form = A::lower(value, heap);
    // SAFETY: the slot outlives the call, and only what `take` lifts is kept in the arena.
    let reply: abi::Reply =
        unsafe { abi::call(out, |arena| Ok(abi::give::<(), T::Contract, T>(func(form, arena)?, out))) };
    assert!(matches!(reply.status, Status::OK | Status::ERR), "{:?}", reply.status);
    // SAFETY: the status says that there is a value, and it was lowered from one of that form.
    unsafe { crate::callee::lift::<R>(reply, &slot, heap) }.expect("a value")
}

/// Sends a value there and back.
#[track_caller]
fn check<T>(value: T)
where
    T: Clone + Debug + PartialEq + Answer + for<'a> Argument<At<'a> = T> + Output<(), Repr = <T as Answer>::Repr>,
    T: for<'a> Input<'a, (), Repr = <T as Argument>::Repr>,
{
    // SAFETY: the form is that of a value of the type.
    let echo = |form, arena: &_| unsafe { abi::take::<(), _, T>(form, arena, 0) };
    assert_eq!(call::<T, T, T>(value.clone(), echo), value);
}

/// Sends a borrowed list there, and its copy back.
#[track_caller]
fn check_slice<T>(list: &[T])
where
    T: Clone + Debug + PartialEq + Answer + for<'a> Argument<At<'a> = T> + Output<(), Repr = <T as Answer>::Repr>,
    T: for<'a> Input<'a, (), Repr = <T as Argument>::Repr> + 'static,
{
    // SAFETY: the form is that of a list of the type.
    let echo = |form, arena: &_| unsafe { abi::take::<(), _, &[T]>(form, arena, 0) }.map(<[T]>::to_vec);
    assert_eq!(call::<&[T], Vec<T>, Vec<T>>(list, echo), list);
}

#[test]
fn lists_of_nothing_and_of_things_without_size() {
    check(Vec::<u64>::new());
    check(Vec::<String>::new());
    check(Vec::<()>::new());
    check(vec![(); 3]);
    check(Vec::<[i64; 0]>::new());
    check(vec![[0_i64; 0]; 3]);
    check::<[String; 0]>([]);
    check_slice::<u64>(&[]);
    check_slice::<String>(&[]);
    check_slice(&[(), ()]);
    check_slice(&[[0_u8; 0]; 3]);
    check_slice::<[String; 0]>(&[[], []]);
}

#[test]
fn what_owns_memory() {
    let text = || "grüß".to_owned();
    check(text());
    check(String::new());
    check(vec![text(), String::new()]);
    check(vec![vec![text()], vec![]]);
    check([Some(text()), None]);
    check((text(), vec![1_u8, 2], Some(vec![Some(text())])));
    check(Ok::<_, String>(vec![(text(), 'ß')]));
    check(Err::<u8, _>(text()));
    check_slice(&[text(), String::new()]);
    check_slice(&[vec![text()], vec![]]);
}

#[test]
fn scalars_in_lists_and_out_of_them() {
    check((true, 'ß', -1_i8, u16::MAX, i32::MIN, u64::MAX, f32::MIN, f64::MAX, (), i128::MIN, u128::MAX, usize::MAX));
    check(vec![true, false]);
    check(vec!['a', '\u{10ffff}']);
    check(vec![i128::MIN, 1]);
    check(vec![0.5_f64; 1000]);
    check_slice(&[u128::MAX, 0]);
    check_slice(&[true, false]);
    check_slice(&['ß']);
    check_slice(&[1.5_f32]);
    check_slice(&[Some(1_u8), None]);
}

/// Takes the form of an `A` for one of an `R`, as a library might send that is not what it says. Whatever the fault,
/// nothing of it stays on the account.
#[track_caller]
fn refuse<A: for<'a> Argument<At<'a> = A>, R: Answer + Debug>(value: A, expected: &str, found: &str, place: &str) {
    const { assert!(size_of::<A::Repr>() == size_of::<R::Repr>()) };
    let heap = Heap::new();
    let form = A::lower(value, heap);
    // SAFETY: the two have the same size, and every byte that counts is set.
    let lifted = unsafe { R::lift(std::mem::transmute_copy::<A::Repr, R::Repr>(&form), heap) };
    let fault = lifted.expect_err("it is none of that type");
    assert_eq!((fault.expected.as_str(), fault.found.as_str(), fault.place.as_str()), (expected, found, place));
    assert_eq!(heap.memory().live, 0, "all that came is freed");
    // SAFETY: no plugin had it.
    unsafe { heap.recycle() };
}

#[test]
fn what_is_no_answer_is_refused_with_its_place_and_freed() {
    let text = |text: &str| text.to_owned();
    refuse::<u8, bool>(2, "a bool", "the byte 2", "");
    refuse::<u32, char>(0xd800, "a char", "the code 0xd800", "");
    refuse::<u8, Ordering>(3, "Ordering", "3", "");
    refuse::<(u64, u32), Duration>((0, 1_000_000_000), "nanoseconds below 1000000000", "1000000000", "");
    refuse::<(u8, u64), Option<u64>>((2, 0), "an option", "the tag 2", "");
    refuse::<(u8, u64), Result<u64, u64>>((2, 0), "a result", "the tag 2", "");
    refuse::<Vec<u8>, Vec<bool>>(vec![1, 2, 3], "a bool", "the byte 2", "[1]");
    refuse::<Vec<u32>, Vec<char>>(vec![65, u32::MAX], "a char", "the code 0xffffffff", "[1]");
    refuse::<(u8, String), (bool, String)>((2, text("behind the fault")), "a bool", "the byte 2", ".0");
    let row = |code| (text("before the fault"), code, text("behind it"));
    refuse::<[(String, u32, String); 3], [(String, char, String); 3]>(
        [row(65), row(0xdfff), row(66)],
        "a char",
        "the code 0xdfff",
        "[1].1",
    );
    let pairs = || vec![(text("a"), 65), (text("b"), 0xd800), (text("c"), 66), (text("d"), 0xd801)];
    refuse::<Vec<(String, u32)>, HashMap<String, char>>(pairs(), "a char", "the code 0xd800", "[1].1");
    refuse::<Vec<(String, u32)>, BTreeSet<(String, char)>>(pairs(), "a char", "the code 0xd800", "[1].1");
}
