//! [`Output`]: a type that comes out of a plugin as a result, on either lane. Which types do is in the files beside this
//! one, by family.

use super::{Buffer, Invalid, Room, Scrap};
use crate::wire::{put_head, tag};

/// A type that a result can have. Borrowed forms are copied to owned ones on the way, because the host outlives the
/// call.
pub trait Output<Bridge>: Sized {
    /// How a value looks in the direct lane. Whoever receives it owns what it points at.
    type Repr: Copy;

    /// The type as the interface spells it. A bridge names it for every type that it calls a function with, so that a
    /// claim about the plugin that is not true does not compile, also where two types look alike on the way.
    type Contract: 'static;

    /// Whether a value's memory is that of its form, so that a list crosses as its memory.
    const PLAIN: bool = false;

    /// Whether a value can be more than can cross, so that it has to be asked.
    const LIMITED: bool = false;

    /// Checks that a value can cross.
    ///
    /// # Errors
    /// Where it is too deep, or a list in it too long.
    #[inline]
    fn check(&self, _: Room) -> Result<(), Invalid> {
        Ok(())
    }

    /// Drops a value that is too deep for its own drop.
    fn scrap<'v>(self, _: &mut Scrap<'v>)
    where
        Self: 'v,
    {
    }

    /// Brings a value into its form.
    fn lower(self) -> Self::Repr;

    /// Brings a value into its form where the caller wants it.
    ///
    /// # Safety
    /// `out` is valid for writing.
    #[inline]
    unsafe fn lower_into(self, out: *mut Self::Repr) {
        // SAFETY: the caller's promise.
        unsafe { out.write(self.lower()) };
    }

    /// Whether values hold objects that stay in the plugin, which can be written to the wire only by giving them away.
    const HOLDS_OBJECTS: bool = false;

    /// Writes a value to the wire that holds no objects.
    fn encode(&self, out: &mut Vec<u8>);

    /// Writes a value to the wire, giving its objects away.
    #[inline]
    fn encode_owned(self, out: &mut Vec<u8>) {
        self.encode(out);
    }

    /// Whether this is the `Err` of a `Result`.
    #[inline]
    fn is_err(&self) -> bool {
        false
    }

    /// Lowers a list.
    fn lower_vec(list: Vec<Self>) -> Buffer {
        if Self::PLAIN {
            return Buffer::give(list);
        }
        Buffer::give(list.into_iter().map(Self::lower).collect())
    }

    /// Writes a list to the wire whose items hold no objects.
    fn encode_slice(list: &[Self], out: &mut Vec<u8>) {
        put_head(out, tag::LIST, list.len());
        list.iter().for_each(|item| item.encode(out));
    }

    /// Writes a list to the wire, giving its objects away.
    fn encode_vec(list: Vec<Self>, out: &mut Vec<u8>) {
        if Self::HOLDS_OBJECTS {
            put_head(out, tag::LIST, list.len());
            list.into_iter().for_each(|item| item.encode_owned(out));
        } else {
            Self::encode_slice(&list, out);
        }
    }
}
