//! Who vouches for a package: [`verify_package`] holds it against a minisign signature, the keys that are trusted, and what
//! the signature itself says of the package. Signing is the command's business, since only it holds secret keys.

mod keys;
mod statement;

pub use keys::{BadKeys, TrustedKey, TrustedKeys};
pub use statement::Statement;

use minisign_verify::Signature;

use crate::SignatureError;

/// What a signature file adds to the name of the package's file.
pub const SIGNATURE_SUFFIX: &str = ".minisig";

/// What a signature proves about a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The key that it was made with.
    pub by: TrustedKey,
    /// What its maker says of the package.
    pub statement: Statement,
}

/// Holds a package against a signature, given as the text of its file. What the statement says of the content is left to
/// [`Statement::check`], because it takes unpacking.
///
/// # Errors
/// [`SignatureError`] where the signature proves nothing.
pub fn verify_package(package: &[u8], signature: &str, keys: &TrustedKeys) -> Result<Signed, SignatureError> {
    let signature = Signature::decode(signature).map_err(SignatureError::Unreadable)?;
    let by = keys.verify(package, &signature)?;
    let statement = signature.trusted_comment().parse()?;
    Ok(Signed { by, statement })
}
