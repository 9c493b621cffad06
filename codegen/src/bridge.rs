//! [`Bridge`]: everything that is compiled for one plugin, as text in memory. Making one is pure; writing it to a folder
//! and compiling it is `build.rs`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use plugwright_analyzer::{Export, Extraction, Manifest, PackageId, Span, StandIn};
use plugwright_interface::{Definition, Function, Interface};
use plugwright_sandbox::{Approved, Policy};
use proc_macro2::TokenStream;

use crate::about::About;
use crate::ahead::Ahead;
use crate::definition::{definition, stems};
use crate::profile::Profile;
use crate::skip::Skip;
use crate::wrapper::{Names, wrapper};
use crate::{context, descriptor, manifest, sdk, stand_in};

/// The packages that make a plugin's library: its own sources, the runtime, and the generated bridge between them.
#[derive(Clone, Debug)]
pub struct Bridge {
    pub(crate) plugin: Plugin,
    pub(crate) policy: Policy,
    /// Of the functions that are bridged.
    pub(crate) interface: Interface,
    /// One per entry of the interface.
    pub(crate) exports: Vec<Export>,
    /// What stands in for objects of traits, by the objects' path.
    stand_ins: BTreeMap<String, StandIn>,
    pub(crate) skipped: Vec<Skip>,
    /// What of the plugin shows in a bridge that is compiled against it, where somebody found out.
    pub(crate) outline: Option<String>,
    text: String,
    lines: Lines,
}

/// Which lines of the text, from 1, belong to what.
#[derive(Clone, Debug, Default)]
struct Lines {
    /// One per entry of the interface.
    entries: Vec<Range<usize>>,
    /// One per type of the interface.
    types: Vec<Range<usize>>,
}

/// The plugin's own package: exactly the bytes that were checked.
#[derive(Clone, Debug)]
pub(crate) struct Plugin {
    pub files: BTreeMap<String, Vec<u8>>,
    pub manifest: Manifest,
    pub about: About,
    /// Features that are on.
    pub features: BTreeSet<String>,
    /// Whether anything but the plugin's own sources is built for it.
    pub needs_cargo: bool,
    /// The names under which it depends on the crate that plugins may depend on.
    pub sdk: Vec<String>,
    /// The packages that the bridge names, by the names that it has for their crates.
    pub packages: BTreeMap<String, PackageId>,
    pub profile: Profile,
    /// Whether it is compiled again and again, after small edits.
    pub is_edited: bool,
}

/// Generates the bridge of a checked plugin.
#[must_use]
pub fn generate(approved: &Approved, extraction: &Extraction) -> Bridge {
    let skipped = extraction.skipped.iter().map(Skip::from).collect();
    let interface = extraction.interface.clone();
    let exports = extraction.exports.iter().chain(&extraction.constants).cloned().collect();
    let plugin = Plugin { packages: extraction.packages.clone(), ..Plugin::of(approved) };
    let bridge = Bridge::new(plugin, approved.policy().clone(), interface, exports, skipped);
    bridge.with_stand_ins(extraction.stand_ins.clone())
}

impl Plugin {
    pub(crate) fn of(approved: &Approved) -> Self {
        let manifest = approved.manifest().clone();
        let active = manifest.activate(approved.features());
        let own = approved.files().get("Cargo.toml").map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        let about = About::read(&own);
        Self {
            files: approved.files().clone(),
            needs_cargo: needs_cargo(&manifest, approved.policy(), &active.dependencies),
            sdk: sdk::uses(&manifest, |name| active.dependencies.contains(name))
                .map(|used| used.crate_name())
                .collect(),
            features: active.features,
            packages: BTreeMap::new(),
            profile: Profile::default(),
            is_edited: false,
            about,
            manifest,
        }
    }
}

impl Plugin {
    /// The crates that its library links besides its own.
    pub(crate) fn ahead(&self) -> &'static [Ahead] {
        if self.sdk.is_empty() { &[Ahead::Runtime] } else { &[Ahead::Runtime, Ahead::Sdk] }
    }
}

impl Bridge {
    pub(crate) fn new(
        plugin: Plugin,
        policy: Policy,
        interface: Interface,
        exports: Vec<Export>,
        skipped: Vec<Skip>,
    ) -> Self {
        let stand_ins = BTreeMap::new();
        let (text, lines) = render(&interface, &exports, &stand_ins);
        Self { plugin, policy, interface, exports, stand_ins, skipped, outline: None, text, lines }
    }

