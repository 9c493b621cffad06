//! [`TrustedKeys`]: the file of public keys whose signatures count.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::str::FromStr;

use minisign_verify::{Error as MinisignError, PublicKey, Signature};

use crate::{Error, SignatureError};

/// A public key whose signatures count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey {
    text: String,
    /// Whose it is, in the words of who trusts it.
    pub label: String,
    key: PublicKey,
}

/// The public keys whose signatures count.
///
/// As text, one key a line, then a space and whose it is. Empty lines count for nothing, and so do lines that begin with
/// `#` or with `untrusted comment:`, so that a `minisign.pub` can be added as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedKeys {
    keys: Vec<TrustedKey>,
}

/// A line of a file of keys is none.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the trusted keys is no minisign public key")]
pub struct BadKeys {
    /// The line, from 1.
    pub line: usize,
    source: MinisignError,
}

impl TrustedKeys {
    /// Reads a file of keys. No file is no key.
    ///
    /// # Errors
    /// [`Error::Read`] and [`Error::Keys`].
    pub fn load(path: &Path) -> Result<Self, Error> {
        match fs::read_to_string(path) {
            Ok(text) => text.parse().map_err(|source| Error::Keys { path: path.to_owned(), source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(Error::Read { path: path.to_owned(), source }),
        }
    }

    /// The keys in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &TrustedKey> {
        self.keys.iter()
    }

    /// Finds the key that made the signature.
    pub(super) fn verify(&self, bytes: &[u8], signature: &Signature) -> Result<TrustedKey, SignatureError> {
        for trusted in &self.keys {
            match trusted.key.verify(bytes, signature, false) {
                Ok(()) => return Ok(trusted.clone()),
                Err(MinisignError::UnexpectedKeyId) => {}
                Err(source) => return Err(SignatureError::Wrong { key: trusted.to_string(), source }),
            }
        }
        Err(SignatureError::Untrusted { keys: self.keys.len() })
    }
}

impl TrustedKey {
    /// The key as minisign writes it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for TrustedKey {
    /// Writes whose key it is, or the key where nothing is said.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.label.is_empty() { &self.text } else { &self.label })
    }
}

impl FromStr for TrustedKeys {
    type Err = BadKeys;

    fn from_str(text: &str) -> Result<Self, BadKeys> {
        let counts = |line: &str| !line.is_empty() && !line.starts_with('#') && !line.starts_with("untrusted comment:");
        let lines = text.lines().map(str::trim).zip(1..).filter(|(line, _)| counts(line));
        let key = |(line, number): (&str, usize)| {
            let (text, label) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let key = PublicKey::from_base64(text).map_err(|source| BadKeys { line: number, source })?;
            Ok(TrustedKey { text: text.to_owned(), label: label.trim().to_owned(), key })
        };
        lines.map(key).collect::<Result<_, _>>().map(|keys| Self { keys })
    }
}
