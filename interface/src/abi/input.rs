//! [`Input`]: a type that goes into a plugin as a parameter, on either lane. Which types do is in the files beside this
//! one, by family.

use super::arena::Back;
use super::reference::{drop_changed, encode_changed, lift_place};
use super::{Arena, Buffer, Changeable, Invalid, Pointer, Slice, decode_each, lift_each};
use crate::wire::{List, Reader};

/// A type that a parameter can have; `'a` is the length of the call.
///
/// The host made the forms. Lists have methods of their own because a list of plain data crosses as its memory and every
/// other list as the list of its items' forms.
pub trait Input<'a, Bridge>: Sized {
    /// How a value looks in the direct lane.
    type Repr: Copy;

    /// The type as the interface spells it. A bridge names it for every type that it calls a function with, so that a
    /// claim about the plugin that is not true does not compile, also where two types look alike on the way.
    type Contract: 'static;

    /// Whether a form's memory is that of its value, and any form is of a value, so that a list crosses as its memory.
    const PLAIN: bool = false;

    /// Whether values stay in the plugin, so that a borrow of one is not the borrow of a copy.
    const IS_OBJECT: bool = false;

    /// Brings a form back to a value. A host's own types have no form here: it reads them from the wire.
    ///
    /// # Errors
    /// Where the form is of no value.
    ///
    /// # Safety
    /// `repr` is the form of a value of this type, is lifted once, and whatever it borrows lives for `'a`.
    unsafe fn lift(_repr: Self::Repr, _arena: &'a Arena) -> Result<Self, Invalid> {
        Err(Invalid::new("a value on the wire", "a form"))
    }

    /// Reads a value from the wire.
    ///
    /// # Errors
    /// Where the next value is none of this type.
    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid>;

    /// Brings a form back to a value that the call borrows.
    ///
    /// # Errors
    /// As for [`Input::lift`].
    ///
    /// # Safety
    /// As for [`Input::lift`].
    unsafe fn lift_ref(repr: Self::Repr, arena: &'a Arena) -> Result<&'a Self, Invalid>
    where
        Self: 'a,
    {
        // SAFETY: the caller's promise.
        unsafe { Self::lift(repr, arena) }.map(|value| arena.keep(value))
    }

    /// Reads a value from the wire that the call borrows.
    ///
    /// # Errors
    /// As for [`Input::decode`].
    fn decode_ref(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<&'a Self, Invalid>
    where
        Self: 'a,
    {
        Self::decode(reader, arena).map(|value| arena.keep(value))
    }

    /// Brings a form back to a value that the call borrows mutably.
    ///
    /// # Errors
    /// As for [`Input::lift`].
    ///
    /// # Safety
    /// As for [`Input::lift`], for a pointer to the value or to a place for it.
    #[allow(clippy::mut_from_ref, reason = "the arena keeps each value for one borrower")]
    unsafe fn lift_mut(pointer: Pointer, arena: &'a Arena) -> Result<&'a mut Self, Invalid>
    where
        Self: Changeable<'a, Bridge> + 'a,
        Bridge: 'a,
    {
        // SAFETY: the caller's promise.
        unsafe { lift_place::<Bridge, Self>(pointer, arena) }
    }

    /// Reads a value from the wire that the call borrows mutably.
    ///
    /// # Errors
    /// As for [`Input::decode`].
    fn decode_mut(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<&'a mut Self, Invalid>
    where
        Self: Changeable<'a, Bridge> + 'a,
    {
        let value = Self::decode(reader, arena)?;
        Ok(arena.keep_with(value, drop_changed::<Bridge, Self>, Back::Encoded(encode_changed::<Bridge, Self>)))
    }

    /// Lifts a list.
    ///
    /// # Errors
    /// Where one of the items is none of this type.
    ///
    /// # Safety
    /// As for [`Input::lift`], with the form of a list.
    unsafe fn lift_vec(buffer: Buffer, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
        if Self::PLAIN {
            // SAFETY: the host gave a list of forms away, and their memory is that of values.
            return Ok(unsafe { buffer.own() });
        }
        // SAFETY: the host gave a list of forms away.
        let list = unsafe { buffer.own::<Self::Repr>() };
        // SAFETY: each item is the form of a value, as the caller promises for the whole list.
        lift_each(list, |item| unsafe { Self::lift(item, arena) })
    }

    /// Lifts a borrowed list.
    ///
    /// # Errors
    /// Where one of the items is none of this type.
    ///
    /// # Safety
    /// As for [`Input::lift`], with the form of a borrowed list.
    unsafe fn lift_slice(slice: Slice, arena: &'a Arena) -> Result<&'a [Self], Invalid>
    where
        Self: 'a,
    {
        // SAFETY: the caller's promise.
        Ok(arena.keep(unsafe { Self::lift_items(slice, arena) }?))
    }

    /// Lifts a list that the call borrows mutably.
    ///
    /// # Errors
    /// Where one of the items is none of this type.
    ///
    /// # Safety
    /// As for [`Input::lift_slice`], for the list itself where it crosses as its memory, else for a place for it.
    #[allow(clippy::mut_from_ref, reason = "the arena keeps each value for one borrower")]
    unsafe fn lift_slice_mut(slice: Slice, arena: &'a Arena) -> Result<&'a mut [Self], Invalid>
    where
        Self: Changeable<'a, Bridge> + 'a,
        Bridge: 'a,
    {
        // SAFETY: the caller's promise.
        unsafe { lift_place::<Bridge, Vec<Self>>(Pointer::of_place(slice), arena) }.map(Vec::as_mut_slice)
    }

    /// Lifts the items of a borrowed list into a list of their own.
    ///
    /// # Errors
    /// Where one of the items is none of this type.
    ///
    /// # Safety
    /// As for [`Input::lift_slice`].
    unsafe fn lift_items(slice: Slice, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
        if Self::PLAIN {
            // SAFETY: the host gave a boxed slice of forms away, and their memory is that of values.
            return Ok(unsafe { slice.own() }.into_vec());
        }
        // SAFETY: the host gave a boxed slice of forms away.
        let list = unsafe { slice.own::<Self::Repr>() };
        // SAFETY: each item is the form of a value, as the caller promises for the whole list.
        lift_each(list.into_vec(), |item| unsafe { Self::lift(item, arena) })
    }

    /// Reads a list from the wire.
    ///
    /// # Errors
    /// Where the next value is no list of this type.
    fn decode_vec(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
        match reader.list()? {
            List::Items(count) => decode_each(count, || Self::decode(reader, arena)),
            List::Packed(..) => Err(Invalid::new("a list of another type", "a list of numbers")),
        }
    }

    /// Reads a borrowed list from the wire.
    ///
    /// # Errors
    /// Where the next value is no list of this type.
    fn decode_slice(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<&'a [Self], Invalid>
    where
        Self: 'a,
    {
        Ok(arena.keep(Self::decode_vec(reader, arena)?))
    }
}
