//! How a value that stays in the plugin crosses: as a pointer that says what it points at. The direct lane is here; the
//! wire lane, which trusts no pointer, is `registry.rs`.

use super::cast::Kin;
use super::{Arena, Buffer, Casts, Invalid, Slot, Status, Text};

/// The access that a pointer gives, in the low bits of [`Pointer::tag`].
pub(super) const OWNED: usize = 0;
pub(super) const SHARED: usize = 1;
pub(super) const EXCLUSIVE: usize = 2;
const ACCESS: usize = 0b11;

/// Why a value that has a trait is refused where a function that is generic by the trait may change it: such a function could
/// put another value in its place, and only one of an object fits there.
pub(super) const BY_ITSELF: &str = "which goes in here only as an object";

/// An object on its way: the value itself stays where it is.
///
/// The tag is the address of the bridge's [`Class`] of the type, plus the access. A bridge compares it with the only tag
/// that it takes, so one comparison proves the type, the library and the access, whatever the host believes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Pointer {
    /// The value, boxed on the shared heap; null where the host has nothing that this library could take.
    pub to: *mut (),
    /// Class and access.
    pub tag: usize,
}

/// A type whose values stay in the plugin, and what can be done with them besides calling functions.
///
/// Each function takes objects of this class. Those that take `*const ()` share them, `drop` takes one away.
#[repr(C)]
pub struct Class {
    /// The type's path in the interface.
    pub path: Text,
    /// Whether the type is `Send`.
    pub send: bool,
    /// Whether the type is `Sync`.
    pub sync: bool,
    /// Drops and frees an object.
    pub drop: unsafe extern "C" fn(object: *mut (), out: *mut Slot<u8>) -> Status,
    /// `Clone`, where the type has it: a new object of the same class.
    pub clone: Option<unsafe extern "C" fn(object: *const (), out: *mut Slot<*mut ()>) -> Status>,
    /// `Debug`, where the type has it, as UTF-8.
    pub debug: Option<ShowFn>,
    /// `Display`, where the type has it, as UTF-8.
    pub display: Option<ShowFn>,
    /// `PartialEq`, where the type has it: 0 or 1.
    pub equal: Option<unsafe extern "C" fn(one: *const (), other: *const (), out: *mut Slot<u8>) -> Status>,
    /// What else can be done, with a future or an iterator.
    pub operation: Option<&'static super::Operation>,
    /// The class of which these objects are as well: objects of the same trait, of which fewer bounds are known. Both are
    /// boxes that look the same, as `Box<dyn Shape + Send>` and `Box<dyn Shape>` do.
    pub wider: Option<&'static Self>,
    /// The types whose values go in as objects of this class, where it is one of a trait's objects.
    pub casts: Casts,
}

/// Writes an object out as text.
pub type ShowFn = unsafe extern "C" fn(object: *const (), out: *mut Slot<Buffer>) -> Status;

impl Pointer {
    /// A pointer to nothing, which no bridge takes.
    pub const NOTHING: Self = Self { to: std::ptr::null_mut(), tag: 0 };

    /// Describes an object that changes hands.
    #[inline]
    #[must_use]
    pub fn owned(to: *mut (), class: &'static Class) -> Self {
        Self { to, tag: class.tag(OWNED) }
    }

    /// Describes an object that is lent for a call.
    #[inline]
    #[must_use]
    pub fn shared(to: *mut (), class: &'static Class) -> Self {
        Self { to, tag: class.tag(SHARED) }
    }

    /// Describes an object that is lent for a call to nobody else.
    #[inline]
    #[must_use]
    pub fn exclusive(to: *mut (), class: &'static Class) -> Self {
        Self { to, tag: class.tag(EXCLUSIVE) }
    }

    /// Returns the class.
    ///
    /// # Safety
    /// One of the functions above made the pointer, in a library that is still mapped; it is not [`Pointer::NOTHING`].
    #[must_use]
    pub unsafe fn class(self) -> &'static Class {
        // SAFETY: the tag is that of a class, as the caller promises.
        unsafe { &*std::ptr::with_exposed_provenance::<Class>(self.tag & !ACCESS) }
    }

    /// Checks that an object which is none of `class` itself is one of a narrower class, with that access.
    ///
    /// # Safety
    /// As for [`Pointer::refuse`].
    #[cold]
    unsafe fn check_narrower(self, class: &'static Class, access: usize) -> Result<(), Invalid> {
        // SAFETY: the caller's promise.
        let is_it = !self.to.is_null() && self.tag & ACCESS == access && unsafe { self.class() }.is(class);
        // SAFETY: as above.
        if is_it { Ok(()) } else { Err(unsafe { self.refuse(class, access) }) }
    }

    /// What this is to `class`, with that access.
    ///
    /// # Errors
    /// Where it is nothing to it, or comes with another access; it is dropped then if it was given away.
    ///
    /// # Safety
    /// As for [`Pointer::refuse`].
    pub(super) unsafe fn kin(self, class: &'static Class, access: usize) -> Result<Kin, Invalid> {
        if self.tag == class.tag(access) {
            return Ok(Kin::Same);
        }
        // SAFETY: the caller's promise.
        let of = |form: Self| unsafe { form.class() }.kin(class);
        let kin = (!self.to.is_null() && self.tag & ACCESS == access).then(|| of(self)).flatten();
        // SAFETY: as above.
        kin.ok_or_else(|| unsafe { self.refuse(class, access) })
    }

    /// Says what came instead of an object of `class`. One that was given away is dropped, since nobody else will.
    ///
    /// # Safety
    /// As for [`Pointer::class`], but for [`Pointer::NOTHING`].
    #[cold]
    unsafe fn refuse(self, class: &'static Class, access: usize) -> Invalid {
        let wanted = class.path();
        if self.to.is_null() {
            return Invalid::new(wanted, "an object of another library");
        }
        // SAFETY: the caller's promise.
        let found = unsafe { self.class() };
        let is_kin = found.kin(class).is_some();
        if self.tag & ACCESS == OWNED {
            let mut slot = Slot::empty();
            // SAFETY: the object is of that class, and was given to this call.
            let status = unsafe { (found.drop)(self.to, &raw mut slot) };
            // SAFETY: the status is that of the call which the slot was for.
            unsafe { slot.forget_failure(status) };
        }
        match found.path() {
            _ if std::ptr::eq(found, class) => Invalid::new(wanted, "one that is lent in another way"),
            path if is_kin && self.tag & ACCESS == access => Invalid::new(wanted, format_args!("{path}, {BY_ITSELF}")),
            path if is_kin => Invalid::new(wanted, format_args!("{path} that is lent in another way")),
            path if path == wanted => Invalid::new(wanted, format_args!("{path} of another library")),
            path => Invalid::new(class.wanted(), path),
        }
    }
}

