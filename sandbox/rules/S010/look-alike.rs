#![forbid(unsafe_code)]

/// Says `unsafe`.
pub fn unsafe_word() -> &'static str {
    "unsafe { }"
}
