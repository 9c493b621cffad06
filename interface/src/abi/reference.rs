//! How references cross: data that is borrowed is given away for the call, and given back where it is borrowed mutably;
//! an object stays where it is.

use std::mem::MaybeUninit;

use super::arena::{Back, drop_box};
use super::{Arena, Buffer, Input, Invalid, Output, Pointer, Room, Slice, checked, decode_each, lift_each};
use crate::wire::{List, Reader};

impl<'a, Bridge, T: Input<'a, Bridge>> Input<'a, Bridge> for &'a T {
    type Repr = T::Repr;
    type Contract = T::Contract;

    #[inline]
    unsafe fn lift(repr: Self::Repr, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the form is that of what is borrowed.
        unsafe { T::lift_ref(repr, arena) }
    }

    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        T::decode_ref(reader, arena)
    }

    unsafe fn lift_vec(buffer: Buffer, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
        if T::IS_OBJECT {
            // SAFETY: the host gave a list of pointers away, each to a value that lives for the call.
            return lift_each(unsafe { buffer.own() }, |item| unsafe { T::lift_ref(item, arena) });
        }
        // SAFETY: the form is that of a list of what is borrowed.
        Ok(unsafe { T::lift_vec(buffer, arena) }?.into_iter().map(|value| arena.keep(value)).collect())
    }

    unsafe fn lift_items(slice: Slice, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
        if T::IS_OBJECT {
            // SAFETY: the host gave a boxed slice of pointers away, each to a value that lives for the call.
            return lift_each(unsafe { slice.own() }.into_vec(), |item| unsafe { T::lift_ref(item, arena) });
        }
        // SAFETY: the form is that of a borrowed list of what is borrowed.
        Ok(unsafe { T::lift_items(slice, arena) }?.into_iter().map(|value| arena.keep(value)).collect())
    }

    fn decode_vec(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
        if T::IS_OBJECT {
            return match reader.list()? {
                List::Items(count) => decode_each(count, || T::decode_ref(reader, arena)),
                List::Packed(..) => Err(Invalid::new("a list of objects", "a list of numbers")),
            };
        }
        Ok(T::decode_vec(reader, arena)?.into_iter().map(|value| arena.keep(value)).collect())
    }
}

impl<Bridge, T: Output<Bridge> + Clone> Output<Bridge> for &T {
    type Repr = T::Repr;
    type Contract = T::Contract;

    const LIMITED: bool = T::LIMITED;

    fn check(&self, room: Room) -> Result<(), Invalid> {
        (**self).check(room)
    }

    const HOLDS_OBJECTS: bool = T::HOLDS_OBJECTS;

    fn lower(self) -> Self::Repr {
        self.clone().lower()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        (**self).encode(out);
    }

    fn encode_owned(self, out: &mut Vec<u8>) {
        match T::HOLDS_OBJECTS {
            true => self.clone().encode_owned(out),
            false => self.encode(out),
        }
    }
}

/// A type that a parameter can borrow mutably: what comes out of the call has the form of what went in.
pub trait Changeable<'a, Bridge>: Input<'a, Bridge> + Output<Bridge, Repr = <Self as Input<'a, Bridge>>::Repr> {}

impl<'a, Bridge, T> Changeable<'a, Bridge> for T where
    T: Input<'a, Bridge> + Output<Bridge, Repr = <T as Input<'a, Bridge>>::Repr>
{
}

impl<'a, Bridge: 'a, T: Changeable<'a, Bridge> + 'a> Input<'a, Bridge> for &'a mut T {
    type Repr = Pointer;
    type Contract = &'static mut <T as Input<'a, Bridge>>::Contract;

    #[inline]
    unsafe fn lift(repr: Pointer, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the form is that of what is borrowed.
        unsafe { T::lift_mut(repr, arena) }
    }

    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        T::decode_mut(reader, arena)
    }
}

impl<'a, Bridge: 'a, T: Changeable<'a, Bridge> + 'a> Input<'a, Bridge> for &'a mut [T] {
    type Repr = Slice;
    type Contract = &'static mut [<T as Input<'a, Bridge>>::Contract];

    #[inline]
    unsafe fn lift(repr: Slice, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the form is that of what is borrowed.
        unsafe { T::lift_slice_mut(repr, arena) }
    }

    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        <Vec<T> as Input<'a, Bridge>>::decode_mut(reader, arena).map(Vec::as_mut_slice)
    }
}

/// Writes what a call made of a value.
///
/// # Errors
/// Where that is more than can cross.
///
/// # Safety
/// `value` points to a `T` that nobody else uses.
pub(super) unsafe fn encode_changed<Bridge, T: Output<Bridge>>(
    value: *const (),
    out: &mut Vec<u8>,
) -> Result<(), Invalid> {
    // SAFETY: the caller's promise.
    let value = unsafe { &*value.cast::<T>() };
    value.check(Room::WHOLE)?;
    value.encode(out);
    Ok(())
}

/// Drops what a call made of a value, however deep.
///
/// # Safety
/// `value` comes from `Box::<T>::into_raw` and is not used again.
pub(super) unsafe fn drop_changed<Bridge, T: Output<Bridge>>(value: *mut ()) {
    // SAFETY: the caller's promise.
    let value = unsafe { Box::from_raw(value.cast::<T>()) };
    drop(checked::<Bridge, T>(*value));
}

