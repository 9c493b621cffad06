//! Where in the sources something stands that only the compiled objects tell: the audit knows names of functions, and the
//! source scan knows where functions begin and what they mention.

use plugwright_analyzer::{Crate, Span};

use crate::{Policy, scan};

/// The places of a crate's functions, and of the methods and paths in them.
#[derive(Clone, Debug, Default)]
pub struct Places {
    functions: Vec<Place>,
    /// By the last segment.
    mentions: Vec<Place>,
}

#[derive(Clone, Debug)]
struct Place {
    name: String,
    span: Span,
}

/// Looks the places up.
pub fn places(krate: &Crate<'_>) -> Places {
    let scan = scan::scan(krate, &Policy::default());
    let place = |place: &scan::Place, name: &str| Place { name: name.to_string(), span: scan.span(place) };
    let mut functions: Vec<_> = scan.functions.iter().map(|(at, name)| place(at, name)).collect();
    let methods = scan.methods.iter().map(|(at, name)| place(at, name));
    let paths = scan.paths.iter().filter_map(|used| Some(place(&used.place, used.written.segments.last()?)));
    let mut mentions: Vec<_> = methods.chain(paths).collect();
    functions.sort_by(|a, b| a.span.cmp(&b.span));
    mentions.sort_by(|a, b| a.span.cmp(&b.span));
    Places { functions, mentions }
}

impl Places {
    /// The place in the function `user` where `item` is mentioned, or else where the function begins. Both are paths as
    /// symbols have them; nothing where no function has that name, or more than one.
    pub(crate) fn find(&self, item: &str, user: &str) -> Option<&Span> {
        let name = user.rsplit("::").find(|segment| is_name(segment))?;
        let mut named = self.functions.iter().enumerate().filter(|(_, function)| function.name == name);
        let (index, function) = named.next()?;
        if named.next().is_some() {
            return None;
        }
        let next = self.functions.get(index + 1).map(|next| &next.span).filter(|next| next.file == function.span.file);
        let inside = |span: &Span| {
            span.file == function.span.file && *span > function.span && next.is_none_or(|next| span < next)
        };
        // The last segments may be the standard library's own, such as `read::inner`.
        let mut words = item.rsplit("::").take(2).filter(|word| is_name(word));
        let mention =
            words.find_map(|word| self.mentions.iter().find(|mention| mention.name == word && inside(&mention.span)));
        Some(mention.map_or(&function.span, |mention| &mention.span))
    }
}

/// Not `{closure#0}`.
fn is_name(segment: &str) -> bool {
    !segment.is_empty() && segment.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use plugwright_analyzer::{Sources, Target, parse};

    use super::places;

    const SOURCE: &str = "use std::path::Path;\npub fn other() -> u8 {\n    1\n}\npub fn probe(name: &str) -> bool {\n    \
                          let path = Path::new(name);\n    path.exists()\n}\npub fn twin() {}\npub mod inner {\n    pub fn twin() {}\n}\n";

    #[track_caller]
    fn check(item: &str, user: &str, expect: Expect) {
        let manifest = "[package]\nname = \"plug\"\nedition = \"2021\"\n";
        let sources = Sources::from_files([("Cargo.toml", manifest), ("src/lib.rs", SOURCE)]);
        let places = parse(&sources, &Target::default(), |krate, _| places(krate)).expect("a thread");
        let found = places.find(item, user).map_or_else(|| "nowhere".to_string(), ToString::to_string);
        expect.assert_eq(&found);
    }

    #[test]
    fn a_finding_of_the_audit_gets_the_line_that_it_is_about() {
        check("std::path::Path::exists", "plug::probe", expect!["src/lib.rs:7:10"]);
        check("std::path::Path::exists", "plug::probe::{closure#0}", expect!["src/lib.rs:7:10"]);
        check("std::sys::fs::metadata", "plug::probe", expect!["src/lib.rs:5:8"]);
        check("std::sys::fs::metadata", "plug::twin", expect!["nowhere"]);
        check("std::sys::fs::metadata", "core::iter::adapters::map::map_fold", expect!["nowhere"]);
    }
}
