//! [`Image`]: what a library file says of itself before it is loaded, which runs its code. [`Unfit`]: why it cannot be
//! loaded here, and what to do. Only the format of this system is looked into; others are recognised.

use object::read::elf::{ElfFile, FileHeader, ProgramHeader};
use object::{Endianness, Object, ObjectSymbol, elf};

/// A library file is not one that this host can load.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unfit {
    /// It is no library for this system at all.
    #[error("it is {found}; a plugin's library is made by `plugwright build DIR -o FILE`")]
    NotALibrary {
        /// What it is, such as `a library for Windows`.
        found: &'static str,
    },
    /// It is for another processor.
    #[error(
        "it was built for {found}, and this host is {}; build it on a machine like this one",
        std::env::consts::ARCH
    )]
    Machine {
        /// The processor that it was built for.
        found: String,
    },
    /// The file is shorter than it says.
    #[error("it has {found} bytes and says that it has {expected} at least; copy or download it again")]
    Truncated {
        /// Length that its headers tell.
        expected: u64,
        /// Its length.
        found: u64,
    },
    /// Its headers contradict themselves.
    #[error("its headers cannot be read ({fault}); copy or download it again")]
    Damaged {
        /// What is wrong.
        fault: String,
    },
    /// It needs another C library than the host has, and a process has only one.
    #[error("it needs the C library {found}, and this host is linked with {host}; build it for the target of the host")]
    Libc {
        /// The C library that it names.
        found: String,
        /// What the host has.
        host: &'static str,
    },
    /// The host is linked statically and cannot load libraries.
    #[error(
        "this host is linked statically and cannot load any library; build it with `-C target-feature=-crt-static`"
    )]
    StaticHost,
    /// It has thread-locals that must be there before the program starts.
    #[error(
        "it has thread-locals of the static model, for which a running program has no room; build its dependencies with \
         `-ftls-model=global-dynamic` (`disable_initial_exec_tls` for jemalloc, `local_dynamic_tls` for mimalloc)"
    )]
    StaticTls,
    /// It does not export what a plugin exports.
    #[error("it is a library, but no plugwright plugin; a plugin's library is made by `plugwright build DIR -o FILE`")]
    NotAPlugin,
}

/// What this host loads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Image<'b> {
    machine: elf::Machine,
    needed: Vec<&'b [u8]>,
    static_tls: bool,
    imports: Vec<&'b [u8]>,
    exports: Vec<&'b [u8]>,
}

/// Functions by which code has itself called later, after whoever loaded it thinks that it is done. The runtime of a
/// bridge stands in for those that plugins use.
const CALLED_LATER: [&str; 13] = [
    "__cxa_thread_atexit_impl",
    "__cxa_at_quick_exit",
    "atexit",
    "clone",
    "dlopen",
    "on_exit",
    "pthread_atfork",
    "pthread_create",
    "pthread_key_create",
    "sigaction",
    "signal",
    "thrd_create",
    "tss_create",
];

impl<'b> Image<'b> {
    /// Reads a library of this system's format. None where this system has another format than ELF, and nothing is known.
    pub(crate) fn read(bytes: &'b [u8]) -> Result<Option<Self>, Unfit> {
        const IS_ELF: bool = cfg!(not(any(windows, target_vendor = "apple")));
        let native = if cfg!(windows) { Kind::Windows } else { Kind::Apple };
        match kind(bytes) {
            Kind::Elf if IS_ELF && cfg!(target_pointer_width = "64") => {
                read::<elf::FileHeader64<Endianness>>(bytes).map(Some)
            }
            Kind::Elf if IS_ELF => read::<elf::FileHeader32<Endianness>>(bytes).map(Some),
            kind if kind == native && !IS_ELF => Ok(None),
            Kind::Elf => Err(Unfit::NotALibrary { found: "a library for Linux or another system of that kind" }),
            Kind::Windows => Err(Unfit::NotALibrary { found: "a library for Windows" }),
            Kind::Apple => Err(Unfit::NotALibrary { found: "a library for macOS" }),
            Kind::Archive => Err(Unfit::NotALibrary { found: "a static library" }),
            Kind::Empty => Err(Unfit::NotALibrary { found: "empty" }),
            Kind::Other => Err(Unfit::NotALibrary { found: "no library" }),
        }
    }

    /// Holds the library against this host.
    pub(crate) fn check(&self) -> Result<(), Unfit> {
        if cfg!(target_feature = "crt-static") {
            return Err(Unfit::StaticHost);
        }
        if let Some(found) = other_machine(self.machine) {
            return Err(Unfit::Machine { found });
        }
        let (host, other): (_, fn(&[u8]) -> bool) = match cfg!(target_env = "musl") {
            true => ("musl", |name| name.starts_with(b"libc.so.6")),
            false => ("glibc", |name| name.starts_with(b"libc.musl") || name == b"libc.so"),
        };
        if let Some(found) = self.needed.iter().find(|name| cfg!(target_os = "linux") && other(name)) {
            return Err(Unfit::Libc { found: String::from_utf8_lossy(found).into_owned(), host });
        }
        Ok(())
    }

