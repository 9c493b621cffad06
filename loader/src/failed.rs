//! Why a call of the direct lane has no result. Out of the way of the calls that have one.

use plugwright_interface::abi::{Failure, Invalid, Slot, Status};

use crate::callee::Failed;
use crate::library::Opened;
use crate::{CallError, Panic};

impl Opened {
    /// Says why the function at `index` has no result.
    ///
    /// # Safety
    /// A call left this status and this slot.
    #[cold]
    pub(crate) unsafe fn failed_at<R: Copy>(&self, index: usize, status: Status, slot: &Slot<R>) -> CallError {
        let func = self.signature(index);
        if status != Status::BAD_ARGUMENT {
            // SAFETY: the caller's promise.
            return unsafe { self.failed(&func.path, status, slot) };
        }
        // SAFETY: the status says that the failure is set, and the bridge gave it away.
        let (expected, found, Failure { line: index, .. }) = unsafe { self.texts(slot.failure.assume_init()) };
        crate::function::bad_argument(func, index as usize, expected, found)
    }

    /// The same for who passes it on as a pointer.
    ///
    /// # Safety
    /// As for [`Opened::failed_at`].
    #[cold]
    #[inline(never)]
    pub(crate) unsafe fn failed_apart<R: Copy>(&self, index: usize, status: Status, slot: &Slot<R>) -> Failed {
        // SAFETY: the caller's promise.
        unsafe { self.failed_at(index, status, slot) }.into()
    }

    /// Says that a function's answer is no value of its type, to who passes that on as a pointer.
    #[cold]
    #[inline(never)]
    pub(crate) fn broken_apart(&self, index: usize, fault: Invalid) -> Failed {
        crate::function::broken(self.signature(index), fault).into()
    }

    /// Says why something else than a function of the interface has no result; `name` is for the message.
    ///
    /// # Safety
    /// A call left this status and this slot.
    #[cold]
    pub(crate) unsafe fn failed<R: Copy>(&self, name: &str, status: Status, slot: &Slot<R>) -> CallError {
        let function = name.to_owned();
        match status {
            Status::PANICKED => {
                // SAFETY: the status says that the failure is set, and the bridge gave it away.
                let (message, file, Failure { line, column, .. }) = unsafe { self.texts(slot.failure.assume_init()) };
                CallError::Panicked { function, panic: Panic { message, file, line, column } }
            }
            Status::BAD_ARGUMENT => {
                // SAFETY: as above.
                let (expected, found, _) = unsafe { self.texts(slot.failure.assume_init()) };
                CallError::Handle { expected, found }
            }
            Status::TOO_MUCH => {
                // SAFETY: as above.
                let (expected, found, _) = unsafe { self.texts(slot.failure.assume_init()) };
                crate::function::too_much(name, expected, found)
            }
            Status(other) => CallError::Broken { function, fault: format!("the status {other}") },
        }
    }

    /// Takes the texts of a failure.
    ///
    /// # Safety
    /// The bridge gave it away.
    unsafe fn texts(&self, failure: Failure) -> (String, String, Failure) {
        // SAFETY: the caller's promise.
        let texts = [failure.message, failure.detail].map(|text| unsafe { self.heap.take::<u8>(text) });
        let [message, detail] = texts.map(|text| String::from_utf8_lossy(&text).into_owned());
        (message, detail, failure)
    }
}
