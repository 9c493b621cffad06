//! `include!("file.rs")` in item position: the items of that file belong to the module as if they stood in it.

use std::ops::Range;

use crate::cfg::State;
use crate::code;
use crate::diagnostic::{Diagnostic, Span};
use crate::source::FileId;

use super::{Tree, attributes, place};

/// The items of a module while it grows.
pub(super) struct Contents {
    pub(super) items: Vec<syn::Item>,
    pub(super) states: Vec<State>,
    pub(super) included: Vec<(Range<usize>, FileId)>,
}

impl Tree<'_> {
    /// Appends what the module's `include!`s bring in, and what that includes in turn.
    pub(super) fn include(&mut self, file: FileId, state: State, contents: &mut Contents) {
        let mut index = 0;
        while index < contents.items.len() {
            let own =
                contents.included.iter().find(|(items, _)| items.contains(&index)).map_or(file, |(_, file)| *file);
            let state = state.and(contents.states[index]);
            if let Some((path, span)) = included_path(&contents.items[index]) {
                let span = Span::new(&self.sources.file(own).path, span);
                match self.find_included(file, own, &path, contents) {
                    Ok(found) => self.append(found, state, contents),
                    Err(_) if state != State::Active => {}
                    Err(diagnostic) => self.diagnostics.push(diagnostic.at(span)),
                }
            }
            index += 1;
        }
    }

    fn find_included(
        &self,
        module: FileId,
        own: FileId,
        path: &str,
        contents: &Contents,
    ) -> Result<FileId, Box<Diagnostic>> {
        let Some(joined) = place::beside(&self.sources.file(own).path, path) else {
            let message = format!("the path `{path}` leads out of the plugin's folder");
            return Err(Diagnostic::error(code::MODULE_OUTSIDE, message).into());
        };
        let Some(found) = self.sources.find(&joined) else {
            let message = format!("the included file `{joined}` does not exist");
            return Err(Diagnostic::error(code::MISSING_MODULE, message).into());
        };
        if found == module || contents.included.iter().any(|(_, file)| *file == found) {
            let message = format!("`{joined}` is included more than once in one module");
            return Err(Diagnostic::error(code::MODULE_CYCLE, message).into());
        }
        Ok(found)
    }

    fn append(&mut self, file: FileId, state: State, contents: &mut Contents) {
        let Some((_, items)) = self.parse(file, state, None) else { return };
        let start = contents.items.len();
        contents.states.extend(items.iter().map(|item| state.and(self.cfg.state(attributes(item)))));
        contents.items.extend(items);
        contents.included.push((start..contents.items.len(), file));
    }
}

/// The path in `include!("…")`. Paths that are put together by other macros cannot be seen.
fn included_path(item: &syn::Item) -> Option<(String, proc_macro2::Span)> {
    let syn::Item::Macro(call) = item else { return None };
    let last = call.mac.path.segments.last()?;
    if call.ident.is_some() || last.ident != "include" {
        return None;
    }
    let path: syn::LitStr = call.mac.parse_body().ok()?;
    Some((path.value(), path.span()))
}

/// Whether an item is an `include!` whose file is looked for.
pub(crate) fn names_file(item: &syn::Item) -> bool {
    included_path(item).is_some()
}
