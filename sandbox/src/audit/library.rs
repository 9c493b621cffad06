//! The linked library: what it asks of the system's loader, and what it offers to others. ELF and PE are read in full. Of
//! Mach-O the libraries and the exports are read, by the published layout: no such library was at hand to try it on.

use object::read::NameOrOrdinal;
use object::read::elf::{FileHeader, ProgramHeader as _};
use object::read::macho::{LoadCommandVariant, MachHeader};
use object::read::pe::{ImageNtHeaders, PeFile};
use object::{BinaryFormat, Endianness, FileKind, LittleEndian as LE, Object as _, elf, macho, pe};
use plugwright_analyzer::{Code, Diagnostic};

use crate::rules::b::{b004_unreadable_object, b012_extra_export, b015_loader_entries, b016_ifunc};
use crate::rules::{Rule, grant_help};
use crate::{Capability, Policy};

/// Libraries of the system that the standard library needs itself.
const SYSTEM: &[&str] = &[
    "libc.so",
    "libc.so.6",
    "libm.so",
    "libm.so.6",
    "libgcc_s.so.1",
    "libdl.so",
    "libdl.so.2",
    "libpthread.so.0",
    "librt.so.1",
    "ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1",
    "ld-linux.so.2",
    "libc.musl-x86_64.so.1",
    "libc.musl-aarch64.so.1",
    "libunwind.so.1",
    "liblog.so",
    "libSystem.B.dylib",
    "libiconv.2.dylib",
    "libobjc.A.dylib",
    "kernel32.dll",
    "ntdll.dll",
    "advapi32.dll",
    "bcrypt.dll",
    "bcryptprimitives.dll",
    "msvcrt.dll",
    "ucrtbase.dll",
    "userenv.dll",
    "ws2_32.dll",
    "vcruntime140.dll",
    "vcruntime140_1.dll",
    "libgcc_s_seh-1.dll",
    "libwinpthread-1.dll",
    "synchronization.dll",
];

/// Everything about the linked library that has no place in a plugin. It may offer the symbols in `exports` and no others.
pub fn audit_library(bytes: &[u8], exports: &[&str], policy: &Policy) -> Vec<Diagnostic> {
    let unreadable = Diagnostic::error(b004_unreadable_object::RULE.code, "the linked library cannot be read");
    let face = match face(bytes) {
        Ok(Some(read)) => read,
        Ok(None) => return vec![unreadable.note("it is no library of a format that is known")],
        Err(error) => return vec![unreadable.note(error.to_string())],
    };
    let entries = face.entries.into_iter().filter_map(|entry| entry.finding(policy));
    let extra = face.exports.iter().filter(|name| !exports.contains(&name.as_str())).filter_map(|name| {
        refused(&b012_extra_export::RULE, policy, format!("the library offers the symbol `{}`", name.escape_debug()))
    });
    entries.chain(extra).collect()
}

/// One thing that the loader would act on.
enum Entry {
    Library(String),
    SearchPath(String),
    RewritesText,
    ExecutableStack,
    WritableCode,
    IndirectFunction,
}

impl Entry {
    fn finding(self, policy: &Policy) -> Option<Diagnostic> {
        let message = match self {
            Entry::Library(name) if is_of_system(&name) => return None,
            Entry::Library(name) => format!("the library loads `{}` along", name.escape_debug()),
            Entry::SearchPath(path) => format!("the library has the search path `{}`", path.escape_debug()),
            Entry::RewritesText => "the library has its code rewritten when it is loaded".to_string(),
            Entry::ExecutableStack => "the library makes the stack executable".to_string(),
            Entry::WritableCode => "the library has memory that is writable and executable".to_string(),
            Entry::IndirectFunction => {
                let message = "the library has a function that the loader calls to find an address".to_string();
                return refused(&b016_ifunc::RULE, policy, message);
            }
        };
        refused(&b015_loader_entries::RULE, policy, message)
    }
}

fn refused(rule: &'static Rule, policy: &Policy, message: String) -> Option<Diagnostic> {
    let (code, lifted_by): (Code, &[Capability]) = (rule.code, rule.lifted_by);
    let diagnostic = (!policy.allows_any(lifted_by)).then(|| Diagnostic::error(code, message))?;
    Some(match grant_help(lifted_by) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    })
}

fn is_of_system(name: &str) -> bool {
    let name = name.strip_prefix("/usr/lib/").unwrap_or(name);
    let lower = name.to_ascii_lowercase();
    SYSTEM.contains(&name)
        || SYSTEM.contains(&lower.as_str())
        || lower.starts_with("api-ms-win-") && lower.ends_with(".dll")
}

/// What the loader acts on, and the symbols that others see.
struct Face {
    entries: Vec<Entry>,
    exports: Vec<String>,
}

