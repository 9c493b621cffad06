//! Appending to the bytes of the wire lane, with one look at the room that there is.

/// Appends one tag and the bytes behind it. They are stored as they will be loaded, one byte and then a word: stored as
/// one piece and loaded as two, they would stall the processor.
#[inline]
pub(crate) fn append<const N: usize>(out: &mut Vec<u8>, tag: u8, bytes: [u8; N]) {
    append_before(out, tag, bytes, 0);
}

/// Appends one tag, the number of the bytes, and the bytes.
#[inline]
pub(crate) fn append_counted(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    append_before(out, tag, (bytes.len() as u64).to_ne_bytes(), bytes.len());
    out.extend_from_slice(bytes);
}

/// Appends one tag and the bytes behind it, and has room for `more` after them.
#[inline]
fn append_before<const N: usize>(out: &mut Vec<u8>, tag: u8, bytes: [u8; N], more: usize) {
    make_room(out, 1 + N + more);
    let len = out.len();
    // SAFETY: there is room for the tag and the bytes, which are initialised here.
    unsafe {
        let end = out.as_mut_ptr().add(len);
        end.write(tag);
        end.add(1).cast::<[u8; N]>().write(bytes);
        out.set_len(len + 1 + N);
    }
}

/// Makes room for so many more bytes. What makes it is compiled here once, and not in every wrapper that may need some.
#[inline]
fn make_room(out: &mut Vec<u8>, more: usize) {
    #[cold]
    #[inline(never)]
    fn grow(out: &mut Vec<u8>, more: usize) {
        out.reserve(more);
    }
    if out.capacity() - out.len() < more {
        grow(out, more);
    }
}
