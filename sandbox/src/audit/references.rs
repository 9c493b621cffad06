//! Reads what an object refers to, and from where. Knows file formats, not policy.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use object::read::archive::ArchiveFile;
use object::{Object as _, ObjectSection as _, ObjectSymbol as _, RelocationTarget, SectionIndex, SymbolIndex};

use super::instruction::{self, SystemCall};

/// One object file's symbols.
#[derive(Default)]
pub(crate) struct Member {
    /// Undefined symbol → the defined symbols whose code or data refer to it. Empty where nothing says.
    pub(crate) references: BTreeMap<String, BTreeSet<String>>,
    /// Every symbol that is defined here.
    pub(crate) defined: Vec<Defined>,
    /// Names of the sections.
    pub(crate) sections: Vec<String>,
    /// Instructions that call the kernel.
    pub(crate) system_calls: Vec<SystemCall>,
    /// Functions that the loader calls to find an address.
    pub(crate) indirect: Vec<String>,
}

/// A symbol that an object defines.
pub(crate) struct Defined {
    pub(crate) name: String,
    /// Whether other objects can see it.
    pub(crate) global: bool,
}

/// The members of an archive, or the one object that the bytes are.
///
/// # Errors
///
/// When the bytes, or a member, are no object that can be read.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Member>, object::Error> {
    if !bytes.starts_with(b"!<arch>\n") {
        return Ok(vec![member(bytes)?]);
    }
    let archive = ArchiveFile::parse(bytes)?;
    let mut members = Vec::new();
    for entry in archive.members() {
        let entry = entry?;
        // The compiler's metadata is no code, although it is wrapped as an object on some targets.
        if entry.name() != b"lib.rmeta" {
            members.push(member(entry.data(bytes)?)?);
        }
    }
    Ok(members)
}

fn member(bytes: &[u8]) -> Result<Member, object::Error> {
    let file = object::File::parse(bytes)?;
    let layout = Layout::of(&file)?;
    let mut edges: HashMap<SymbolIndex, HashSet<SymbolIndex>> = HashMap::new();
    let mut undefined: BTreeMap<String, HashSet<SymbolIndex>> = BTreeMap::new();
    for symbol in file.symbols().filter(|symbol| symbol.is_undefined() && symbol.name() != Ok("")) {
        undefined.entry(plain(&file, symbol.name()?)).or_default();
    }
    for section in file.sections().filter(|section| !is_bookkeeping(section.name().unwrap_or_default())) {
        for (offset, relocation) in section.relocations() {
            let RelocationTarget::Symbol(target) = relocation.target() else { continue };
            let Some(user) = layout.owner(section.index(), section.address().wrapping_add(offset)) else { continue };
            let symbol = file.symbol_by_index(target)?;
            if symbol.is_undefined() {
                undefined.entry(plain(&file, symbol.name()?)).or_default().insert(user);
            } else if let Some(used) = layout.used(&symbol, relocation.addend()) {
                edges.entry(used).or_default().insert(user);
            }
        }
    }
    let mut found = Member::default();
    for (name, users) in undefined {
        found.references.insert(name, named_users(&file, &edges, users));
    }
    for symbol in file.symbols().filter(is_defined) {
        found.defined.push(Defined { name: plain(&file, symbol.name()?), global: symbol.is_global() });
    }
    found.system_calls = instruction::system_calls(&file);
    let indirect = |symbol: &object::Symbol<'_, '_>| matches!(symbol.flags(), object::SymbolFlags::Elf { st_info, .. } if st_info.st_type() == object::elf::STT_GNU_IFUNC);
    found.indirect =
        file.symbols().filter(indirect).filter_map(|symbol| symbol.name().ok().map(str::to_string)).collect();
    found.sections = file.sections().filter_map(|section| section.name().ok().map(str::to_string)).collect();
    Ok(found)
}

/// Follows unnamed data, such as a vtable or a table of constants, back to the functions that use it.
fn named_users(
    file: &object::File<'_>,
    edges: &HashMap<SymbolIndex, HashSet<SymbolIndex>>,
    users: HashSet<SymbolIndex>,
) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut seen = HashSet::new();
    let mut left: Vec<SymbolIndex> = users.into_iter().collect();
    while let Some(index) = left.pop() {
        if !seen.insert(index) {
            continue;
        }
        let name = file.symbol_by_index(index).and_then(|symbol| symbol.name()).map(|name| plain(file, name));
        match (name, edges.get(&index)) {
            (Ok(name), further) if further.is_none() || rustc_demangle::try_demangle(&name).is_ok() => {
                names.insert(name);
            }
            (_, further) => left.extend(further.into_iter().flatten()),
        }
    }
    names
}

/// Whether the object holds what the symbol names; thread-local data counts, too.
fn is_defined(symbol: &object::Symbol<'_, '_>) -> bool {
    let named = !matches!(symbol.kind(), object::SymbolKind::Section | object::SymbolKind::File);
    named && (symbol.section_index().is_some() || symbol.is_common())
}

/// Sections that describe code and are never reached from it.
fn is_bookkeeping(name: &str) -> bool {
    [
        ".debug",
        ".rela.debug",
        "__debug",
        ".eh_frame",
        "__eh_frame",
        ".pdata",
        ".xdata",
        "__compact_unwind",
        ".gcc_except",
    ]
    .iter()
    .any(|prefix| name.starts_with(prefix))
}

/// A symbol's name without what the format puts around it.
fn plain(file: &object::File<'_>, name: &str) -> String {
    let name = match file.format() {
        object::BinaryFormat::MachO => name.strip_prefix('_').unwrap_or(name),
        object::BinaryFormat::Coff => name.strip_prefix("__imp_").unwrap_or(name),
        _ => name,
    };
    name.to_string()
}

/// Which symbol covers an address.
struct Layout {
    sections: HashMap<SectionIndex, Vec<(u64, SymbolIndex)>>,
}

impl Layout {
    fn of(file: &object::File<'_>) -> Result<Layout, object::Error> {
        let mut sections: HashMap<SectionIndex, Vec<(u64, SymbolIndex)>> = HashMap::new();
        for symbol in file.symbols() {
            let Some(section) = symbol.section_index() else { continue };
            if is_defined(&symbol) && !symbol.name()?.is_empty() {
                sections.entry(section).or_default().push((symbol.address(), symbol.index()));
            }
        }
        for symbols in sections.values_mut() {
            symbols.sort_by_key(|(start, index)| (*start, index.0));
        }
        Ok(Layout { sections })
    }

    fn owner(&self, section: SectionIndex, address: u64) -> Option<SymbolIndex> {
        let symbols = self.sections.get(&section)?;
        let after = symbols.partition_point(|(start, _)| *start <= address);
        symbols.get(after.checked_sub(1)?).map(|(_, index)| *index)
    }

    /// What a relocation means: a section's symbol stands for whatever lies at the offset.
    fn used(&self, symbol: &object::Symbol<'_, '_>, addend: i64) -> Option<SymbolIndex> {
        if symbol.kind() != object::SymbolKind::Section {
            return Some(symbol.index());
        }
        self.owner(symbol.section_index()?, symbol.address().saturating_add_signed(addend))
    }
}
