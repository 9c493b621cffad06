//! S013: `#[link]`.

use crate::rules::rule;

rule! {
    "S013" "link-attribute" Error [Ffi] "links a foreign library"
    explain "A foreign library is code that nobody has checked."
}

/// Attributes that name foreign libraries.
pub(in crate::rules) const LINKS: &[&str] = &["link", "link_name", "link_ordinal", "link_args", "no_link"];