    pub(crate) const fn has_static_tls(&self) -> bool {
        self.static_tls
    }

    pub(crate) fn exports(&self, symbol: &str) -> bool {
        self.exports.contains(&symbol.as_bytes())
    }

    /// Finds a function that the library refers to and by which it may be called when nobody expects it.
    pub(crate) fn called_later(&self) -> Option<&'static str> {
        let is_imported = |name: &&str| self.imports.contains(&name.as_bytes());
        CALLED_LATER.into_iter().find(is_imported)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Elf,
    Windows,
    Apple,
    Archive,
    Empty,
    Other,
}

fn kind(bytes: &[u8]) -> Kind {
    match bytes {
        [] => Kind::Empty,
        [0x7f, b'E', b'L', b'F', ..] => Kind::Elf,
        [b'M', b'Z', ..] => Kind::Windows,
        [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] | [0xca, 0xfe, 0xba, 0xbe, ..] => Kind::Apple,
        [b'!', b'<', b'a', b'r', b'c', b'h', b'>', ..] => Kind::Archive,
        _ => Kind::Other,
    }
}

fn read<Elf: FileHeader<Endian = Endianness>>(bytes: &[u8]) -> Result<Image<'_>, Unfit> {
    let damaged = |error: object::Error| Unfit::Damaged { fault: error.to_string() };
    let header = Elf::parse(bytes).map_err(|_too_short| Unfit::Damaged { fault: "no whole header".to_owned() });
    let header = match header {
        Ok(header) => header,
        // A header of the other width is that of another processor.
        Err(error) => return Err(other_width(bytes).unwrap_or(error)),
    };
    let endian = header.endian().map_err(damaged)?;
    let expected = length::<Elf>(header, endian, bytes);
    if expected > bytes.len() as u64 {
        return Err(Unfit::Truncated { expected, found: bytes.len() as u64 });
    }
    match header.e_type(endian) {
        elf::ET_DYN => {}
        elf::ET_EXEC => return Err(Unfit::NotALibrary { found: "a program" }),
        elf::ET_REL => return Err(Unfit::NotALibrary { found: "an object that was not linked" }),
        _ => return Err(Unfit::NotALibrary { found: "no library" }),
    }
    let file = ElfFile::<Elf>::parse(bytes).map_err(damaged)?;
    let dynamic = file.elf_dynamic_table().map_err(damaged)?;
    let (mut needed, mut static_tls) = (Vec::new(), false);
    for entry in &dynamic {
        match entry.tag {
            elf::DT_NEEDED => needed.push(dynamic.string(entry).map_err(damaged)?),
            elf::DT_FLAGS => static_tls |= entry.val & elf::DF_STATIC_TLS.0 != 0,
            _ => {}
        }
    }
    let mut image = Image { machine: header.e_machine(endian), needed, static_tls, ..Image::default() };
    for symbol in file.dynamic_symbols() {
        let name = symbol.name_bytes().map_err(damaged)?;
        if symbol.is_undefined() { image.imports.push(name) } else { image.exports.push(name) }
    }
    Ok(image)
}

/// The least length that the headers admit.
fn length<Elf: FileHeader<Endian = Endianness>>(header: &Elf, endian: Endianness, bytes: &[u8]) -> u64 {
    let table = |offset: u64, count: u64, size: u64| offset.saturating_add(count.saturating_mul(size));
    let programs =
        table(header.e_phoff(endian).into(), header.e_phnum(endian).into(), header.e_phentsize(endian).into());
    let sections =
        table(header.e_shoff(endian).into(), header.e_shnum(endian).into(), header.e_shentsize(endian).into());
    let segments = header.program_headers(endian, bytes).unwrap_or_default();
    let ends =
        segments.iter().map(|segment| table(segment.p_offset(endian).into(), segment.p_filesz(endian).into(), 1));
    ends.chain([programs, sections]).max().unwrap_or_default()
}

fn other_width(bytes: &[u8]) -> Option<Unfit> {
    let width = match bytes.get(4)? {
        1 => "32",
        2 => "64",
        _ => return None,
    };
    let own = if cfg!(target_pointer_width = "64") { "64" } else { "32" };
    (width != own).then(|| Unfit::Machine { found: format!("a processor of {width} bits") })
}

/// Names the processor where it is not this one.
fn other_machine(machine: elf::Machine) -> Option<String> {
    let names = [
        (elf::EM_X86_64, "x86_64"),
        (elf::EM_AARCH64, "aarch64"),
        (elf::EM_386, "x86"),
        (elf::EM_ARM, "arm"),
        (elf::EM_RISCV, "riscv64"),
        (elf::EM_S390, "s390x"),
        (elf::EM_PPC64, "powerpc64"),
        (elf::EM_LOONGARCH, "loongarch64"),
    ];
    let own = names.iter().find(|(_, name)| *name == std::env::consts::ARCH)?.0;
    let found = || names.iter().find(|(number, _)| *number == machine).map(|(_, name)| (*name).to_owned());
    (machine != own).then(|| found().unwrap_or_else(|| format!("processor number {}", machine.0)))
}

#[cfg(test)]
mod tests;
