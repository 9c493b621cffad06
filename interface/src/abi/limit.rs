//! What a value may not have more of: levels of a type that holds itself, each of which takes some of the stack, and items
//! without a size, which take memory on the way and none before.

use std::cell::Cell;
use std::mem;

use super::Invalid;

/// Bytes of stack that the levels of one value may take. A thread has two million of them where nobody said otherwise.
const STACK: usize = 1024 * 1024;

/// Items without a size that a list may have.
const ITEMS: usize = u32::MAX as usize;

thread_local! {
    /// Where on the stack the outermost level of the value is that is crossing; 0 where there is none.
    static START: Cell<usize> = const { Cell::new(0) };
}

/// One level of a value, while what is inside is on its way.
pub struct Level {
    is_outermost: bool,
}

impl Level {
    /// Goes one level into a value of the type `name`.
    ///
    /// # Errors
    /// Where the levels take too much of the stack. What is inside must not be dropped then: that takes as much.
    #[inline(never)]
    pub fn enter(name: &str) -> Result<Self, Invalid> {
        let here = 0_u8;
        let here = (&raw const here).addr();
        match START.get() {
            0 => START.set(here),
            start if start.abs_diff(here) > STACK => {
                return Err(Invalid::new(
                    format_args!("fewer {name} inside each other"),
                    "more than the stack has room for",
                ));
            }
            _ => return Ok(Self { is_outermost: false }),
        }
        Ok(Self { is_outermost: true })
    }

    /// Goes one level into `value`, which is on its way out, and panics where that is too deep.
    #[inline]
    pub fn of<T>(value: T, name: &str) -> (T, Self) {
        match Self::enter(name) {
            Ok(level) => (value, level),
            Err(_) => {
                mem::forget(value);
                too_deep(name)
            }
        }
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        if self.is_outermost {
            START.set(0);
        }
    }
}

#[cold]
#[inline(never)]
fn too_deep(name: &str) -> ! {
    panic!("a {name} with too many inside each other to cross")
}

/// Panics where a list is of more items than can cross, because they have no size.
#[inline]
pub fn check_count<T>(count: usize) {
    if size_of::<T>() == 0 && count > ITEMS {
        too_many(count, std::any::type_name::<T>());
    }
}

#[cold]
#[inline(never)]
fn too_many(count: usize, name: &str) -> ! {
    panic!("a list of {count} {name} is too long to cross")
}

#[cfg(test)]
mod tests {
    use super::{Level, check_count};

    fn levels(left: usize) -> usize {
        match Level::enter("Tree") {
            Ok(_level) if left > 0 => levels(left - 1) + 1,
            _ => 0,
        }
    }

    #[test]
    fn levels_end_before_the_stack_does() {
        assert_eq!(levels(100), 100);
        assert!((100..1_000_000).contains(&levels(1_000_000)));
        let fault = levels_fault().expect("the stack has an end");
        assert_eq!(fault, "expected fewer Tree inside each other, found more than the stack has room for");
        assert_eq!(levels(100), 100, "all were left");
    }

    fn levels_fault() -> Option<String> {
        match Level::enter("Tree") {
            Ok(_level) => levels_fault(),
            Err(fault) => Some(fault.to_string()),
        }
    }

    #[test]
    #[should_panic = "a list of 4294967296 () is too long to cross"]
    fn items_without_a_size_are_counted() {
        check_count::<u8>(usize::MAX);
        check_count::<()>(1 << 20);
        check_count::<()>(1 << 32);
    }
}
