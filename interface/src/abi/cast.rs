//! How a value of one of the plugin's types goes in where an object of a trait is asked for that the type has: the bridge
//! puts the trait's table beside the pointer, as the compiler does for `&Circle` where a `&dyn Shape` is wanted. Which types
//! have a trait, the compiler says; a class lists them. An object of a subtrait goes in likewise: what is in its box is led to
//! with the other trait's table.

use std::mem::MaybeUninit;

use super::object::{EXCLUSIVE, OWNED, SHARED};
use super::registry::{lend_object, take_object_of};
use super::{Arena, Class, Invalid, Pointer};
use crate::wire::Reader;

/// A type whose values may be taken for objects of a trait.
#[repr(C)]
pub struct Cast {
    /// The class of its values.
    pub class: &'static Class,
    /// How to make an object of one; nothing where the compiler finds that the type lacks the trait, or a bound besides.
    pub unsize: Option<UnsizeFn>,
    /// Whether the values are objects of another trait, each in a box of its own: those of a trait of which this one is a
    /// supertrait.
    pub boxed: bool,
}

/// Writes the `*mut dyn Trait` that leads to `value`, which is of the type that the function is for, or to what is in it
/// where that is a box.
pub type UnsizeFn = unsafe extern "C" fn(value: *mut (), out: *mut ());

/// The types whose values may be taken for objects of a class.
#[repr(C)]
pub struct Casts {
    list: *const Cast,
    count: usize,
}

// SAFETY: it points at immutable static memory.
unsafe impl Sync for Casts {}

impl Casts {
    /// Those of a class that is none of a trait's objects.
    pub const NONE: Self = Self::of(&[]);

    /// Describes a static list.
    #[must_use]
    pub const fn of(list: &'static [Cast]) -> Self {
        Self { list: list.as_ptr(), count: list.len() }
    }

    /// Returns the classes of the types that the compiler found to fit.
    pub fn classes(&'static self) -> impl Iterator<Item = &'static Class> {
        self.list().iter().filter(|cast| cast.unsize.is_some()).map(|cast| cast.class)
    }

    fn list(&'static self) -> &'static [Cast] {
        // SAFETY: `of` took the parts from a static list, which is mapped for as long as what points here.
        unsafe { std::slice::from_raw_parts(self.list, self.count) }
    }
}

/// What an object of one class is to another.
#[derive(Clone, Copy)]
pub(super) enum Kin {
    /// An object of that as well, which looks the same.
    Same,
    /// A value that such an object is made of.
    Cast(UnsizeFn),
    /// A box with an object that is one of that as well.
    Upcast(UnsizeFn),
}

impl Class {
    /// What objects of this class are to the other one, if anything.
    pub(super) fn kin(&'static self, wanted: &'static Self) -> Option<Kin> {
        if self.is(wanted) {
            return Some(Kin::Same);
        }
        let found = wanted.casts.list().iter().find(|cast| std::ptr::eq(cast.class, self));
        found.and_then(|cast| cast.unsize.map(if cast.boxed { Kin::Upcast } else { Kin::Cast }))
    }

    /// Says what is wanted where an object of this class is: with the types that have the trait, if it is a trait's.
    #[cold]
    pub(super) fn wanted(&'static self) -> String {
        const MAX_NAMED: usize = 8;
        let classes = || self.casts.classes();
        // Objects of more bounds go without saying.
        let widest = |class: &&'static Self| !classes().any(|other| !std::ptr::eq(*class, other) && class.is(other));
        let mut names: Vec<_> = classes().filter(widest).map(Self::path).collect();
        let more = names.len().saturating_sub(MAX_NAMED);
        names.truncate(MAX_NAMED);
        match (names.as_slice(), more) {
            ([], _) => self.path().to_owned(),
            (names, 0) => format!("{} (or {})", self.path(), names.join(", ")),
            (names, more) => format!("{} (or {}, or {more} more)", self.path(), names.join(", ")),
        }
    }
}

/// Makes the pointer around an object of a trait that leads to a value.
///
/// # Safety
/// `T` is a `Box` of the trait's objects, or looks like one; `value` is of the type that the function is for.
unsafe fn unsized_to<T>(unsize: UnsizeFn, value: *mut ()) -> MaybeUninit<T> {
    let mut object: MaybeUninit<T> = MaybeUninit::uninit();
    // SAFETY: a box looks like a `*mut dyn Trait`, which the function writes.
    unsafe { unsize(value, object.as_mut_ptr().cast()) };
    object
}

/// Takes an object of a trait that changes hands, or makes one of a value that does.
///
/// # Errors
/// Where it is neither, or only lent; it is dropped then if it was given away.
///
/// # Safety
/// `form` is that of a live object, and `class` that of `T`, which is a `Box` of a trait's objects or looks like one.
pub unsafe fn take_kin<T>(form: Pointer, class: &'static Class) -> Result<T, Invalid> {
    // SAFETY: the caller's promise.
    let kin = unsafe { form.kin(class, OWNED) }?;
    // SAFETY: as above, and it is the callee's now.
    Ok(unsafe { taken(kin, form.to) })
}

/// Takes an object away.
///
/// # Safety
/// As for [`take_kin`], of an object that is nobody else's.
unsafe fn taken<T>(kin: Kin, object: *mut ()) -> T {
    match kin {
        // SAFETY: this is a boxed `T`.
        Kin::Same => *unsafe { Box::from_raw(object.cast::<T>()) },
        // SAFETY: this is a boxed value, and a box of it is a box of the trait's object.
        Kin::Cast(unsize) => unsafe { unsized_to::<T>(unsize, object).assume_init() },
        Kin::Upcast(unsize) => {
            // SAFETY: this is a boxed box, and the box of what is in that is a box of the other trait's object.
            let taken = unsafe { unsized_to::<T>(unsize, object).assume_init() };
            // SAFETY: all boxes of objects look like a `T`. What was in this one is in the other now.
            drop(unsafe { Box::from_raw(object.cast::<MaybeUninit<T>>()) });
            taken
        }
    }
}

/// Borrows an object of a trait for a call, or a value as one.
///
/// # Errors
/// Where it is neither, or comes with another access.
///
/// # Safety
/// As for [`take_kin`]; what `form` leads to lives for `'a` and is lent as its tag says.
pub unsafe fn borrow_kin<'a, T>(form: Pointer, arena: &'a Arena, class: &'static Class) -> Result<&'a T, Invalid> {
    // SAFETY: the caller's promise.
    let kin = unsafe { form.kin(class, SHARED) }?;
    // SAFETY: the object or the value is shared for the call.
    Ok(unsafe { &*lent(kin, form.to, arena) })
}

/// Borrows an object of a trait for a call, or a value as one, and nobody else does.
///
/// # Errors
/// As for [`borrow_kin`].
///
/// # Safety
/// As for [`borrow_kin`], and what gets the result uses it for what it leads to alone: it must not put another object in
/// its place.
#[allow(clippy::mut_from_ref, reason = "the arena keeps each value for one borrower")]
pub unsafe fn borrow_kin_mut<'a, T>(
    form: Pointer,
    arena: &'a Arena,
    class: &'static Class,
) -> Result<&'a mut T, Invalid> {
    // SAFETY: the caller's promise.
    let kin = unsafe { form.kin(class, EXCLUSIVE) }?;
    // SAFETY: the object or the value is this call's alone.
    Ok(unsafe { &mut *lent(kin, form.to, arena) })
}

