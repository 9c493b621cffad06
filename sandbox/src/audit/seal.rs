//! Whether what is linked is what was audited.

use plugwright_analyzer::Diagnostic;

use crate::rules::b::b021_hash_mismatch::RULE;

/// Compares the bytes of the object `name` that were audited with those that went into the library.
pub fn check_seal(name: &str, audited: &[u8], linked: &[u8]) -> Option<Diagnostic> {
    (audited != linked).then(|| Diagnostic::error(RULE.code, format!("`{name}` changed after it was audited")))
}