/// Reads the library; nothing where the bytes are none.
fn face(bytes: &[u8]) -> Result<Option<Face>, object::Error> {
    let file = object::File::parse(bytes)?;
    let entries = match FileKind::parse(bytes)? {
        FileKind::Elf64 => of_elf::<elf::FileHeader64<Endianness>>(bytes)?,
        FileKind::Elf32 => of_elf::<elf::FileHeader32<Endianness>>(bytes)?,
        FileKind::Pe64 => of_pe::<pe::ImageNtHeaders64>(bytes)?,
        FileKind::Pe32 => of_pe::<pe::ImageNtHeaders32>(bytes)?,
        FileKind::MachO64 => of_mach::<macho::MachHeader64<Endianness>>(bytes)?,
        _ => return Ok(None),
    };
    let mut exports = Vec::new();
    for export in file.exports()? {
        let name = match export?.name() {
            NameOrOrdinal::Name(name) => String::from_utf8_lossy(name).into_owned(),
            NameOrOrdinal::Ordinal(number) => format!("#{number}"),
        };
        exports.push(match file.format() {
            BinaryFormat::MachO => name.strip_prefix('_').map_or(name.clone(), str::to_string),
            _ => name,
        });
    }
    Ok(Some(Face { entries, exports }))
}

fn of_elf<H: FileHeader<Endian = Endianness>>(bytes: &[u8]) -> Result<Vec<Entry>, object::Error> {
    let header = H::parse(bytes)?;
    let endian = header.endian()?;
    let sections = header.sections(endian, bytes)?;
    let mut found = Vec::new();
    for segment in header.program_headers(endian, bytes)? {
        let flags = segment.p_flags(endian);
        match segment.p_type(endian) {
            elf::PT_GNU_STACK if (flags & elf::PF_X).0 != 0 => found.push(Entry::ExecutableStack),
            elf::PT_LOAD if (flags & elf::PF_X).0 != 0 && (flags & elf::PF_W).0 != 0 => found.push(Entry::WritableCode),
            _ => {}
        }
    }
    if let Some((dynamic, strings)) = sections.dynamic(endian, bytes)? {
        let strings = sections.strings(endian, bytes, strings)?;
        let text = |offset: u64| {
            let offset = u32::try_from(offset).unwrap_or(u32::MAX);
            strings.get(offset).map_or_else(|()| "?".to_string(), |text| String::from_utf8_lossy(text).into_owned())
        };
        for entry in dynamic {
            use object::read::elf::Dyn as _;
            let value: u64 = entry.d_val(endian).into();
            match entry.d_tag(endian) {
                elf::DT_NEEDED => found.push(Entry::Library(text(value))),
                elf::DT_RPATH | elf::DT_RUNPATH => found.push(Entry::SearchPath(text(value))),
                elf::DT_TEXTREL => found.push(Entry::RewritesText),
                elf::DT_FLAGS if value & elf::DF_TEXTREL.0 != 0 => found.push(Entry::RewritesText),
                _ => {}
            }
        }
    }
    if has_indirect_relocations(bytes)? {
        found.push(Entry::IndirectFunction);
    }
    Ok(found)
}

/// Whether a relocation makes the loader call a function.
fn has_indirect_relocations(bytes: &[u8]) -> Result<bool, object::Error> {
    let file = object::File::parse(bytes)?;
    let kinds = match file.architecture() {
        object::Architecture::X86_64 => elf::R_X86_64_IRELATIVE,
        object::Architecture::Aarch64 => elf::R_AARCH64_IRELATIVE,
        object::Architecture::I386 => elf::R_386_IRELATIVE,
        _ => return Ok(false),
    };
    let is_indirect = |relocation: &object::Relocation| matches!(relocation.flags(), object::RelocationFlags::Elf { r_type } if r_type == kinds);
    Ok(file.dynamic_relocations().into_iter().flatten().any(|(_, relocation)| is_indirect(&relocation)))
}

fn of_pe<H: ImageNtHeaders>(bytes: &[u8]) -> Result<Vec<Entry>, object::Error> {
    let file = PeFile::<H>::parse(bytes)?;
    let mut found = Vec::new();
    if let Some(imports) = file.import_table()? {
        let mut descriptors = imports.descriptors()?;
        while let Some(descriptor) = descriptors.next()? {
            let name = imports.name(descriptor.name.get(LE))?;
            found.push(Entry::Library(String::from_utf8_lossy(name).into_owned()));
        }
    }
    let writable_code = pe::IMAGE_SCN_MEM_WRITE | pe::IMAGE_SCN_MEM_EXECUTE;
    let sections = file.section_table();
    if sections.iter().any(|section| section.characteristics.get(LE) & writable_code == writable_code) {
        found.push(Entry::WritableCode);
    }
    Ok(found)
}

fn of_mach<H: MachHeader<Endian = Endianness>>(bytes: &[u8]) -> Result<Vec<Entry>, object::Error> {
    let header = H::parse(bytes, 0)?;
    let endian = header.endian()?;
    let mut commands = header.load_commands(endian, bytes, 0)?;
    let mut found = Vec::new();
    while let Some(command) = commands.next()? {
        let text = |string| command.string(endian, string).map(|text| String::from_utf8_lossy(text).into_owned());
        match command.variant()? {
            LoadCommandVariant::Dylib(library) => found.push(Entry::Library(text(library.dylib.name)?)),
            LoadCommandVariant::Rpath(path) => found.push(Entry::SearchPath(text(path.path)?)),
            _ => {}
        }
    }
    Ok(found)
}
