//! The functions of `fixtures/greet` as a library for hosts is written by hand: what plugwright spares its users, and
//! what its speed is measured against.

/// Adds two numbers, around the end of their range where they meet it.
#[unsafe(no_mangle)]
pub extern "C" fn add(a: i64, b: i64) -> i64 {
    a.wrapping_add(b)
}

/// A text that the caller gives back to [`free_text`].
#[repr(C)]
pub struct Text {
    /// Start of its UTF-8 bytes.
    pub start: *mut u8,
    /// Number of its bytes.
    pub len: usize,
    /// Number of bytes that are reserved.
    pub capacity: usize,
}

/// Greets somebody by name.
///
/// # Safety
/// `name` points at `len` bytes of UTF-8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn greet(name: *const u8, len: usize) -> Text {
    // SAFETY: the caller's promise.
    let name = unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(name, len)) };
    let mut text = std::mem::ManuallyDrop::new(format!("Hello, {name}!"));
    Text { start: text.as_mut_ptr(), len: text.len(), capacity: text.capacity() }
}

/// Frees a text.
///
/// # Safety
/// The text is from this library and is given back only once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free_text(text: Text) {
    // SAFETY: the caller's promise.
    drop(unsafe { String::from_raw_parts(text.start, text.len, text.capacity) });
}
