//! What macros make: a first extraction, made of what the author wrote, is completed by one of the same crate with its
//! macros expanded. Expanding is not done here.

use std::collections::{BTreeMap, HashMap, HashSet};

use plugwright_interface::{Function, Interface};

use crate::diagnostic::{Position, Span};
use crate::lower::needed;
use crate::reason::Reason;

use super::{Export, Extraction, Skipped};

impl Extraction {
    /// Whether macros may make functions that are not in it.
    #[must_use]
    pub fn has_unseen(&self) -> bool {
        self.skipped.iter().any(|skipped| skipped.reason == Reason::Macro)
    }

    /// Adds what only the expanded crate shows. What both have stays as the author wrote it.
    #[must_use]
    pub fn with_expanded(self, expanded: Self) -> Self {
        let places = Places::of(&self);
        let Self { interface, exports, skipped } = self;
        let known: HashSet<String> = interface.functions.iter().flat_map(names).cloned().collect();
        let fresh = expanded.interface.functions.into_iter().zip(expanded.exports);
        let fresh = fresh.filter(|(function, _)| !names(function).any(|name| known.contains(name)));
        let fresh = fresh.map(|(function, export)| {
            let span = places.find(&function.path, &export.span);
            (function, Export { span, ..export })
        });
        let mut all: Vec<_> = interface.functions.into_iter().zip(exports).chain(fresh).collect();
        all.sort_by(|(a, _), (b, _)| a.path.split("::").cmp(b.path.split("::")));
        let (functions, exports): (Vec<Function>, Vec<Export>) = all.into_iter().unzip();
        let types = expanded.interface.types.into_iter().chain(interface.types);
        let types: BTreeMap<_, _> = types.map(|definition| (definition.path.clone(), definition)).collect();
        let types = needed(&types, &functions);
        // Whatever is still skipped in the expanded crate is skipped for a better reason than an unseen macro.
        let mut skipped: Vec<_> = skipped.into_iter().filter(|skipped| skipped.reason != Reason::Macro).collect();
        skipped.retain(|skipped| !functions.iter().any(|function| function.answers_to(&skipped.path)));
        let met: HashSet<String> = skipped.iter().map(|skipped| skipped.path.clone()).collect();
        let more = expanded.skipped.into_iter().filter(|skipped| !met.contains(&skipped.path));
        skipped.extend(more.map(|more| Skipped { span: places.find(&more.path, &more.span), ..more }));
        skipped.sort_by(|a, b| (&a.span, &a.path).cmp(&(&b.span, &b.path)));
        Self { interface: Interface { functions, types, ..interface }, exports, skipped }
    }
}

fn names(function: &Function) -> impl Iterator<Item = &String> {
    std::iter::once(&function.path).chain(&function.aliases)
}

/// Where the author wrote what an expanded crate shows.
struct Places {
    skipped: HashMap<String, Span>,
    /// The one macro call that can have made whatever the author did not write.
    call: Option<Span>,
}

impl Places {
    fn of(written: &Extraction) -> Self {
        let skipped = written.skipped.iter();
        let mut calls = skipped.clone().filter(|skipped| skipped.reason == Reason::Macro).map(|skipped| &skipped.span);
        Self {
            call: calls.next().filter(|_| calls.next().is_none()).cloned(),
            skipped: skipped.map(|skipped| (skipped.path.clone(), skipped.span.clone())).collect(),
        }
    }

    /// The place of a function; where it cannot be told, the start of the library.
    fn find(&self, path: &str, expanded: &Span) -> Span {
        let start = Position { line: 1, column: 1 };
        let library = || Span { file: expanded.file.clone(), start, end: start };
        self.skipped.get(path).or(self.call.as_ref()).cloned().unwrap_or_else(library)
    }
}
