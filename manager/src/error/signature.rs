//! [`SignatureError`]: why a signature proves nothing about a package.

/// Why a signature proves nothing about a package.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is none.
    #[error("it is not signed")]
    Missing,
    /// It is no minisign signature.
    #[error("its signature cannot be read")]
    Unreadable(#[source] minisign_verify::Error),
    /// It was made with another key than those that are trusted.
    #[error("it is signed with a key that is not among the {keys} trusted ones")]
    Untrusted {
        /// How many keys are trusted.
        keys: usize,
    },
    /// It claims a trusted key but was not made with it, or not for this package.
    #[error("its signature is not what `{key}` signed; the package or the signature was changed")]
    Wrong {
        /// Whose key it claims.
        key: String,
        /// What is wrong.
        source: minisign_verify::Error,
    },
    /// What is signed does not say what it is for.
    #[error("its signature does not say which plugin it is for: `{}`", said.escape_debug())]
    NoStatement {
        /// The signed comment.
        said: String,
    },
    /// It was made for something else.
    #[error("its signature is for another {what}: `{signed}` was signed, this is `{found}`")]
    Other {
        /// What differs.
        what: &'static str,
        /// What was signed.
        signed: String,
        /// What there is.
        found: String,
    },
}
