//! What is more than can cross: too many values of a type that holds itself inside each other, since what brings them into
//! their forms calls itself for each and a stack has an end; and too many items without a size, which take memory on the way
//! and none before. Whoever gives a value away asks first ([`Room`]), and drops what is refused level by level ([`Scrap`]), as
//! its own drop would call itself as often.

use std::cell::Cell;

use super::{Invalid, Output};

/// Values of types that hold themselves that may be inside each other. Both halves count alike, in every lane, so that what
/// goes in on one of them goes in on all, and what comes out goes in again.
pub const LEVELS: u32 = 256;

/// Bytes of a value that count as a level more: so much more of the stack does each take.
const LARGE: usize = 1024;

/// Items without a size that a list may have.
const ITEMS: usize = u32::MAX as usize;

/// How many levels are left for a value.
#[derive(Clone, Copy, Debug)]
pub struct Room(u32);

impl Room {
    /// That of a value which is in no other.
    pub const WHOLE: Self = Self(LEVELS);

    /// Goes one level into a value of the type `name`.
    ///
    /// # Errors
    /// Where that is too deep.
    #[inline]
    pub fn inside<T>(self, name: &str) -> Result<Self, Invalid> {
        let levels = const { 1 + (size_of::<T>() / LARGE) as u32 };
        self.0.checked_sub(levels).map(Self).ok_or_else(|| too_deep(name))
    }
}

/// Reports a value of the type `name` that is too deep inside others.
#[cold]
#[inline(never)]
pub(crate) fn too_deep(name: &str) -> Invalid {
    Invalid::new(format_args!("{name} at most {LEVELS} levels deep"), "more levels")
}

/// Checks the items of a list.
///
/// # Errors
/// Where they are too many, or `check`, which there is where it can fail at all, finds one too deep.
pub fn check_items<'v, T: 'v>(
    items: impl ExactSizeIterator<Item = &'v T>,
    check: Option<impl Fn(&T) -> Result<(), Invalid>>,
) -> Result<(), Invalid> {
    if size_of::<T>() == 0 && items.len() > ITEMS {
        return Err(too_many(items.len(), std::any::type_name::<T>()));
    }
    let Some(check) = check else { return Ok(()) };
    items.enumerate().try_for_each(|(index, item)| check(item).map_err(|fault| fault.at(format_args!("[{index}]"))))
}

#[cold]
#[inline(never)]
fn too_many(count: usize, name: &str) -> Invalid {
    Invalid::new(format_args!("a list of at most {ITEMS} {name}"), format_args!("one of {count}"))
}

/// Checks a field of a struct or variant; `place` is its name in messages, such as `.name`.
///
/// # Errors
/// Where it is more than can cross.
#[inline]
pub fn check_field<Bridge, T: Output<Bridge>>(value: &T, room: Room, place: &str) -> Result<(), Invalid> {
    if T::LIMITED { value.check(room).map_err(|fault| fault.at(place)) } else { Ok(()) }
}

/// Checks a value that is to cross.
///
/// # Errors
/// Where it is more than can; then it is dropped.
#[inline]
pub fn checked<Bridge, T: Output<Bridge>>(value: T) -> Result<T, Invalid> {
    if T::LIMITED { refused_if_too_much(value) } else { Ok(value) }
}

#[inline(never)]
fn refused_if_too_much<Bridge, T: Output<Bridge>>(value: T) -> Result<T, Invalid> {
    match value.check(Room::WHOLE) {
        Ok(()) => Ok(value),
        Err(fault) => {
            Scrap::all(value, |value, scrap| value.scrap(scrap));
            Err(fault)
        }
    }
}

/// What takes the rest of a value apart.
type Apart<'v> = Box<dyn FnOnce(&mut Scrap<'v>) + 'v>;

/// Drops values that are too deep to be dropped: some levels at once, and what is in those later.
pub struct Scrap<'v> {
    left: u32,
    later: Vec<Apart<'v>>,
}

impl<'v> Scrap<'v> {
    /// Drops all of a value; `apart` begins with it.
    pub fn all<T: 'v>(value: T, apart: impl FnOnce(T, &mut Self)) {
        let mut scrap = Self { left: LEVELS, later: Vec::new() };
        apart(value, &mut scrap);
        while let Some(rest) = scrap.later.pop() {
            rest(&mut scrap);
        }
    }

    /// Goes one level into a value: `apart` drops what is in it.
    pub fn inside<T: 'v>(&mut self, value: T, apart: fn(T, &mut Self)) {
        if self.left == 0 {
            self.later.push(Box::new(move |scrap| apart(value, scrap)));
            return;
        }
        self.left -= 1;
        apart(value, self);
        self.left += 1;
    }
}

thread_local! {
    /// The levels that this thread is inside of. Nothing that has to be dropped, which would keep the library mapped for as
    /// long as the thread lives.
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// One level of a value that comes in, until it is dropped. Who gave the value away may be a program that asked nobody.
#[derive(Debug)]
pub struct Level(());

impl Level {
    /// Goes one level into a value of the type `name`.
    ///
    /// # Errors
    /// Where that is too deep.
    #[inline(never)]
    pub fn enter(name: &str) -> Result<Self, Invalid> {
        match COUNT.get() {
            LEVELS => Err(too_deep(name)),
            count => {
                COUNT.set(count + 1);
                Ok(Self(()))
            }
        }
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        COUNT.set(COUNT.get() - 1);
    }
}

#[cfg(test)]
mod tests;
