//! [`PackageError`]: what is wrong with a `.plg` file.

use crate::package::BadEntry;

/// What is wrong with a package.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// It does not begin as packages do.
    #[error("it is no package: it does not begin like one")]
    NotAPackage,
    /// It ends too early.
    #[error("it is cut off")]
    CutOff,
    /// Its compressed content makes no sense.
    #[error("it is damaged")]
    Damaged,
    /// Something follows its end.
    #[error("something follows its end")]
    Trailing,
    /// It is larger than allowed.
    #[error("it is larger than {limit} bytes")]
    ArchiveTooLarge {
        /// Most bytes.
        limit: u64,
    },
    /// It holds more files than allowed.
    #[error("it holds more than {limit} files")]
    TooManyEntries {
        /// Most files.
        limit: usize,
    },
    /// Its content is larger than allowed.
    #[error("its content is larger than {limit} bytes")]
    TooLarge {
        /// Most bytes.
        limit: u64,
    },
    /// Its content is larger than allowed for its size.
    #[error("its content is more than {limit} times as large as the package, which only serves to fill a disk")]
    Ratio {
        /// Most times.
        limit: u64,
    },
    /// One of its files has no place on a disk.
    #[error("it holds `{}`, which cannot be unpacked", path.escape_debug())]
    Entry {
        /// Path of the file.
        path: String,
        /// Why not.
        source: BadEntry,
    },
    /// Its list of digests is none.
    #[error("its SHA256SUMS cannot be read")]
    Sums,
    /// It lacks a file.
    #[error("it lacks `{}`", path.escape_debug())]
    Missing {
        /// Path of the file.
        path: String,
    },
    /// A file of it is another one than its list says.
    #[error("its file `{}` has another digest than its SHA256SUMS says", path.escape_debug())]
    Sum {
        /// Path of the file.
        path: String,
    },
    /// A file of it is on no list.
    #[error("its SHA256SUMS does not name `{}`", path.escape_debug())]
    Unlisted {
        /// Path of the file.
        path: String,
    },
}
