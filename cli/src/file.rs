//! Writes what a command was asked to put into a file.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes beside the file and renames, because a library of that name may be mapped by a process. What is there and is no
/// file, such as `/dev/null` or a pipe, is written to; of a link, that holds for what it leads to.
pub(crate) fn write(file: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let file = &file.canonicalize().unwrap_or_else(|_| file.to_owned());
    match fs::metadata(file) {
        Ok(there) if !there.is_file() => File::options().write(true).open(file)?.write_all(bytes),
        _ => replace(file, bytes, mode),
    }
}

fn replace(file: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    let mut beside = builder.prefix(".plugwright-").tempfile_in(folder)?;
    beside.write_all(bytes)?;
    beside.persist(file)?;
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::FileTypeExt as _;
    use std::process::{Command, Stdio};

    #[test]
    fn what_is_no_file_is_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().unwrap();
        super::write(&pipe, b"a library", 0o755).unwrap();
        assert_eq!(reader.wait_with_output().unwrap().stdout, b"a library");
        assert!(pipe.metadata().unwrap().file_type().is_fifo());
        super::write(folder.path(), b"a library", 0o755).unwrap_err();
    }

    #[test]
    fn a_link_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link] = ["lib.so", "link"].map(|name| folder.path().join(name));
        std::fs::write(&file, "something longer").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        super::write(&link, b"a library", 0o755).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"a library");
        assert!(link.is_symlink());
    }
}