    /// Has what stands in for objects of traits written as well.
    pub(crate) fn with_stand_ins(self, stand_ins: BTreeMap<String, StandIn>) -> Self {
        if stand_ins.is_empty() {
            return self;
        }
        let (text, lines) = render(&self.interface, &self.exports, &stand_ins);
        Self { stand_ins, text, lines, ..self }
    }

    /// Has the library compiled in another profile than `Release`.
    #[must_use]
    pub fn in_profile(mut self, profile: Profile) -> Self {
        self.plugin.profile = profile;
        self
    }

    /// Has the plugin compiled so that its bridge can be linked again after an edit. `outline` says what of the plugin
    /// shows in a bridge that is compiled against it (`Crate::outline`).
    #[must_use]
    pub fn for_edits(mut self, outline: String) -> Self {
        self.outline = Some(outline);
        self.plugin.is_edited = true;
        self
    }

    /// The generated source of the bridge.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All files as a cargo workspace that builds the same library: path with `/` between its parts, and content.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, Cow<'_, [u8]>> {
        let mut files = self.plugin_files();
        files.extend(self.bridge_files());
        let owned = |text: String| Cow::Owned(text.into_bytes());
        let ahead = self.plugin.ahead();
        files.insert("Cargo.toml".into(), owned(manifest::workspace(ahead, self.plugin.profile)));
        let bridge = manifest::bridge(&self.plugin);
        files.insert("bridge/Cargo.toml".into(), owned(bridge));
        for ahead in ahead {
            let folder = ahead.folder();
            files.insert(format!("{folder}/Cargo.toml"), owned(manifest::ahead(*ahead)));
            let sources = ahead.sources().into_iter();
            files.extend(sources.map(|(path, text)| (format!("{folder}/src/{path}"), text.as_bytes().into())));
        }
        files
    }

    /// The plugin's package, below `plugin/`.
    pub(crate) fn plugin_files(&self) -> BTreeMap<String, Cow<'_, [u8]>> {
        let Plugin { files, manifest, about, .. } = &self.plugin;
        let own = files.iter().filter(|(path, _)| *path != "Cargo.toml" && *path != "Cargo.lock");
        let mut files: BTreeMap<_, Cow<'_, [u8]>> =
            own.map(|(path, bytes)| (format!("plugin/{path}"), bytes.as_slice().into())).collect();
        let text = manifest::plugin(manifest, about, &self.policy);
        files.insert("plugin/Cargo.toml".into(), Cow::Owned(text.into_bytes()));
        files
    }

    /// The sources of the bridge, below `bridge/src/`.
    pub(crate) fn bridge_files(&self) -> [(String, Cow<'_, [u8]>); 2] {
        [
            ("bridge/src/lib.rs".into(), self.text.as_bytes().into()),
            (format!("bridge/src/{}", descriptor::INTERFACE_FILE), Cow::Owned(interface_json(&self.interface))),
        ]
    }

    /// Whether a file is one of the plugin's, by its path in the plugin's folder.
    pub(crate) fn owns(&self, file: &str) -> bool {
        self.plugin.files.contains_key(&file.replace('\\', "/"))
    }

    /// Finds the entries that need a line of [`Bridge::text`]: its own, or all that use the type that it is about.
    pub(crate) fn entries_at(&self, line: usize) -> Vec<usize> {
        let at = |lines: &[Range<usize>]| lines.iter().position(|lines| lines.contains(&line));
        if let Some(index) = at(&self.lines.entries) {
            return vec![index];
        }
        let Some(ty) = at(&self.lines.types).map(|index| &self.interface.types[index]) else { return Vec::new() };
        let users = self.interface.entries().enumerate();
        let users = users.filter(|(_, entry)| entry.named(&self.interface.types).contains(&ty));
        users.map(|(index, _)| index).collect()
    }

    /// Where the author wrote an entry.
    pub(crate) fn span(&self, entry: usize) -> &Span {
        &self.exports[entry].span
    }

    /// The same bridge without some of its entries: index and reason of each.
    pub(crate) fn without(&self, dropped: &BTreeMap<usize, String>) -> Self {
        let kept = |index: &usize| !dropped.contains_key(index);
        let Interface { functions, constants, .. } = &self.interface;
        let function = |index: usize| functions.get(index).cloned();
        let constant = |index: usize| constants.get(index.checked_sub(functions.len())?).cloned();
        let left: Vec<_> = (0..self.exports.len()).filter(kept).collect();
        let exports = left.iter().map(|&index| self.exports[index].clone()).collect();
        let mut skipped = self.skipped.clone();
        let paths: Vec<_> = self.interface.entries().map(|entry| entry.path.clone()).collect();
        let skips = dropped.iter().map(|(&index, reason)| (&paths[index], reason, self.span(index)));
        skipped.extend(
            skips.map(|(path, reason, span)| Skip::new(path.clone(), "does-not-compile", reason.clone(), span)),
        );
        let functions = left.iter().filter_map(|&index| function(index)).collect();
        let constants = left.iter().filter_map(|&index| constant(index)).collect();
        let mut interface = Interface { functions, constants, types: Vec::new(), ..self.interface.clone() };
        let all = &self.interface.types;
        let used = |ty: &&Definition| interface.entries().any(|entry| entry.named(all).contains(ty));
        interface.types = all.iter().filter(used).cloned().collect();
        interface.keep_implementors();
        let left = Self::new(self.plugin.clone(), self.policy.clone(), interface, exports, skipped);
        left.with_stand_ins(self.stand_ins.clone())
    }
}

