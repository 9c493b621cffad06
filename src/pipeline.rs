//! The way from a folder to an open library, stage by stage. No stage's own logic lives here.

use std::path::Path;

use plugwright_analyzer::{Crate, Diagnostic, Severity, Sources, Span, Target, extract, extract_in_parts, load, parse};
use plugwright_codegen::{Bridge, BuildOptions, Built, Checked, Key, Skip, Toolchain, complete, find_tools, generate};
use plugwright_interface::{Artifact, Interface};
use plugwright_loader::Library;
use plugwright_sandbox::{Applied, CapabilityUse, PluginFacts, Policy, Verdict, check};

use crate::stage::Stages;
use crate::{Builder, Error, Plugin, Stage};

/// What the sources offer.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// What can be called.
    pub interface: Interface,
    /// Where the author wrote each function of the interface, in its order.
    pub places: Vec<Span>,
    /// The public functions that cannot, and why.
    pub skipped: Vec<Skip>,
    /// What the analyzer has to say besides; no errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds a plugin and opens it.
pub(crate) fn build(builder: &Builder<'_>) -> Result<Plugin, Error> {
    if builder.tools.target.is_some() {
        let Toolchain { target, host, .. } = toolchain(builder)?;
        if target != host {
            return Err(Error::Foreign { target, host });
        }
    }
    let stages = Stages::new(&builder.on_stage);
    let order = Order::new(builder, &stages)?;
    if let Some(entry) = builder.cache.find(&order.key) {
        stages.begin(Stage::Open);
        match open(Voucher::Audit(&entry.artifact)) {
            Ok(library) => return Ok(Plugin::new(library, entry.into())),
            // A damaged entry is none. Opening has read the library and held it against its digest, so that it need not be
            // done before.
            Err(plugwright_loader::Error::Read { .. } | plugwright_loader::Error::Digest { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let built = order.build(&stages)?;
    stages.begin(Stage::Open);
    let library = open(Voucher::Audit(&built.artifact))?;
    Ok(Plugin::new(library, built))
}

/// Opens a library that was built elsewhere and that the host vouches for.
pub(crate) fn open_vouched(path: &Path, digest: &str) -> Result<Plugin, Error> {
    let library = open(Voucher::Host(path, digest))?;
    let interface = library.interface().clone();
    let artifact = Artifact { library: path.to_owned(), digest: digest.to_owned(), interface, stamp: None };
    Ok(Plugin::new(library, Built::elsewhere(artifact)))
}

/// Who says that a library may be opened.
enum Voucher<'v> {
    /// Our own audit of it.
    Audit(&'v Artifact),
    /// The host, for the library of that digest.
    Host(&'v Path, &'v str),
}

#[allow(unsafe_code, reason = "the one place that knows both where a library comes from and that it is opened")]
fn open(voucher: Voucher<'_>) -> Result<Library, plugwright_loader::Error> {
    match voucher {
        // SAFETY: the library was audited just now, or when it came into the cache, which only this user can write.
        Voucher::Audit(artifact) => unsafe { Library::open(artifact) },
        // SAFETY: the host says that the library of this digest is what plugwright built, as `Plugin::open_vouched` asks.
        Voucher::Host(path, digest) => unsafe { Library::open_path_with_digest(path, digest) },
    }
}

/// Builds a plugin, or finds it built.
pub(crate) fn compile(builder: &Builder<'_>) -> Result<Built, Error> {
    let stages = Stages::new(&builder.on_stage);
    let order = Order::new(builder, &stages)?;
    match builder.cache.lookup(&order.key) {
        Some(entry) => Ok(entry.into()),
        None => order.build(&stages),
    }
}

/// What a build is asked for, and the name of the answer in the cache.
struct Order<'b> {
    builder: &'b Builder<'b>,
    sources: Sources,
    toolchain: Toolchain,
    policy: Policy,
    key: Key,
}

impl<'b> Order<'b> {
    fn new(builder: &'b Builder<'_>, stages: &Stages<'_>) -> Result<Self, Error> {
        stages.begin(Stage::Load);
        let sources = load(&builder.dir).map_err(Error::Load)?;
        let toolchain = toolchain(builder)?;
        let policy = policy(builder, &sources).policy;
        let key = Key::new(&sources.digest(), &builder.features, &policy, &toolchain).in_profile(builder.profile);
        let key = if builder.kept.is_some() { key.for_edits() } else { key };
        Ok(Self { builder, sources, toolchain, policy, key })
    }

    fn build(&self, stages: &Stages<'_>) -> Result<Built, Error> {
        let Self { builder, sources, toolchain, policy, key } = self;
        stages.begin(Stage::Check);
        let bridge = bridge(sources, toolchain, builder, policy)?;
        let options = BuildOptions {
            cache: &builder.cache,
            key,
            limits: builder.limits(policy),
            kept: builder.kept.as_ref(),
            on_stage: &|stage| stages.begin(stage.into()),
        };
        Ok(plugwright_codegen::build(&bridge, toolchain, &options)?)
    }
}

/// Sources → what is to be compiled. The only way to a bridge leads through the policy.
fn bridge(sources: &Sources, toolchain: &Toolchain, builder: &Builder<'_>, policy: &Policy) -> Result<Bridge, Error> {
    let is_edited = builder.kept.is_some();
    let target = &target(builder, toolchain);
    let (approved, extraction, outline) = parsed(sources, target, |krate, faults| {
        let approved = match check(krate, policy) {
            Verdict::Approved(approved) => approved,
            Verdict::Rejected(findings) => return Err(rejected(findings, faults)),
        };
        no_errors(faults)?;
        Ok((approved, extract(krate), is_edited.then(|| krate.outline())))
    })?;
    let checked = Checked { approved: &approved, sources, target };
    let mut extraction = complete(&checked, extraction, toolchain, &builder.limits(policy))?;
    no_errors(std::mem::take(&mut extraction.faults))?;
    // Where a dependency could not be read, the build knows why.
    if let Some(reason) = extraction.nothing_to_call().filter(|_| extraction.missed.is_empty()) {
        return Err(Error::NothingToCall(vec![reason]));
    }
    let bridge = generate(&approved, &extraction).in_profile(builder.profile);
    Ok(match outline {
        Some(outline) => bridge.for_edits(outline),
        None => bridge,
    })
}

/// Tells what the policy refuses from what it only cannot judge, because a file cannot be read as Rust. The analyzer
/// says that in more detail.
fn rejected(mut findings: Vec<Diagnostic>, faults: Vec<Diagnostic>) -> Error {
    const UNREADABLE: [&str; 2] = ["unparsed", "nesting"];
    let file = |finding: &Diagnostic| finding.span.as_ref().map(|span| span.file.clone());
    let is_error = |finding: &Diagnostic| finding.severity == Severity::Error;
    let faulty: Vec<_> = faults.iter().filter(|fault| is_error(fault)).map(file).collect();
    if !faulty.is_empty() {
        findings.retain(|finding| finding.code.name != "manifest-unparsed");
    }
    findings.retain(|finding| !UNREADABLE.contains(&finding.code.name) || !faulty.contains(&file(finding)));
    let refused = findings.iter().any(is_error);
    findings.extend(faults);
    if refused { Error::Refused(findings) } else { Error::Faulty(findings) }
}

/// Finds out what the sources offer.
pub(crate) fn inspect(builder: &Builder<'_>) -> Result<Inspection, Error> {
    let sources = load(&builder.dir).map_err(Error::Load)?;
    let toolchain = toolchain(builder)?;
    let policy = &policy(builder, &sources).policy;
    let target = target(builder, &toolchain);
    let (extraction, faults) = extract_in_parts(&sources, &target).map_err(Error::Load)?;
    let mut diagnostics = no_errors(faults)?;
    let verdict = match extraction.has_unseen() {
        true => Some(parsed(&sources, &target, |krate, _| Ok(check(krate, policy)))?),
        false => None,
    };
    let extraction = match verdict {
        Some(Verdict::Approved(approved)) => {
            let checked = Checked { approved: &approved, sources: &sources, target: &target };
            complete(&checked, extraction, &toolchain, &builder.limits(policy))?
        }
        // The compiler and cargo read only what passed, so that the rest stays unseen.
        Some(Verdict::Rejected(_)) | None => extraction,
    };
    diagnostics.extend(no_errors(extraction.faults)?);
    let skipped = extraction.skipped.iter().map(Skip::from).collect();
    let functions = extraction.interface.functions.len();
    let places = extraction.exports.into_iter().take(functions).map(|export| export.span).collect();
    Ok(Inspection { interface: extraction.interface, places, skipped, diagnostics })
}

/// Finds out what the analyzer and the policy have to say about a plugin that may be built.
pub(crate) fn warnings(builder: &Builder<'_>) -> Result<Vec<Diagnostic>, Error> {
    let sources = load(&builder.dir).map_err(Error::Load)?;
    let toolchain = toolchain(builder)?;
    let Applied { policy, mut warnings } = policy(builder, &sources);
    let (own, uses) = parsed(&sources, &target(builder, &toolchain), |krate, faults| match check(krate, &policy) {
        Verdict::Approved(approved) => {
            let own = [no_errors(faults)?.as_slice(), approved.warnings()].concat();
            Ok((own, plugwright_sandbox::capabilities(krate)))
        }
        Verdict::Rejected(findings) => Err(rejected(findings, faults)),
    })?;
    if let Some(file) = &builder.policy_file {
        let facts = PluginFacts::of(&sources);
        warnings.extend(file.unused_grants(&facts, &uses));
        if let Some(known) = &builder.known_plugins {
            let known: Vec<&str> = known.iter().map(String::as_str).chain([facts.name.as_str()]).collect();
            warnings.extend(file.unknown_plugins(&known));
        }
    }
    if warnings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(Error::Refused([own, warnings].concat()));
    }
    Ok([own, warnings].concat())
}

/// Finds out which policy holds for the plugin.
pub(crate) fn effective_policy(builder: &Builder<'_>) -> Result<Policy, Error> {
    let sources = load(&builder.dir).map_err(Error::Load)?;
    Ok(policy(builder, &sources).policy)
}

/// The policy for the plugin: what the host's file says of it, and what the host grants besides.
fn policy(builder: &Builder<'_>, sources: &Sources) -> Applied {
    match &builder.policy_file {
        None => Applied { policy: builder.policy.clone(), warnings: Vec::new() },
        Some(file) => {
            let applied = file.policy_for(&PluginFacts::of(sources));
            let policy = builder.policy.grants().fold(applied.policy, Policy::grant);
            Applied { policy, ..applied }
        }
    }
}

/// Finds out what the sources use of what can be granted.
pub(crate) fn capabilities(builder: &Builder<'_>) -> Result<Vec<CapabilityUse>, Error> {
    let sources = load(&builder.dir).map_err(Error::Load)?;
    let toolchain = toolchain(builder)?;
    parsed(&sources, &target(builder, &toolchain), |krate, faults| {
        no_errors(faults)?;
        Ok(plugwright_sandbox::capabilities(krate))
    })
}

fn toolchain(builder: &Builder<'_>) -> Result<Toolchain, Error> {
    Ok(find_tools(builder.cache.root(), &builder.tools)?)
}

/// What the plugin is built for.
fn target(builder: &Builder<'_>, toolchain: &Toolchain) -> Target {
    Target::parse(&toolchain.cfg).with_features(builder.features.clone())
}

fn parsed<R: Send>(
    sources: &Sources,
    target: &Target,
    then: impl FnOnce(&Crate<'_>, Vec<Diagnostic>) -> Result<R, Error> + Send,
) -> Result<R, Error> {
    parse(sources, target, then).map_err(Error::Load)?
}

/// Stops at the border of a stage that found errors.
fn no_errors(diagnostics: Vec<Diagnostic>) -> Result<Vec<Diagnostic>, Error> {
    match diagnostics.iter().any(|finding| finding.severity == Severity::Error) {
        true => Err(Error::Faulty(diagnostics)),
        false => Ok(diagnostics),
    }
}

#[cfg(test)]
mod tests;
