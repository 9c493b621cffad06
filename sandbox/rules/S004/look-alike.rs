//! שלום، مرحبا: right-to-left letters need no controls.
pub fn greeting() -> &'static str {
    "שלום"
}
