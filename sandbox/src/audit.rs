//! The object audit: holds what compiled objects refer to against an allow-list that follows from the policy. What an
//! object does not name, it cannot call, whatever its source looked like.

mod allow;
mod instruction;
mod library;
mod plain;
mod references;
mod seal;
mod shape;
mod symbol;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use plugwright_analyzer::{Code, Diagnostic, Span};

use crate::rules::b::{
    b001_forbidden_symbol, b002_unknown_symbol, b003_raw_symbol, b004_unreadable_object, b014_redefined_runtime_symbol,
};
use crate::{Capability, Places, Policy};

use allow::Standing;
use references::Member;
use symbol::Symbol;

pub use library::audit_library;
pub use seal::check_seal;

/// A compiled file that is about to be linked.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    /// How findings call it.
    pub name: &'a str,
    /// Who wrote what is inside.
    pub origin: Origin<'a>,
    /// An archive (`.rlib`) or one object file.
    pub bytes: &'a [u8],
}

/// Who wrote the code of an [`Object`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin<'a> {
    /// The plugin's author.
    Plugin,
    /// The code generator; the plugin's generic and inlined functions are in here, too.
    Bridge,
    /// Plugwright itself: the part of every bridge that is compiled ahead, without a plugin. It defines symbols for the
    /// others, and is not judged.
    Runtime,
    /// The package of that name.
    Dependency(&'a str),
}

/// Every reference of the objects that the policy does not allow, and everything about them that has no place in a plugin.
pub fn audit(objects: &[Object<'_>], policy: &Policy) -> Vec<Diagnostic> {
    audit_with_places(objects, policy, &Places::default())
}

/// The same, with the lines of the plugin's sources that its functions can be found at.
pub fn audit_with_places(objects: &[Object<'_>], policy: &Policy, places: &Places) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut read = Vec::new();
    for object in objects {
        match references::read(object.bytes) {
            Ok(members) => read.push((object, members)),
            Err(error) => found.push(
                Diagnostic::error(
                    b004_unreadable_object::RULE.code,
                    format!("`{}` is no object that can be audited", object.name),
                )
                .note(error.to_string()),
            ),
        }
    }
    let defined: HashSet<&str> = read
        .iter()
        .flat_map(|(_, members)| members)
        .flat_map(|member| &member.defined)
        .filter(|symbol| symbol.global)
        .map(|symbol| symbol.name.as_str())
        .collect();
    let namesakes: HashSet<String> = objects.iter().filter_map(|object| object.namesake()).collect();
    for (object, members) in read.iter().filter(|(object, _)| object.origin != Origin::Runtime) {
        let audit = Audit { object, policy, places, defined: &defined, namesakes: &namesakes };
        found.extend(audit.name());
        found.extend(audit.references(members));
        found.extend(members.iter().flat_map(|member| audit.definitions(member)));
        found.extend(audit.sections(members));
        found.extend(audit.instructions(members));
    }
    found
}

struct Audit<'a> {
    object: &'a Object<'a>,
    policy: &'a Policy,
    places: &'a Places,
    defined: &'a HashSet<&'a str>,
    /// Packages that are named like a crate of the standard library: nothing of that name is taken for the real one.
    namesakes: &'a HashSet<String>,
}

impl Object<'_> {
    fn namesake(&self) -> Option<String> {
        let name = match self.origin {
            Origin::Plugin => self.name,
            Origin::Bridge | Origin::Runtime => return None,
            Origin::Dependency(name) => name,
        };
        Some(name.replace('-', "_")).filter(|name| symbol::is_standard(name))
    }
}

/// Why a symbol is refused.
struct Refusal {
    code: Code,
    because: &'static str,
    lifted_by: &'static [Capability],
}