impl Class {
    /// The type's path.
    #[must_use]
    pub fn path(&'static self) -> &'static str {
        // SAFETY: the text is as old as the class itself, which is static.
        let path = unsafe { self.path.read() };
        std::str::from_utf8(path).unwrap_or_default()
    }

    /// Whether objects of this class are objects of the other one.
    #[inline]
    pub(super) fn is(&'static self, class: &'static Self) -> bool {
        std::ptr::eq(self, class) || self.wider.is_some_and(|wider| wider.is(class))
    }

    #[inline]
    fn tag(&'static self, access: usize) -> usize {
        std::ptr::from_ref(self).expose_provenance() | access
    }
}

impl<R: Copy> Slot<R> {
    /// Frees the texts of a failure that nobody wants to read.
    ///
    /// # Safety
    /// A call left this status and this slot.
    pub(super) unsafe fn forget_failure(&self, status: Status) {
        if status == Status::PANICKED || status == Status::BAD_ARGUMENT {
            // SAFETY: these statuses say that the failure is set, and both its texts were given away.
            unsafe {
                let failure = self.failure.assume_init();
                drop((failure.message.own::<u8>(), failure.detail.own::<u8>()));
            }
        }
    }
}

/// Takes an object that changes hands.
///
/// # Errors
/// Where it is none of `class`, or only lent; it is dropped then if it was given away.
///
/// # Safety
/// `form` is that of a live object, and `class` that of `T`.
#[inline]
pub unsafe fn take_object<T>(form: Pointer, class: &'static Class) -> Result<T, Invalid> {
    if form.tag != class.tag(OWNED) {
        // SAFETY: the caller's promise.
        unsafe { form.check_narrower(class, OWNED) }?;
    }
    // SAFETY: the tag says that this is a boxed `T` which is the callee's now.
    Ok(*unsafe { Box::from_raw(form.to.cast::<T>()) })
}

/// Borrows an object for a call.
///
/// # Errors
/// Where it is none of `class`, or comes with another access.
///
/// # Safety
/// `form` is that of an object that lives for `'a` and is lent as its tag says; `class` is that of `T`.
#[inline]
pub unsafe fn borrow_object<'a, T>(form: Pointer, class: &'static Class) -> Result<&'a T, Invalid> {
    if form.tag != class.tag(SHARED) {
        // SAFETY: the caller's promise.
        unsafe { form.check_narrower(class, SHARED) }?;
    }
    // SAFETY: the tag says that this is a `T` which is shared for the call.
    Ok(unsafe { &*form.to.cast::<T>() })
}

/// Borrows an object for a call, and nobody else does.
///
/// # Errors
/// As for [`borrow_object`].
///
/// # Safety
/// As for [`borrow_object`].
#[inline]
pub unsafe fn borrow_object_mut<'a, T>(form: Pointer, class: &'static Class) -> Result<&'a mut T, Invalid> {
    if form.tag != class.tag(EXCLUSIVE) {
        // SAFETY: the caller's promise.
        unsafe { form.check_narrower(class, EXCLUSIVE) }?;
    }
    // SAFETY: the tag says that this is a `T` which is this call's alone.
    Ok(unsafe { &mut *form.to.cast::<T>() })
}

/// Gives an object away.
#[inline]
pub fn give_object<T>(object: T, class: &'static Class) -> Pointer {
    Pointer::owned(Box::into_raw(Box::new(object)).cast(), class)
}

/// [`Class::drop`] of a `T`.
///
/// # Safety
/// `object` is a boxed `T` that nobody uses any more, and `out` is valid for writing.
pub unsafe extern "C" fn drop_object<T>(object: *mut (), out: *mut Slot<u8>) -> Status {
    let drop = |_: &Arena| {
        // SAFETY: the caller's promise.
        drop(unsafe { Box::from_raw(object.cast::<T>()) });
        Ok(Status::OK)
    };
    // SAFETY: the caller's promise; nothing goes into the arena.
    unsafe { super::call(out, drop) }
}
