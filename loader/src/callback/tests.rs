use plugwright_interface::abi::{Slot, Status};
use plugwright_interface::{Describe, Known, Type};

use super::answer;
use crate::Argument;
use crate::heap::Heap;

/// What a closure returns, and what has no form.
struct Formless;

impl Describe for Formless {
    fn describe(_: &mut Known) -> Type {
        Type::Unit
    }
}

impl Argument for Formless {
    type At<'a> = Self;
    type Repr = u64;

    fn lower(_: Self, _: &Heap) -> u64 {
        panic!("it has no form")
    }
}

#[test]
fn a_panic_over_a_result_does_not_leave_the_host() {
    let mut slot = Slot::<u64>::empty();
    // SAFETY: the slot is for a form of 8 bytes.
    let reply = unsafe { answer::<Formless>(Heap::new(), &raw mut slot, || Ok(Formless)) };
    assert!(reply.status == Status::PANICKED);
    // SAFETY: the status says that the failure is set; both texts were given away.
    let (message, detail) = unsafe {
        let failure = slot.failure.assume_init();
        (failure.message.own::<u8>(), failure.detail.own::<u8>())
    };
    assert_eq!((message.as_slice(), detail.len()), (&b"it has no form"[..], 0));
}
