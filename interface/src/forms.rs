//! That no form changes under the same [`ABI_VERSION`]: a library of the other form would be misread in silence.

use crate::BRIDGE_SOURCES;
use crate::abi::ABI_VERSION;

/// The version, and the digest of the forms that it stands for. Where the test below fails, a form, a tag or a signature was
/// changed: raise the version, once for all changes since the last release, and write down the digest that is printed.
const KNOWN: (u32, u64) = (2, 18_418_365_228_418_390_924);

/// What both halves have to agree on: the items with a layout, the types of functions and the numbers, without comments.
fn forms() -> String {
    let mut forms = String::new();
    for (_, text) in BRIDGE_SOURCES {
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for (index, line) in lines.iter().enumerate() {
            let trimmed = line.trim_start();
            let indent = line.len() - trimmed.len();
            let is_named = ["pub type ", "pub const "].iter().any(|word| trimmed.starts_with(word));
            let is_code = ["const fn ", "const unsafe fn ", "ABI_VERSION"].iter().any(|word| trimmed.contains(word));
            if !trimmed.starts_with("#[repr(") && (!is_named || is_code) {
                continue;
            }
            // The item ends where a line of the same indentation ends it.
            let is_end = |line: &&str| {
                let is_inner = line.starts_with(&" ".repeat(indent + 1)) || line.trim_start().starts_with('#');
                !is_inner && line.ends_with(['}', ';'])
            };
            let end = lines[index..].iter().position(is_end).map_or(lines.len(), |last| index + last + 1);
            let words = lines[index..end].iter().flat_map(|line| line.split_whitespace());
            forms.push_str(&words.collect::<Vec<_>>().join(" "));
            forms.push('\n');
        }
    }
    forms
}

#[test]
fn a_form_changes_only_with_the_version() {
    let forms = forms();
    for known in [
        "pub struct Buffer {",
        "pub struct Table {",
        "pub type ClosureFn =",
        "pub const OK: Self",
        "pub const TEXT: u8",
    ] {
        assert!(forms.contains(known), "`{known}` is among the forms:\n{forms}");
    }
    let digest = forms
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    assert_eq!((ABI_VERSION, digest), KNOWN, "the forms are:\n{forms}");
}
