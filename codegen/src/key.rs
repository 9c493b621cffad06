//! [`Key`]: the identity of a build. Two builds with one key give the same library.

use std::fmt;

use plugwright_analyzer::Features;
use plugwright_sandbox::Policy;
use sha2::{Digest as _, Sha256};

use crate::{Profile, Toolchain};

/// Name of one entry of the cache: a hash over everything that decides what comes out of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Derives the key of the plugin whose files have the digest `sources`, built with `features` under `policy` by
    /// `toolchain`.
    #[must_use]
    pub fn new(sources: &str, features: &Features, policy: &Policy, toolchain: &Toolchain) -> Self {
        let mut hash = Sha256::new();
        let policy = serde_json::to_vec(policy).unwrap_or_default();
        let ours = concat!(env!("CARGO_PKG_VERSION"), " ", env!("PLUGWRIGHT_SOURCES"));
        let linker = toolchain.linker.as_ref();
        let linker = linker.map(|linker| format!("{:?} {:?}", linker.program, linker.with)).unwrap_or_default();
        let features = format!("{features:?}");
        let texts = [ours, sources, &features, &toolchain.about, &toolchain.target, &toolchain.cfg, &linker];
        for field in texts.into_iter().map(str::as_bytes).chain([&*policy]) {
            hash.update((field.len() as u64).to_le_bytes());
            hash.update(field);
        }
        Self(hex(&hash.finalize()))
    }
}

impl Key {
    /// Derives the key of the same build for a folder that is edited and built again and again ([`Kept`](crate::Kept)):
    /// its bridge can be linked again, for which no function of the plugin's is inlined into it.
    #[must_use]
    pub fn for_edits(self) -> Self {
        Self(digest(format!("{self} edits").as_bytes()))
    }

    /// Derives the key of the same build in that profile.
    #[must_use]
    pub fn in_profile(self, profile: Profile) -> Self {
        match profile {
            Profile::Release => self,
            Profile::Dev => Self(digest(format!("{self} {profile:?}").as_bytes())),
        }
    }
}

impl fmt::Display for Key {
    /// Writes 64 lower-case hex digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns the SHA-256 of `bytes` as 64 lower-case hex digits.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
