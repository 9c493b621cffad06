//! [`UnpackLimits`]: what an archive may cost whoever unpacks it.

/// What an archive may cost whoever unpacks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnpackLimits {
    /// Most bytes of the archive itself.
    pub archive: u64,
    /// Most files in it.
    pub entries: usize,
    /// Most bytes of all its files together.
    pub bytes: u64,
    /// Most times that the content may be larger than the archive, once it is larger than a megabyte.
    pub ratio: u64,
}

impl Default for UnpackLimits {
    /// 256 MiB that hold up to 20,000 files with 1 GiB, packed at most 200 to 1.
    fn default() -> Self {
        Self { archive: 256 << 20, entries: 20_000, bytes: 1 << 30, ratio: 200 }
    }
}
