//! Lists and maps, item by item: lifted in the memory that they came in, and decoded into memory that is asked for once.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::mem::ManuallyDrop;

use super::{Arena, Invalid};

/// Most bytes that are asked for before the items are there, for a count that may be a lie.
const ASKED_FOR: usize = 64 * 1024;

/// Lifts each item of a list. All of them are lifted, also behind a fault: forms own memory.
///
/// # Errors
/// The first fault, with the item's index as its place.
pub fn lift_each<R: Copy, T>(list: Vec<R>, mut lift: impl FnMut(R) -> Result<T, Invalid>) -> Result<Vec<T>, Invalid> {
    let mut forms = ManuallyDrop::new(list);
    let (start, count, capacity) = (forms.as_mut_ptr(), forms.len(), forms.capacity());
    // A value as large as its form takes that one's place.
    let in_place = size_of::<R>() == size_of::<T>() && align_of::<R>() == align_of::<T>();
    let mut lifted = match in_place {
        // SAFETY: the memory is a list's of items of that size and alignment; nothing in it is a value yet.
        true => unsafe { Vec::from_raw_parts(start.cast::<T>(), 0, capacity) },
        false => Vec::with_capacity(count),
    };
    let mut fault = None;
    for index in 0..count {
        // SAFETY: there are as many forms, and what was lifted in their place lies before this one.
        match lift(unsafe { start.add(index).read() }) {
            // SAFETY: there is room for as many values as there are forms.
            Ok(value) if fault.is_none() => unsafe {
                lifted.as_mut_ptr().add(index).write(value);
                lifted.set_len(index + 1);
            },
            Ok(_) => {}
            Err(wrong) => fault = fault.or_else(|| Some(wrong.at(format_args!("[{index}]")))),
        }
    }
    if !in_place {
        // SAFETY: these are the parts of the list that came in, whose forms were read and own nothing more.
        drop(unsafe { Vec::from_raw_parts(start, 0, capacity) });
    }
    fault.map_or(Ok(lifted), Err)
}

/// Decodes `count` items.
///
/// # Errors
/// The first fault, with the item's index as its place.
pub fn decode_each<T>(count: usize, mut decode: impl FnMut() -> Result<T, Invalid>) -> Result<Vec<T>, Invalid> {
    let mut items = Vec::with_capacity(room(count, size_of::<T>()));
    for index in 0..count {
        items.push(decode().map_err(|fault| fault.at(format_args!("[{index}]")))?);
    }
    Ok(items)
}

/// Turns each item of a list into what a function takes. A function pointer does it, because the compiler passes the type that
/// is wanted on to that: a boxed closure becomes a boxed `dyn Fn`.
pub fn turn_each<'a, T, U>(list: Vec<T>, arena: &'a Arena, turn: fn(T, &'a Arena) -> U) -> Vec<U> {
    list.into_iter().map(|item| turn(item, arena)).collect()
}

/// Turns each item of an array, as [`turn_each`] does those of a list.
pub fn turn_array<'a, T, U, const N: usize>(array: [T; N], arena: &'a Arena, turn: fn(T, &'a Arena) -> U) -> [U; N] {
    array.map(|item| turn(item, arena))
}

/// Turns each value of a map, as [`turn_each`] does the items of a list.
pub fn turn_hashed<'a, K: Eq + Hash, T, U>(
    map: HashMap<K, T>,
    arena: &'a Arena,
    turn: fn(T, &'a Arena) -> U,
) -> HashMap<K, U> {
    map.into_iter().map(|(key, item)| (key, turn(item, arena))).collect()
}

/// The same for a map that is in order.
pub fn turn_sorted<'a, K: Ord, T, U>(
    map: BTreeMap<K, T>,
    arena: &'a Arena,
    turn: fn(T, &'a Arena) -> U,
) -> BTreeMap<K, U> {
    map.into_iter().map(|(key, item)| (key, turn(item, arena))).collect()
}

/// For how many of `count` items memory is asked for before they are there.
#[must_use]
pub fn room(count: usize, size: usize) -> usize {
    count.min(ASKED_FOR / size.max(1))
}
