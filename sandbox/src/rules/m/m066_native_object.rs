//! M066: compiled code in the folder.

use object::read::coff::CoffFile;
use object::{Object as _, ObjectSection as _};
use plugwright_analyzer::FileKind;

use crate::rules::{Findings, Subject, folder, rule};

rule! {
    "M066" "native-object" Error [] "the folder holds compiled code"
    explain "Compiled code cannot be checked, and a plugin made of source has no use for it."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for file in subject.krate.sources.files().iter().filter(|file| file.kind == FileKind::Regular) {
        if let Some(format) = native_format(&file.bytes) {
            findings.report(&RULE, folder::whole(&file.path), format!("`{}` is {format}", file.path));
        }
    }
}

/// Whether the bytes are an object of Windows, which begins with no mark of its own: the processor, and then sections with
/// names that people can read.
fn is_coff(bytes: &[u8]) -> bool {
    const PROCESSORS: &[u16] = &[0x8664, 0x014c, 0xaa64, 0x01c4];
    let processor = bytes.get(..2).and_then(|pair| pair.try_into().ok()).map(u16::from_le_bytes);
    if !processor.is_some_and(|processor| PROCESSORS.contains(&processor)) {
        return false;
    }
    let Ok(file) = CoffFile::<&[u8]>::parse(bytes) else { return false };
    let mut sections = file.sections().peekable();
    sections.peek().is_some()
        && sections.all(|section| section.name().is_ok_and(|name| name.starts_with(|c: char| c.is_ascii_graphic())))
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
    if &magic == b"BC\xc0\xde" {
        return Some("code of LLVM's");
    }
    if is_coff(bytes) {
        return Some("a COFF object");
    }
    let header = bytes.get(0x3c..0x40).and_then(|offset| offset.try_into().ok()).map(u32::from_le_bytes);
    let is_pe = bytes.starts_with(b"MZ")
        && header.and_then(|offset| bytes.get(offset as usize..)).is_some_and(|rest| rest.starts_with(b"PE\0\0"));
    is_pe.then_some("a Windows program")
}
