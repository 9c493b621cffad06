//! [`Places`]: data that a typed call borrows mutably. It is given away for the call and given back after it.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::mem::MaybeUninit;

use plugwright_interface::abi::{OptionRepr, Place, Pointer, Slice};

use crate::heap::Heap;
use crate::{Answer, Argument};

/// Data that a function can borrow mutably. What comes out of the call has the form of what went in, whatever the two are
/// called.
pub trait Changed: Sized + 'static + for<'a> Argument<At<'a> = Self> + Answer {}

impl<T> Changed for T where T: 'static + for<'a> Argument<At<'a> = T> + Answer {}

/// What one call borrows mutably for `'a`. Dropped after the call, it gives everything back.
pub struct Places<'a> {
    lent: RefCell<Vec<Lent>>,
    borrows: PhantomData<&'a mut ()>,
}

/// A place, and how what is in it gets back to its owner.
struct Lent {
    place: *mut (),
    owner: *mut (),
    heap: *const Heap,
    give_back: unsafe fn(&Self),
}

impl<'a> Places<'a> {
    #[inline]
    pub(crate) const fn new() -> Self {
        Self { lent: RefCell::new(Vec::new()), borrows: PhantomData }
    }

    /// Lends a value.
    pub(crate) fn lend<T: Changed>(&self, value: &'a mut T, heap: &Heap) -> Pointer {
        // SAFETY: the value is written back before its owner has it again; until then nobody reads what is left here.
        let taken = unsafe { std::ptr::read(value) };
        self.lend_form::<<T as Argument>::Repr>(
            T::lower(taken, heap),
            std::ptr::from_mut(value).cast(),
            heap,
            give_back::<T>,
        )
    }

    /// Lends a list.
    pub(crate) fn lend_list<T: Changed>(&self, list: &'a mut [T], heap: &Heap) -> Slice {
        // SAFETY: as in `lend`, for each item.
        let taken: Vec<T> = list.iter_mut().map(|item| unsafe { std::ptr::read(item) }).collect();
        // The length is that of the list which comes back: a function cannot change it through a slice.
        self.lend_form(T::lower_vec(taken, heap), list.as_mut_ptr().cast(), heap, give_list_back::<T>).into_slice()
    }

    fn lend_form<R: Copy>(&self, form: R, owner: *mut (), heap: &Heap, give_back: unsafe fn(&Lent)) -> Pointer {
        let form = OptionRepr { tag: 1, value: MaybeUninit::new(form) };
        let place = Box::into_raw(Box::new(Place { form }));
        self.lent.borrow_mut().push(Lent { place: place.cast(), owner, heap, give_back });
        // SAFETY: the box is freed only when it is given back.
        Pointer::place(unsafe { &mut *place })
    }
}

impl Drop for Places<'_> {
    #[inline]
    fn drop(&mut self) {
        for lent in self.lent.get_mut().drain(..) {
            // SAFETY: the place was made for this function, and the call has ended.
            unsafe { (lent.give_back)(&lent) };
        }
    }
}

/// Takes the form out of a place, and frees that.
///
/// # Safety
/// The place is one of `R`, and is not used again.
unsafe fn take<R: Copy>(lent: &Lent) -> R {
    // SAFETY: the caller's promise.
    let place = unsafe { Box::from_raw(lent.place.cast::<Place<R>>()) };
    match place.form.tag {
        // SAFETY: the tag says that the form is set.
        1 => unsafe { place.form.value.assume_init() },
        _ => lost(),
    }
}

/// The plugin took a value and did not give it back, which no bridge does. Its owner has nothing to go on with.
#[cold]
fn lost() -> ! {
    std::process::abort()
}

/// # Safety
/// `lent` is a place for a `T`, whose owner waits for it.
unsafe fn give_back<T: Changed>(lent: &Lent) {
    const { assert!(size_of::<<T as Argument>::Repr>() == size_of::<<T as Answer>::Repr>()) };
    // SAFETY: the caller's promise.
    let form = unsafe { take::<<T as Argument>::Repr>(lent) };
    // SAFETY: both are the form that the plugin's type has.
    let form = unsafe { std::mem::transmute_copy::<_, <T as Answer>::Repr>(&form) };
    // SAFETY: the plugin lowered it; the heap lives as long as the library, which the call keeps open.
    let lifted = unsafe { T::lift(form, &*lent.heap) };
    // SAFETY: what is there was moved out.
    unsafe { lent.owner.cast::<T>().write(lifted.unwrap_or_else(|_no_value| lost())) };
}

/// # Safety
/// `lent` is a place for a list of `T`, whose owner waits for as many items.
unsafe fn give_list_back<T: Changed>(lent: &Lent) {
    // SAFETY: as in `give_back`.
    let lifted = unsafe { T::lift_vec(take(lent), &*lent.heap) }.unwrap_or_else(|_no_list| lost());
    for (index, item) in lifted.into_iter().enumerate() {
        // SAFETY: what is there was moved out; the list has as many items as went in.
        unsafe { lent.owner.cast::<T>().add(index).write(item) };
    }
}