/// Data that a call borrows mutably: the host leaves its form here, and finds that of the changed value after the call.
#[repr(C)]
pub struct Place<R: Copy> {
    /// The form, and whether it is there. The bridge takes it out and puts it back.
    pub form: super::OptionRepr<R>,
}

/// What [`Pointer::tag`] is for a [`Place`], which no class has as its address.
const PLACE: usize = 3;

impl Pointer {
    /// Describes data that is lent for a call.
    #[inline]
    pub fn place<R: Copy>(place: &mut Place<R>) -> Self {
        Self { to: std::ptr::from_mut(place).cast(), tag: PLACE }
    }

    /// The pointer to a place where a list was to be.
    #[must_use]
    pub(super) fn of_place(slice: Slice) -> Self {
        Self { to: slice.ptr.cast_mut().cast(), tag: slice.len }
    }

    /// The same as a slice, where that stands for a list.
    #[must_use]
    pub fn into_slice(self) -> Slice {
        Slice { ptr: self.to.cast_const().cast(), len: self.tag }
    }
}

/// A value that goes back to its place when the call ends, however it ends.
struct Borrowed<'a, Bridge, T: Changeable<'a, Bridge>> {
    /// Taken out when it goes back.
    value: Option<T>,
    /// The bytes of what came in, where what the call makes of it may be more than can cross.
    before: Option<Vec<u8>>,
    place: *mut Place<<T as Input<'a, Bridge>>::Repr>,
}

impl<'a, Bridge, T: Changeable<'a, Bridge>> Borrowed<'a, Bridge, T> {
    fn give_back(&mut self) -> Result<(), Invalid> {
        let Some(value) = self.value.take() else { return Ok(()) };
        match checked::<Bridge, T>(value) {
            Ok(value) => self.put(value),
            Err(fault) => {
                self.put_before();
                return Err(fault);
            }
        }
        Ok(())
    }

    fn put(&self, value: T) {
        let form = super::OptionRepr { tag: 1, value: MaybeUninit::new(value.lower()) };
        // SAFETY: whoever made this promised that the place lives as long as the arena.
        unsafe { (*self.place).form = form };
    }

    /// Puts there what came in. What was written can be read.
    #[cold]
    fn put_before(&mut self) {
        let (Some(before), arena) = (self.before.take(), Arena::new()) else { return };
        // SAFETY: what borrows the bytes or the arena is lowered before they end, which copies it.
        let (bytes, arena) = unsafe { (&*std::ptr::from_ref(before.as_slice()), &*std::ptr::from_ref(&arena)) };
        if let Ok(value) = T::decode(&mut Reader::new(bytes), arena) {
            self.put(value);
        }
    }
}

impl<'a, Bridge, T: Changeable<'a, Bridge>> Drop for Borrowed<'a, Bridge, T> {
    fn drop(&mut self) {
        // The call panicked, and says that.
        let _ = self.give_back();
    }
}

/// Gives a value back before the call is over.
///
/// # Errors
/// Where what the call made of it is more than can cross.
///
/// # Safety
/// `borrowed` points to such a value that nobody else uses.
unsafe fn give_back<'a, Bridge, T: Changeable<'a, Bridge>>(borrowed: *mut ()) -> Result<(), Invalid> {
    // SAFETY: the caller's promise.
    unsafe { &mut *borrowed.cast::<Borrowed<'a, Bridge, T>>() }.give_back()
}

/// Takes data out of its place for the length of a call.
///
/// # Errors
/// Where the form is of no value, or no place.
///
/// # Safety
/// `form` is a place for `T` that lives for `'a`, and is nobody else's until then.
#[allow(clippy::mut_from_ref, reason = "the arena keeps each value for one borrower")]
pub(super) unsafe fn lift_place<'a, Bridge: 'a, T: Changeable<'a, Bridge> + 'a>(
    form: Pointer,
    arena: &'a Arena,
) -> Result<&'a mut T, Invalid> {
    if form.tag != PLACE {
        return Err(Invalid::new("a borrowed value", "none"));
    }
    let place = form.to.cast::<Place<<T as Input<'a, Bridge>>::Repr>>();
    // SAFETY: the caller's promise.
    let taken = unsafe { std::mem::replace(&mut (*place).form.tag, 0) };
    if taken != 1 {
        return Err(Invalid::new("a borrowed value", "an empty place"));
    }
    // SAFETY: the tag says that the form is set, and it is taken once.
    let value = unsafe { T::lift((*place).form.value.assume_init(), arena) }?;
    let written = || {
        let mut bytes = Vec::new();
        value.encode(&mut bytes);
        bytes
    };
    let before = T::LIMITED.then(written);
    let borrowed = Borrowed::<Bridge, T> { value: None, before, place };
    let back = Back::Placed(give_back::<Bridge, T>);
    let borrowed = arena.keep_with(borrowed, drop_box::<Borrowed<'a, Bridge, T>>, back);
    Ok(borrowed.value.insert(value))
}
