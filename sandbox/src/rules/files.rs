//! The files of the folder, whatever the manifest says about them.

use plugwright_analyzer::{FileKind, Position, Severity, SourceFile, Span};

use super::{Findings, Subject, rule};

rule! {
    /// `.cargo/config.toml`.
    CARGO_CONFIG = "M020" "cargo-config" Error [] "the folder has a configuration of cargo's"
    explain "A configuration names programs that cargo starts, even to read a manifest.";
    /// `rust-toolchain.toml`.
    TOOLCHAIN = "M021" "toolchain-file" Error [] "the folder chooses a toolchain"
    explain "A toolchain file names the compiler that is started, which may be one of the folder's.";
    /// Links.
    SYMLINK = "M060" "symlink" Error [] "the folder holds a symbolic link"
    explain "A link makes a file of elsewhere look like one of the plugin's.";
    /// Devices, pipes, sockets.
    SPECIAL = "M061" "special-file" Error [] "the folder holds something that is no regular file"
    explain "Reading a pipe or a device may never end.";
    /// Too large.
    SIZE = "M064" "size-limit" Error [] "the folder is larger than a plugin's sources are"
    explain "Everything in the folder is read and kept in memory.";
    /// Compiled code.
    NATIVE = "M066" "native-object" Error [] "the folder holds compiled code"
    explain "Compiled code cannot be checked, and a plugin made of source has no use for it.";
}

const FILES: usize = 5_000;

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let files = subject.krate.sources.files();
    if files.len() > FILES {
        findings.report(&SIZE, None, format!("holds {} files, more than {FILES}", files.len()));
    }
    for file in files {
        judge(file, findings);
    }
}

fn judge(file: &SourceFile, findings: &mut Findings<'_>) {
    let lower = file.path.to_lowercase();
    let mut parts = lower.rsplit('/');
    let (name, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let mut report = |rule, message: String| {
        findings.report(rule, whole(&file.path), message);
    };
    if folder == ".cargo" && matches!(name, "config" | "config.toml") || name == ".cargo" {
        report(&CARGO_CONFIG, format!("`{}` configures cargo", file.path));
    }
    if matches!(name, "rust-toolchain" | "rust-toolchain.toml") {
        report(&TOOLCHAIN, format!("`{}` chooses a toolchain", file.path));
    }
    match file.kind {
        FileKind::Symlink => report(&SYMLINK, format!("`{}` is a symbolic link", file.path)),
        FileKind::Special => report(&SPECIAL, format!("`{}` is no regular file", file.path)),
        FileKind::BadName => report(&SPECIAL, format!("`{}` has a name that is not UTF-8", file.path.escape_debug())),
        FileKind::TooLarge => report(&SIZE, format!("`{}` is too large to be read", file.path)),
        FileKind::Regular => {
            if let Some(format) = native_format(&file.bytes) {
                report(&NATIVE, format!("`{}` is {format}", file.path));
            }
        }
    }
}

/// What kind of compiled code the bytes are, by their header.
fn native_format(bytes: &[u8]) -> Option<&'static str> {
    const MACH_O: &[[u8; 4]] = &[
        [0xfe, 0xed, 0xfa, 0xce],
        [0xfe, 0xed, 0xfa, 0xcf],
        [0xce, 0xfa, 0xed, 0xfe],
        [0xcf, 0xfa, 0xed, 0xfe],
        [0xca, 0xfe, 0xba, 0xbe],
    ];
    let magic: [u8; 4] = bytes.get(..4)?.try_into().ok()?;
    if &magic == b"\x7fELF" {
        return Some("an ELF file");
    }
    if MACH_O.contains(&magic) {
        return Some("a Mach-O file");
    }
    if bytes.starts_with(b"!<arch>\n") || bytes.starts_with(b"!<thin>\n") {
        return Some("a static library");
    }
    let header = bytes.get(0x3c..0x40).and_then(|offset| offset.try_into().ok()).map(u32::from_le_bytes);
    let is_pe = bytes.starts_with(b"MZ")
        && header.and_then(|offset| bytes.get(offset as usize..)).is_some_and(|rest| rest.starts_with(b"PE\0\0"));
    is_pe.then_some("a Windows program")
}

/// The start of a file, for findings about all of it.
pub(crate) fn whole(path: &str) -> Span {
    let start = Position { line: 1, column: 1 };
    Span { file: path.to_string(), start, end: start }
}
