//! Sources → [`Crate`], on a thread of its own: what proc-macro2 remembers per thread (the text of every file, for
//! spans) dies with it, and its stack is large enough for everything that `nesting.rs` lets pass.

use std::cell::Cell;
use std::panic;
use std::thread::{self, Scope, ScopedJoinHandle};

use plugwright_interface::nearest;

use crate::bodies::Desk;
use crate::cfg::{Cfg, Target};
use crate::code;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::krate::Crate;
use crate::manifest::{self, Manifest};
use crate::source::Sources;
use crate::{scope, tree};

const STACK: usize = 64 << 20;

/// Parses the crate and hands it to `then`, together with everything that is wrong with it. A plugin whose diagnostics
/// contain an error is not complete.
///
/// The crate cannot leave the call; `then` returns what should.
///
/// # Errors
///
/// [`Error::Thread`] when the operating system gives no thread.
///
/// # Panics
///
/// Only where `then` does.
pub fn parse<R: Send>(
    sources: &Sources,
    target: &Target,
    then: impl FnOnce(&Crate<'_>, Vec<Diagnostic>) -> R + Send,
) -> Result<R, Error> {
    thread::scope(|scope| {
        let thread = spawn(scope, || {
            let (krate, diagnostics) = parse_here(sources, target, None);
            then(&krate, diagnostics)
        });
        Ok(join(thread?))
    })
}

/// Starts a thread with a stack that is large enough.
pub(crate) fn spawn<'s, R: Send + 's>(
    scope: &'s Scope<'s, '_>,
    work: impl FnOnce() -> R + Send + 's,
) -> Result<ScopedJoinHandle<'s, R>, Error> {
    let thread = thread::Builder::new().name("plugwright-parse".to_owned()).stack_size(STACK);
    thread.spawn_scoped(scope, work).map_err(|source| Error::Thread { source })
}

/// Waits for a thread, and panics where it did.
pub(crate) fn join<R>(thread: ScopedJoinHandle<'_, R>) -> R {
    thread.join().unwrap_or_else(|payload| panic::resume_unwind(payload))
}

/// Parses the crate on this thread, or all but the bodies of its functions, which go to `desk`.
pub(crate) fn parse_here<'s>(
    sources: &'s Sources,
    target: &Target,
    desk: Option<&mut Desk>,
) -> (Crate<'s>, Vec<Diagnostic>) {
    let (manifest, mut diagnostics) = manifest::read(sources);
    diagnostics.extend(unknown_features(&manifest, target));
    let cfg = Cfg::new(target, &manifest);
    let modules = tree::grow(sources, &manifest, &cfg, desk, &mut diagnostics);
    let no_std = modules.first().is_some_and(|root| cfg.holds(&root.attrs, "no_std"));
    let scopes = scope::build(&modules);
    let macros = scope::macros(&modules);
    let features = target.features().clone();
    let tries = Cell::new(0);
    let krate = Crate { manifest, sources, modules, scopes, macros, no_std, cfg, features, tries };
    (krate, diagnostics)
}

/// Reports the features that were asked for and that the plugin does not have.
fn unknown_features(manifest: &Manifest, target: &Target) -> Vec<Diagnostic> {
    let known: Vec<_> = manifest.features.keys().map(String::as_str).collect();
    let report = |name: String| {
        let diagnostic = Diagnostic::error(code::UNKNOWN_FEATURE, format!("the plugin has no feature `{name}`"));
        match (nearest(&name, known.iter().copied()), known.is_empty()) {
            (Some(near), _) => diagnostic.help(format!("did you mean `{near}`?")),
            (None, false) => diagnostic.help(format!("it has {}", known.join(", "))),
            (None, true) => diagnostic.help("it has none"),
        }
    };
    // Where the manifest could not be read, that is said already.
    let unknown = if manifest.name.is_empty() { Vec::new() } else { manifest.activate(target.features()).unknown };
    unknown.into_iter().map(report).collect()
}