/// As [`take_kin`], for the number that comes next.
///
/// # Errors
/// Where it is none of an object or a value of which one can be made, or of one that this thread may not take.
///
/// # Safety
/// As for [`take_kin`].
pub unsafe fn decode_kin<T>(reader: &mut Reader<'_>, class: &'static Class) -> Result<T, Invalid> {
    let (object, kin) = take_object_of(reader, class)?;
    // SAFETY: as in `take_kin`.
    Ok(unsafe { taken(kin, object) })
}

/// As [`borrow_kin`], for the number that comes next.
///
/// # Errors
/// As for [`decode_kin`].
///
/// # Safety
/// As for [`take_kin`].
pub unsafe fn decode_kin_ref<'a, T>(
    reader: &mut Reader<'_>,
    arena: &'a Arena,
    class: &'static Class,
) -> Result<&'a T, Invalid> {
    let (object, kin) = lend_object(reader, arena, class, SHARED)?;
    // SAFETY: it is lent until the arena ends the loan.
    Ok(unsafe { &*lent(kin, object, arena) })
}

/// As [`borrow_kin_mut`], for the number that comes next.
///
/// # Errors
/// As for [`decode_kin`].
///
/// # Safety
/// As for [`borrow_kin_mut`].
#[allow(clippy::mut_from_ref, reason = "the arena keeps each value for one borrower")]
pub unsafe fn decode_kin_mut<'a, T>(
    reader: &mut Reader<'_>,
    arena: &'a Arena,
    class: &'static Class,
) -> Result<&'a mut T, Invalid> {
    let (object, kin) = lend_object(reader, arena, class, EXCLUSIVE)?;
    // SAFETY: it is lent until the arena ends the loan, and to nobody else.
    Ok(unsafe { &mut *lent(kin, object, arena) })
}

/// Where the pointer around a lent object is: in the object's own box, or in the arena, where nothing drops it.
///
/// # Safety
/// As for [`take_kin`], with an object that is lent.
unsafe fn lent<T>(kin: Kin, object: *mut (), arena: &Arena) -> *mut T {
    match kin {
        Kin::Same => object.cast(),
        Kin::Cast(unsize) | Kin::Upcast(unsize) => {
            // SAFETY: the caller's promise. It stays uninitialised as far as the compiler knows: a box would say that nothing
            // else leads to the value.
            let object = unsafe { unsized_to::<T>(unsize, object) };
            arena.keep_mut(object).as_mut_ptr()
        }
    }
}
