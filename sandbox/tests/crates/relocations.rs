//! What each mutant of a compiled batch refers to, by the relocations of the object. Nothing of the audit's own reading is
//! used here.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use object::read::archive::ArchiveFile;
use object::{File, Object as _, ObjectSection as _, ObjectSymbol as _, RelocationTarget, SectionIndex};
use rustc_demangle::demangle;

/// The symbols that the functions of the module `m0`, `m1`, … refer to, through sections without a module's name too, by
/// number of the module and as people read them.
pub(crate) fn uses(archive: &Path) -> BTreeMap<usize, BTreeSet<String>> {
    let bytes = std::fs::read(archive).expect("the archive is there");
    let archive = ArchiveFile::parse(&*bytes).expect("an archive");
    let mut uses = BTreeMap::new();
    for member in archive.members().map(|member| member.expect("a member")) {
        if member.name() != b"lib.rmeta" {
            let data = member.data(&*bytes).expect("the member's bytes");
            collect(&File::parse(data).expect("an object"), &mut uses);
        }
    }
    uses
}

/// What one section refers to.
#[derive(Default)]
struct Section {
    names: BTreeSet<String>,
    sections: HashSet<SectionIndex>,
}

fn collect(file: &File<'_>, uses: &mut BTreeMap<usize, BTreeSet<String>>) {
    let mut sections: HashMap<SectionIndex, Section> = HashMap::new();
    for section in file.sections() {
        let found = sections.entry(section.index()).or_default();
        for (_, relocation) in section.relocations() {
            let RelocationTarget::Symbol(index) = relocation.target() else { continue };
            let symbol = file.symbol_by_index(index).expect("a symbol");
            match symbol.section_index() {
                Some(inside) => drop(found.sections.insert(inside)),
                None => drop(found.names.insert(shown(symbol.name().expect("a name")))),
            }
        }
    }
    for symbol in file.symbols() {
        let Some(module) = symbol.name().ok().and_then(|name| module(&shown(name))) else { continue };
        let found = uses.entry(module).or_default();
        let mut left: Vec<SectionIndex> = symbol.section_index().into_iter().collect();
        let mut seen = HashSet::new();
        while let Some(at) = left.pop() {
            if let Some(section) = sections.get(&at).filter(|_| seen.insert(at)) {
                found.extend(section.names.iter().cloned());
                left.extend(section.sections.iter().copied());
            }
        }
    }
}

fn shown(name: &str) -> String {
    format!("{:#}", demangle(name))
}

/// The number of the module that the symbol's name begins with, as in `mutants::m7::run`.
fn module(name: &str) -> Option<usize> {
    let rest = name.split("mutants::m").nth(1)?;
    rest.split("::").next()?.parse().ok()
}
