//! What macros make: a first extraction, made of what the author wrote, is completed by one of the same crate with its
//! macros expanded. Expanding is not done here.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use plugwright_interface::{Constant, Function, Interface, mark_recursive};

use crate::diagnostic::{Position, Span};
use crate::lower::needed;
use crate::reason::Reason;

use super::{Export, Extraction, Skipped, call, defaults};

impl Extraction {
    /// Whether there may be functions that are not in it, because macros or a cfg that only the compiler knows hide them.
    #[must_use]
    pub fn has_hidden(&self) -> bool {
        !self.calls.is_empty() || self.is_undecided
    }

    /// Whether there may be more in it than the plugin's own sources show.
    #[must_use]
    pub fn has_unseen(&self) -> bool {
        self.has_hidden() || !self.missed.is_empty()
    }

    /// The text of a file for the compiler to expand: marked, so that what each macro makes can be told.
    #[must_use]
    pub fn marked<'t>(&self, file: &str, text: &'t str) -> Cow<'t, str> {
        call::marked(&self.calls, file, text)
    }

    /// Adds what only the expanded crate shows. What both have stays as the author wrote it.
    #[must_use]
    pub fn with_expanded(self, expanded: Self) -> Self {
        let places = Places::of(&self, &expanded);
        let Self { interface, exports, skipped, mut stand_ins, .. } = self;
        let Interface { functions, constants, types, krate, version, .. } = interface;
        let functions = merged((functions, exports), (expanded.interface.functions, expanded.exports), &places);
        let constants =
            merged((constants, self.constants), (expanded.interface.constants, expanded.constants), &places);
        let types = expanded.interface.types.into_iter().chain(types);
        let types: BTreeMap<_, _> = types.map(|definition| (definition.path.clone(), definition)).collect();
        let ((functions, exports), (constants, constant_exports)) = (functions, constants);
        // What has a trait, the expanded crate shows all of.
        let implementors = expanded.interface.implementors;
        let mut interface = Interface { krate, version, functions, constants, types: Vec::new(), implementors };
        interface.types = needed(&types, &interface);
        interface.keep_implementors();
        defaults::of_types(&mut interface, &exports);
        mark_recursive(&mut interface.types);
        // Whatever is still skipped in the expanded crate is skipped for a better reason than an unseen macro.
        let mut skipped: Vec<_> = skipped.into_iter().filter(|skipped| skipped.reason != Reason::Macro).collect();
        skipped.retain(|skipped| !interface.entries().any(|entry| entry.answers_to(&skipped.path)));
        let met: HashSet<String> = skipped.iter().map(|skipped| skipped.path.clone()).collect();
        let more = expanded.skipped.into_iter().filter(|skipped| !met.contains(&skipped.path));
        skipped.extend(more.map(|more| Skipped { span: places.find(&more.path, &more.span), ..more }));
        skipped.sort_by(|a, b| (&a.span, &a.path).cmp(&(&b.span, &b.path)));
        for (path, more) in expanded.stand_ins {
            let holders = more.holders.clone();
            stand_ins.entry(path).or_insert(more).holders.extend(holders);
        }
        let is_undecided = expanded.is_undecided;
        Self {
            interface,
            exports,
            constants: constant_exports,
            stand_ins,
            skipped,
            // The expanded crate shows at least what the author wrote.
            faults: expanded.faults,
            calls: Vec::new(),
            is_undecided,
            missed: expanded.missed,
            packages: expanded.packages,
            made: Vec::new(),
        }
    }
}

/// A function or a constant, as far as merging is concerned.
trait Named {
    /// Its own path and then all others.
    fn names(&self) -> (&String, &[String]);
}

impl Named for Function {
    fn names(&self) -> (&String, &[String]) {
        (&self.path, &self.aliases)
    }
}

impl Named for Constant {
    fn names(&self) -> (&String, &[String]) {
        (&self.path, &self.aliases)
    }
}

type Exported<T> = (Vec<T>, Vec<Export>);

/// Adds what is new, sorted by path.
fn merged<T: Named>(written: Exported<T>, expanded: Exported<T>, places: &Places) -> Exported<T> {
    let all = |item: &T| {
        let (path, aliases) = item.names();
        std::iter::once(path).chain(aliases).cloned().collect::<Vec<_>>()
    };
    let known: HashSet<String> = written.0.iter().flat_map(all).collect();
    let fresh = expanded.0.into_iter().zip(expanded.1);
    let fresh = fresh.filter(|(item, _)| !all(item).iter().any(|name| known.contains(name)));
    let fresh = fresh.map(|(item, export)| {
        let span = places.find(item.names().0, &export.span);
        (item, Export { span, ..export })
    });
    let mut merged: Vec<_> = written.0.into_iter().zip(written.1).chain(fresh).collect();
    merged.sort_by(|(a, _), (b, _)| a.names().0.split("::").cmp(b.names().0.split("::")));
    merged.into_iter().unzip()
}

/// Where the author wrote what an expanded crate shows.
struct Places {
    skipped: HashMap<String, Span>,
    calls: Vec<Span>,
    /// Which call made what.
    made: Vec<(usize, Span)>,
}

impl Places {
    fn of(written: &Extraction, expanded: &Extraction) -> Self {
        let skipped = written.skipped.iter();
        Self {
            skipped: skipped.map(|skipped| (skipped.path.clone(), skipped.span.clone())).collect(),
            calls: written.calls.iter().map(|call| call.name.clone()).collect(),
            made: expanded.made.clone(),
        }
    }

    /// The place of a function: where the author wrote it, or the macro call that made it. Where neither can be told,
    /// the start of the library.
    fn find(&self, path: &str, expanded: &Span) -> Span {
        let around = |(_, made): &&(usize, Span)| made.start < expanded.start && expanded.start < made.end;
        let innermost = self.made.iter().filter(around).max_by_key(|(_, made)| made.start);
        let call = innermost.and_then(|(call, _)| self.calls.get(*call));
        let start = Position { line: 1, column: 1 };
        let library = || Span { file: expanded.file.clone(), start, end: start };
        self.skipped.get(path).or(call).cloned().unwrap_or_else(library)
    }
}