/// Whether cargo has something to do: a dependency that is in use, or a build script that may run.
fn needs_cargo(manifest: &Manifest, policy: &Policy, active: &BTreeSet<String>) -> bool {
    use plugwright_analyzer::DependencyKind;
    use plugwright_sandbox::Capability;
    let in_use = manifest.dependencies.iter().any(|dependency| {
        dependency.kind == DependencyKind::Normal
            && !dependency.is_sdk()
            && (!dependency.optional || active.contains(&dependency.name))
    });
    in_use || (!manifest.build.is_empty() && policy.allows(Capability::BuildScript))
}

/// Writes the source, and notes where each function is.
fn render(interface: &Interface, exports: &[Export], stand_ins: &BTreeMap<String, StandIn>) -> (String, Lines) {
    let entries: Vec<_> = interface.entries().collect();
    let names = all_names(&entries);
    let mut text = format!("//! Bridge to `{}` {}, generated by plugwright.\n", interface.krate, interface.version);
    text += &pretty(descriptor::head());
    let mut lines = text.lines().count();
    let mut append = |tokens| {
        lines += usize::from(text.ends_with('\n'));
        text.push('\n');
        let start = lines + 1;
        let tokens = pretty(tokens);
        lines += tokens.lines().count();
        text += &tokens;
        start..lines + 1
    };
    if interface.types.iter().any(|ty| stand_ins.contains_key(&ty.path)) {
        append(stand_in::declaration());
    }
    let types = interface.types.iter().zip(stems(&interface.types)).map(|(ty, stem)| {
        let mut tokens = definition(ty, &stem, interface);
        tokens.extend(stand_ins.get(&ty.path).map(|made| stand_in::stand_in(ty, &stem, interface, made)));
        append(tokens)
    });
    let types = types.collect();
    if context::is_used(interface) {
        append(context::glue());
    }
    let entries = entries.iter().zip(exports).zip(&names);
    let entries = entries.map(|((entry, export), names)| append(wrapper(entry, export, names))).collect();
    append(descriptor::table(interface, &names));
    (text, Lines { entries, types })
}

fn all_names(entries: &[Cow<'_, Function>]) -> Vec<Names> {
    let (mut names, mut taken) = (Vec::new(), HashSet::new());
    for (index, func) in entries.iter().enumerate() {
        let name = Names::new(func, index, |name| taken.contains(&name.direct));
        taken.insert(name.direct.clone());
        names.push(name);
    }
    names
}

/// Formats items, with a blank line between them. What `quote!` makes of identifiers and types always parses; were it
/// not so, rustc would say more about the raw tokens than a panic here.
pub(crate) fn pretty(tokens: TokenStream) -> String {
    let Ok(mut file) = syn::parse2::<syn::File>(tokens.clone()) else { return tokens.to_string() };
    let items = std::mem::take(&mut file.items);
    let mut text = prettyplease::unparse(&file);
    file.attrs.clear();
    let mut after_use = false;
    for item in items {
        let is_use = matches!(item, syn::Item::Use(_));
        let together = after_use && is_use;
        if !text.is_empty() && !together {
            text.push('\n');
        }
        file.items = vec![item];
        text += &prettyplease::unparse(&file);
        after_use = is_use;
    }
    text
}

fn interface_json(interface: &Interface) -> Vec<u8> {
    // An interface is text and lists, which always serialise.
    serde_json::to_vec(interface).unwrap_or_default()
}