impl Audit<'_> {
    /// Judges what the members refer to, and the standard library's generic code that was instantiated in them.
    fn references(&self, members: &[Member]) -> Vec<Diagnostic> {
        let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut refused: BTreeMap<&str, (Symbol, Refusal)> = BTreeMap::new();
        for (name, by) in members.iter().flat_map(|member| &member.references) {
            if self.defined.contains(name.as_str()) {
                continue;
            }
            let symbol = Symbol::parse(name);
            if let Some(refusal) = self.judge(&symbol, by) {
                users.entry(name).or_default().extend(by.iter().map(String::as_str));
                refused.insert(name, (symbol, refusal));
            }
        }
        for defined in members.iter().flat_map(|member| &member.defined) {
            let symbol = Symbol::parse(&defined.name);
            if let Some(refusal) = self.judge_instance(&symbol) {
                refused.entry(&defined.name).or_insert((symbol, refusal));
            }
        }
        refused
            .into_iter()
            .map(|(name, (symbol, refusal))| {
                self.diagnostic(&symbol, &refusal, users.get(name).into_iter().flatten().copied())
            })
            .collect()
    }

    fn judge(&self, symbol: &Symbol, users: &BTreeSet<String>) -> Option<Refusal> {
        match symbol {
            Symbol::Raw(name) => self.weigh(plain::raw(name), false).map(|lifted_by| Refusal {
                code: b003_raw_symbol::RULE.code,
                because: "a plain symbol, not an item of Rust's",
                lifted_by,
            }),
            Symbol::Rust { paths, mentions, .. } => {
                let by_std = !users.is_empty() && users.iter().all(|user| self.is_standard(user));
                let of_name = paths.iter().map(|path| (allow::item(path), by_std));
                // What a type argument names is only of interest where a capability is about it.
                let of_arguments = mentions
                    .iter()
                    .map(|path| (allow::item(path), true))
                    .filter(|(standing, _)| matches!(standing, Standing::Needs(_)));
                if paths.iter().any(|path| self.policy.allows_symbol(path)) {
                    return None;
                }
                of_name.chain(of_arguments).find_map(|(standing, by_std)| {
                    let lifted_by = self.weigh(standing, by_std)?;
                    let (code, because) = match standing {
                        Standing::Unknown => (b002_unknown_symbol::RULE.code, "not on the list of known items"),
                        _ => (b001_forbidden_symbol::RULE.code, "not granted"),
                    };
                    Some(Refusal { code, because, lifted_by })
                })
            }
        }
    }

    /// Generic functions of the standard library leave no reference to themselves, but an instance.
    fn judge_instance(&self, symbol: &Symbol) -> Option<Refusal> {
        let Symbol::Rust { paths, standard: true, .. } = symbol else { return None };
        let lifted_by = paths.iter().find_map(|path| match allow::item(path) {
            standing @ Standing::Needs(_) => self.weigh(standing, true),
            _ => None,
        })?;
        Some(Refusal { code: b001_forbidden_symbol::RULE.code, because: "not granted", lifted_by })
    }

    /// The capabilities that would lift the refusal, or nothing where there is none.
    fn weigh(&self, standing: Standing, by_std: bool) -> Option<&'static [Capability]> {
        let bridge = self.object.origin == Origin::Bridge;
        let needed = match standing {
            Standing::Free => return None,
            Standing::Within(_) | Standing::Clock if by_std => return None,
            Standing::Clock if !self.policy.refuses_clocks() => return None,
            Standing::Clock => &[Capability::Clock],
            Standing::Bridge if bridge => return None,
            Standing::Within(needed) | Standing::Needs(needed) => needed,
            Standing::Bridge | Standing::Runtime | Standing::Unknown => &[],
        };
        // Whoever grants dependencies trusts what they vouch for with `unsafe`, not where they reach.
        let trusted = matches!(self.object.origin, Origin::Dependency(_)) && needed.contains(&Capability::Unsafe);
        (!trusted && !self.policy.allows_any(needed)).then_some(needed)
    }

    /// Some published packages share a name with a crate inside the standard library; the roots nobody may take.
    fn name(&self) -> Option<Diagnostic> {
        let name = self.object.namesake()?;
        matches!(name.as_str(), "std" | "core" | "alloc" | "proc_macro").then(|| {
            let message = format!("{} is named `{name}`, like a crate of the standard library", self.whose());
            Diagnostic::error(b014_redefined_runtime_symbol::RULE.code, message)
        })
    }

    /// Whether the standard library wrote the symbol that refers to another.
    fn is_standard(&self, user: &str) -> bool {
        let Symbol::Rust { standard: true, paths, .. } = Symbol::parse(user) else { return false };
        let root = |path: &str| path.split("::").next().unwrap_or_default().to_string();
        paths.iter().all(|path| !self.namesakes.contains(&root(path)))
    }

    fn diagnostic<'u>(&self, symbol: &Symbol, refusal: &Refusal, users: impl Iterator<Item = &'u str>) -> Diagnostic {
        let message = format!("{} refers to `{}`, which is {}", self.whose(), symbol.shown(), refusal.because);
        let mut diagnostic = Diagnostic::error(refusal.code, message);
        for user in users.take(3).map(Symbol::parse) {
            let span = diagnostic.span.take().or_else(|| self.place(symbol, &user));
            diagnostic = diagnostic.at(span).note(format!("referred to by `{}`", user.shown()));
        }
        match crate::rules::grant_help(refusal.lifted_by) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }

    /// Where the plugin's own function that refers to the symbol stands, and where in it.
    fn place(&self, symbol: &Symbol, user: &Symbol) -> Option<Span> {
        let Symbol::Rust { paths, standard: false, .. } = user else { return None };
        let item = match symbol {
            Symbol::Rust { paths, .. } => paths.first().map_or("", String::as_str),
            Symbol::Raw(name) => name,
        };
        let is_own = matches!(self.object.origin, Origin::Plugin | Origin::Bridge);
        paths.iter().filter(|_| is_own).find_map(|path| self.places.find(item, path)).cloned()
    }

    fn whose(&self) -> String {
        match self.object.origin {
            Origin::Plugin => "the plugin".to_string(),
            Origin::Bridge => "the plugin, through the bridge,".to_string(),
            Origin::Runtime => "the runtime".to_string(),
            Origin::Dependency(name) => format!("the dependency `{name}`"),
        }
    }
}

#[cfg(test)]
mod tests;
