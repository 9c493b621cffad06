//! [`Mapping`]: a library in memory. Loads a private copy, finds symbols, and closes it again where somebody else has
//! made sure that nothing of it runs any more.

use std::collections::HashMap;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::image::Image;
use crate::private_copy::PrivateCopy;
use crate::{Error, Unfit};

/// A loaded library. Dropping it leaves it loaded: whether it may be unmapped is not known here.
#[derive(Debug)]
pub(crate) struct Mapping {
    handle: ManuallyDrop<libloading::Library>,
    /// The copy's name, which no other load has. The file itself is gone.
    name: String,
    symbols: Mutex<HashMap<String, usize>>,
}

impl Mapping {
    /// Loads a private copy of a library of these bytes, from memory or among the temporary files, or beside `path` where
    /// nothing there may be executed or written.
    ///
    /// # Safety
    /// As for [`libloading::Library::new`], for a file of these bytes.
    pub(crate) unsafe fn load(
        bytes: &[u8],
        digest: &str,
        path: &Path,
        image: Option<&Image<'_>>,
    ) -> Result<Self, Error> {
        let load_in = |folder: &Path| {
            let copy = PrivateCopy::new(folder, bytes, digest)?;
            // SAFETY: the caller's promise.
            let handle = unsafe { load_now_and_local(copy.path()) };
            let handle = handle.map_err(|source| match image {
                _ if forbids_execution(folder) => Error::NoExecution { folder: folder.to_owned() },
                Some(image) if image.has_static_tls() => {
                    Error::Unfit { path: path.to_owned(), source: Unfit::StaticTls }
                }
                _ => Error::Load { path: path.to_owned(), source },
            })?;
            let name = copy.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Self { handle: ManuallyDrop::new(handle), name, symbols: Mutex::default() })
        };
        if let Some(loaded) = in_memory().and_then(|folder| load_in(folder).ok()) {
            return Ok(loaded);
        }
        let beside = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        load_in(&std::env::temp_dir()).or_else(|error| load_in(beside).map_err(|_second| error))
    }

    /// Finds a symbol's address, and remembers it.
    pub(crate) fn address(&self, name: &str) -> Result<*const (), libloading::Error> {
        let mut symbols = self.symbols.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&address) = symbols.get(name) {
            return Ok(address as *const ());
        }
        // SAFETY: nothing is done with the address here.
        let address = *unsafe { self.handle.get::<*const ()>(name) }?;
        symbols.insert(name.to_owned(), address as usize);
        Ok(address)
    }

    /// Closes the library, and returns whether it is gone from the address space.
    ///
    /// # Safety
    /// Nothing of the library runs or will be run, and nobody keeps a pointer into it.
    pub(crate) unsafe fn close(self) -> bool {
        let Self { handle, name, symbols } = self;
        let symbols = symbols.into_inner().unwrap_or_else(PoisonError::into_inner);
        // A library that the system does not close is still there, which is what counts.
        drop(ManuallyDrop::into_inner(handle));
        let is_free = symbols.values().any(|address| is_unmapped_at(*address));
        is_free || !is_mapped(&name)
    }
}

/// Whether nothing is mapped at an address. That takes one question; the list of all that is mapped grows with the number
/// of libraries, and is only read where something else may have come to the address since.
#[cfg(target_os = "linux")]
fn is_unmapped_at(address: usize) -> bool {
    use rustix::mm::{MsyncFlags, msync};
    // Where pages are larger than that, the system refuses the question, and the list is read. To ask for their size is
    // nothing that programs which watch memory understand.
    let page = address & !0xfff;
    // SAFETY: asked like this, it writes nothing and only looks whether the page is there.
    let asked = unsafe { msync(std::ptr::without_provenance_mut(page), 1, MsyncFlags::ASYNC) };
    asked == Err(rustix::io::Errno::NOMEM)
}

#[cfg(not(target_os = "linux"))]
const fn is_unmapped_at(_: usize) -> bool {
    false
}

/// Whether a file of that name is mapped, as far as the system tells.
#[cfg(target_os = "linux")]
fn is_mapped(name: &str) -> bool {
    let maps = std::fs::read("/proc/self/maps").unwrap_or_else(|_| name.into());
    maps.windows(name.len()).any(|found| found == name.as_bytes())
}

#[cfg(not(target_os = "linux"))]
fn is_mapped(_: &str) -> bool {
    true
}

/// A folder whose files are only ever in memory, unless the user chose another place for temporary files. A copy is
/// removed as soon as it is loaded, and on a disk that takes longer than loading it.
#[cfg(target_os = "linux")]
fn in_memory() -> Option<&'static Path> {
    std::env::var_os("TMPDIR").is_none().then_some(Path::new("/dev/shm"))
}

#[cfg(not(target_os = "linux"))]
const fn in_memory() -> Option<&'static Path> {
    None
}

/// Whether the folder lies on a file system mounted with `noexec`.
#[cfg(target_os = "linux")]
fn forbids_execution(folder: &Path) -> bool {
    use rustix::fs::{StatVfsMountFlags, statvfs};
    statvfs(folder).is_ok_and(|about| about.f_flag.contains(StatVfsMountFlags::NOEXEC))
}

#[cfg(not(target_os = "linux"))]
const fn forbids_execution(_: &Path) -> bool {
    false
}

/// Resolves every symbol now, so that a missing one is an error here and not a crash in a call, and keeps the library's
/// symbols from others.
///
/// # Safety
/// As for [`libloading::Library::new`].
#[cfg(unix)]
unsafe fn load_now_and_local(path: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // SAFETY: the caller's promise.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.map(Into::into)
}

/// Loads a library; on Windows symbols are always resolved at once and never shared.
///
/// # Safety
/// As for [`libloading::Library::new`].
#[cfg(windows)]
unsafe fn load_now_and_local(path: &Path) -> Result<libloading::Library, libloading::Error> {
    // SAFETY: the caller's promise.
    unsafe { libloading::Library::new(path) }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::{forbids_execution, is_mapped, is_unmapped_at};

    #[test]
    fn knows_where_nothing_may_be_executed() {
        let mounts = std::fs::read_to_string("/proc/self/mounts").expect("it can be read");
        // The last one of a place is the one that counts.
        let mounts: BTreeMap<_, _> = mounts
            .lines()
            .filter_map(|line| {
                let mut fields = line.split(' ').skip(1);
                Some((fields.next()?, fields.nth(1)?.split(',').any(|option| option == "noexec")))
            })
            .collect();
        for (place, expected) in mounts.into_iter().filter(|(place, _)| Path::new(place).is_dir()) {
            assert_eq!(forbids_execution(Path::new(place)), expected, "{place}");
        }
    }

    #[test]
    fn sees_what_is_mapped() {
        let own = std::env::current_exe().expect("there is one");
        let name = own.file_name().expect("a file has a name").to_string_lossy();
        assert!(is_mapped(&name));
        assert!(!is_mapped("a file that nobody has"));
    }

    #[test]
    fn sees_where_nothing_is_mapped() {
        assert!(!is_unmapped_at(super::is_unmapped_at as *const () as usize));
        assert!(is_unmapped_at(64), "no process has its first page");
    }
}
