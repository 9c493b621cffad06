//! What the source says, as facts for the rules: paths, macro calls, attributes, keywords. The scan works on tokens, so
//! that the inside of macros is read like everything else, and it takes every condition as true that might be.

mod attribute;
pub(crate) mod condition;
mod import;
pub(crate) mod names;
mod opening;
pub(crate) mod path;
mod seam;
pub(crate) mod token;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::str::FromStr as _;

use plugwright_analyzer::{Crate, Dependency, DependencyKind, Edition, FileId, FileKind, Span, without_shebang};
use proc_macro2::TokenStream;

use crate::{Capability, Policy};

use condition::Conditions;
use names::{Anchor, Names, Written};
use opening::Definition;
use token::Token;
use walk::Context;

/// Everything that the rules ask about.
pub(crate) struct Scan<'k> {
    krate: &'k Crate<'k>,
    files: Vec<FileId>,
    pub(crate) conditions: Conditions,
    pub(crate) names: Names,
    pub(crate) paths: Vec<PathUse>,
    pub(crate) calls: Vec<MacroCall>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) keywords: Vec<Keyword>,
    pub(crate) crates: Vec<ForeignCrate>,
    pub(crate) shadows: Vec<Shadow>,
    /// Functions and statics, where they are declared.
    pub(crate) functions: Vec<(Place, String)>,
    /// Names of methods, where they are called.
    pub(crate) methods: Vec<(Place, String)>,
    /// Items under a condition that may hold.
    pub(crate) conditional: Vec<Conditional>,
    /// Identifiers that stand inside macros outside of any path, such as the names of attributes.
    pub(crate) loose: Vec<(Place, String)>,
    /// Every identifier that stands inside a macro: it may become the name of anything.
    words: BTreeSet<String>,
    /// Names of macros that are defined in what is left out.
    left_out: BTreeSet<String>,
    /// The macros that are defined in what is not, each maybe several times.
    definitions: BTreeMap<String, Vec<Definition>>,
    /// Whether a macro gives other macros their names.
    pub(crate) makes_macros: bool,
    pub(crate) identifiers: Vec<(Place, String)>,
    pub(crate) unreadable: Vec<Unreadable>,
    /// Modules that have a file of their own and were not looked at yet.
    waiting: Vec<String>,
    /// All of them.
    pub(crate) declared: BTreeSet<String>,
}

/// A place in the sources.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    file: usize,
    pub(crate) module: String,
    span: proc_macro2::Span,
    pub(crate) in_macro: bool,
}

/// A path, and what it is there for.
#[derive(Debug)]
pub(crate) struct PathUse {
    pub(crate) place: Place,
    pub(crate) written: Written,
    pub(crate) role: Role,
    /// An import that others may use.
    pub(crate) is_public: bool,
}

/// What a path or a keyword is there for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It stands in code.
    Mention,
    /// A method of what a function of the type makes.
    Made,
    /// A `use` gives it a name.
    Import { bound: String },
    /// A `use` takes all that it holds.
    Glob,
    /// A macro's argument goes on with it.
    BeforeMetavariable,
    /// A macro's argument is another name for it.
    NamedByMetavariable,
    /// A macro is called whose name is put together of a macro's arguments.
    CallsMetavariable,
    /// It stands in a macro's definition, and the macro's argument may go on with it.
    Open,
    /// `unsafe`.
    Unsafe,
    /// `extern "C" { … }`.
    ForeignBlock,
    /// `extern "C" fn name`.
    ForeignDefinition,
    /// `mod name;` in a macro, whose file nobody has looked at.
    ModuleInMacro,
    /// The same in a block.
    ModuleInBlock,
}

/// A macro call with its arguments. In `$m!(…)` the argument is all there is of its name.
pub(crate) struct MacroCall {
    pub(crate) place: Place,
    pub(crate) written: Written,
    pub(crate) arguments: Vec<Token>,
    /// The arguments of the macro that the call stands in.
    pub(crate) declared: Rc<BTreeSet<String>>,
}

impl MacroCall {
    /// Whether it calls what the macro around is given.
    pub(crate) fn is_given(&self) -> bool {
        matches!(self.written.segments.as_slice(), [name] if name.starts_with('$') && name != "$crate")
    }
}

/// Collects the words that are neither called nor part of a path, so that one may be a name.
fn given_names<'t>(tokens: &'t [Token], names: &mut BTreeSet<&'t str>) {
    for (at, token) in tokens.iter().enumerate() {
        if let Some(inner) = token.any_group() {
            given_names(inner, names);
        }
        let is_called = tokens.get(at + 1).is_some_and(|bang| bang.is_punct('!'));
        let in_path = at > 1 && token::is_path_separator(tokens, at - 2) || token::is_path_separator(tokens, at + 1);
        names.extend(token.ident().filter(|_| !is_called && !in_path));
    }
}

/// What a macro, and those that it hands its arguments to, make of the words that they are given.
pub(crate) struct Handling<'s> {
    /// A path may go on after one.
    pub(crate) goes_on: bool,
    /// A path that is given as a whole may come apart.
    pub(crate) splits: bool,
    /// One may be called as a macro.
    pub(crate) calls: bool,
    /// What is written besides; nothing where that cannot be told.
    pub(crate) words: Option<BTreeSet<&'s str>>,
}

/// Macros that hand their arguments to each other are followed up to this many.
const HANDED_ON: usize = 64;

impl<'s> Handling<'s> {
    const UNKNOWN: Handling<'static> = Handling { goes_on: true, splits: true, calls: true, words: None };

    fn add(&mut self, definition: &'s Definition) {
        self.goes_on |= definition.goes_on;
        self.splits |= definition.splits;
        self.calls |= definition.calls;
        match &definition.words {
            Some(more) => self.words.iter_mut().for_each(|words| words.extend(more.iter().map(String::as_str))),
            None => self.words = None,
        }
    }
}

/// An attribute, without `#`, `unsafe` and `cfg_attr`.
pub(crate) struct Attribute {
    pub(crate) place: Place,
    pub(crate) names: Vec<String>,
    pub(crate) tokens: Vec<Token>,
}

/// A keyword that matters by itself.
pub(crate) struct Keyword {
    pub(crate) place: Place,
    pub(crate) what: Role,
}

/// `extern crate name as bound;`
pub(crate) struct ForeignCrate {
    pub(crate) place: Place,
    pub(crate) name: String,
    pub(crate) bound: String,
}

/// An item under `#[cfg(…)]`.
pub(crate) struct Conditional {
    /// The condition.
    pub(crate) place: Place,
    /// All of the item.
    pub(crate) item: proc_macro2::Span,
}

/// Something of the crate's own that is named like a root of the standard library.
pub(crate) struct Shadow {
    pub(crate) place: Place,
    pub(crate) name: String,
}

/// A file that could not be looked at.
pub(crate) enum Unreadable {
    /// It is no Rust.
    Tokens(Span, String),
    /// It is nested too deeply.
    Nesting(Span),
}

/// Reads the files of all modules that may be compiled.
pub(crate) fn scan<'k>(krate: &'k Crate<'k>, policy: &Policy) -> Scan<'k> {
    let active = krate.manifest.activate(krate.features()).dependencies;
    let is_built = |one: &Dependency| one.kind != DependencyKind::Dev && (!one.optional || active.contains(&one.name));
    let has_packages = krate.manifest.dependencies.iter().any(is_built);
    let scan = read(krate, policy, !has_packages);
    // Whoever gives the name to something else may mean anything by `#[test]`.
    if scan.conditions.leaves_tests_out && scan.names.renames("test") { read(krate, policy, false) } else { scan }
}

fn read<'k>(krate: &'k Crate<'k>, policy: &Policy, leaves_tests_out: bool) -> Scan<'k> {
    let mut scan = Scan {
        krate,
        files: Vec::new(),
        conditions: Conditions {
            features: krate.manifest.activate(krate.features()).features,
            custom: policy.allows(Capability::BuildScript) && !krate.manifest.build.is_empty(),
            leaves_tests_out,
        },
        names: Names::new(krate.manifest.edition),
        paths: Vec::new(),
        calls: Vec::new(),
        attributes: Vec::new(),
        keywords: Vec::new(),
        crates: Vec::new(),
        shadows: Vec::new(),
        functions: Vec::new(),
        methods: Vec::new(),
        conditional: Vec::new(),
        loose: Vec::new(),
        words: BTreeSet::new(),
        left_out: BTreeSet::new(),
        definitions: BTreeMap::new(),
        makes_macros: false,
        identifiers: Vec::new(),
        unreadable: Vec::new(),
        waiting: vec![String::new()],
        declared: BTreeSet::new(),
    };
    let mut seen = BTreeSet::new();
    while let Some(path) = scan.waiting.pop() {
        for module in krate.modules.iter().filter(|module| module.has_file && module.path.join("::") == path) {
            if seen.insert((path.clone(), module.file)) {
                scan.file(module.file, &path);
            }
        }
    }
    // A root that the analyzer gave up on still gets its findings.
    let root = krate.manifest.library.as_ref().and_then(|library| krate.sources.find(&library.path));
    if let (true, Some(root)) = (krate.modules.is_empty(), root) {
        scan.file(root, "");
    }
    scan.own_roots();
    scan.names.settle(&scan.words);
    scan
}

impl Scan<'_> {
    fn file(&mut self, id: FileId, module: &str) {
        let file = self.krate.sources.file(id);
        if file.kind != FileKind::Regular {
            return;
        }
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            let start = Span::of_bytes(&file.path, "", 0..0);
            self.unreadable.push(Unreadable::Tokens(start, "it is not UTF-8".to_string()));
            return;
        };
        self.files.push(id);
        let tokens = match TokenStream::from_str(without_shebang(text)) {
            Ok(stream) => token::tree(stream, 0),
            Err(error) => {
                let span = Span::new(&file.path, error.span());
                self.unreadable.push(Unreadable::Tokens(span, error.to_string()));
                return;
            }
        };
        match tokens {
            Ok(tokens) => {
                let newer = Some(&tokens).filter(|_| self.krate.manifest.edition < Edition::E2021);
                if let Some(span) = newer.and_then(|tokens| token::newer(tokens)) {
                    let why = "this is one token since the edition of 2021, and several in the plugin's".to_string();
                    self.unreadable.push(Unreadable::Tokens(Span::new(&file.path, span), why));
                }
                if let Some(span) = token::long_prefix(&tokens) {
                    self.unreadable.push(Unreadable::Nesting(Span::new(&file.path, span)));
                }
                let context = Context {
                    file: self.files.len() - 1,
                    module: module.to_string(),
                    in_macro: false,
                    in_block: false,
                    declared: Rc::default(),
                };
                self.names.add_module(module);
                if walk::leaves_itself_out(&tokens) {
                    self.names.forget_module(module);
                }
                self.collect_identifiers(&tokens, &context);
                walk::walk(self, &tokens, &context);
            }
            Err(span) => self.unreadable.push(Unreadable::Nesting(Span::new(&file.path, span))),
        }
    }

    /// A path in plain code that starts at a module of the same scope starts nowhere else, whatever that module is called.
    fn own_roots(&mut self) {
        for used in self.paths.iter_mut().filter(|used| used.written.anchor == Anchor::Local && !used.place.in_macro) {
            let written = &mut used.written;
            if written.segments.len() > 1
                && names::is_root(&written.segments[0])
                && self.names.has_type(&written.module, &written.segments[0])
                && !self.names.is_bound(&written.module, &written.segments[0])
            {
                written.anchor = Anchor::Own;
            }
        }
    }

    /// Whether the name that a path starts with is one that something declares. Names that macros may make up count, and
    /// so do those of type parameters.
    pub(crate) fn is_known_start(&self, used: &PathUse) -> bool {
        let written = &used.written;
        let first = written.segments.first().map(String::as_str).unwrap_or_default();
        let is_import = matches!(used.role, Role::Import { .. } | Role::Glob);
        let checked = is_import || written.segments.len() > 1 && first.starts_with(|c: char| !c.is_uppercase());
        !checked
            || used.place.in_macro
            || matches!(first, "crate" | "$crate" | "self" | "super" | "Self" | "_")
            || names::is_root(first)
            || names::is_primitive(first)
            || self.names.is_declared(first)
            || self.words.contains(first)
            || self.krate.manifest.dependencies.iter().any(|dependency| dependency.crate_name() == first)
            || self.names.has_foreign_glob(&written.module)
    }

    /// Notes names that ASCII cannot spell; most crates have none.
    fn collect_identifiers(&mut self, tokens: &[Token], context: &Context) {
        for token in tokens {
            if let Some(inner) = token.any_group() {
                self.collect_identifiers(inner, context);
            } else if let Some(name) = token.ident().filter(|name| !name.is_ascii()) {
                let place =
                    Place { file: context.file, module: context.module.clone(), span: token.span, in_macro: false };
                self.identifiers.push((place, name.to_string()));
            }
        }
    }

    /// Whether a macro of that name is defined in what is left out, and so nowhere else: no package brings one along.
    pub(crate) fn is_left_out(&self, name: &str) -> bool {
        self.conditions.leaves_tests_out && self.left_out.contains(name)
    }

    /// What the macro makes of the words that it is given. Nothing is known of a macro that is not here, nor of one whose
    /// name a `use` or a macro gives.
    pub(crate) fn handling(&self, name: &str) -> Handling<'_> {
        let is_builtin = crate::rules::is_builtin_macro(name) && !self.has_word(&[name]);
        if (self.makes_macros || self.names.renames_openly) && !is_builtin {
            return Handling::UNKNOWN;
        }
        let mut handling = Handling { goes_on: false, splits: false, calls: false, words: Some(BTreeSet::new()) };
        let (mut seen, mut left) = (BTreeSet::new(), vec![name]);
        while let Some(name) = left.pop() {
            if !seen.insert(name) {
                continue;
            }
            if seen.len() > HANDED_ON {
                return Handling::UNKNOWN;
            }
            match self.definitions.get(name) {
                _ if self.names.is_imported(name) => return Handling::UNKNOWN,
                Some(all) => {
                    all.iter().for_each(|one| handling.add(one));
                    left.extend(all.iter().flat_map(|one| &one.hands_to).map(String::as_str));
                }
                None if crate::rules::is_builtin_macro(name) => {}
                None => return Handling::UNKNOWN,
            }
        }
        handling
    }

    /// The names that macros may get from what calls hand to macros which define some.
    pub(crate) fn made_macros(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        if self.makes_macros {
            let is_maker = |call: &&MacroCall| call.written.segments.last().is_some_and(|name| self.makes_macro(name));
            self.calls.iter().filter(is_maker).for_each(|call| given_names(&call.arguments, &mut names));
        }
        names
    }

    /// Whether the macro, or one that it hands its arguments to, gives another macro its name.
    fn makes_macro(&self, name: &str) -> bool {
        let (mut seen, mut left) = (BTreeSet::new(), vec![name]);
        while let Some(name) = left.pop() {
            if seen.insert(name) {
                let all = self.definitions.get(name).into_iter().flatten();
                if self.names.is_imported(name) || all.clone().any(|one| one.makes_macros) {
                    return true;
                }
                left.extend(all.flat_map(|one| &one.hands_to).map(String::as_str));
            }
        }
        false
    }

    /// Every identifier that stands inside a macro.
    pub(crate) fn words(&self) -> &BTreeSet<String> {
        &self.words
    }

    /// Whether any of the names stands inside a macro.
    pub(crate) fn has_word(&self, names: &[impl AsRef<str>]) -> bool {
        names.iter().any(|name| self.words.contains(name.as_ref()))
    }

    /// Notes every identifier, as one that something might be called by.
    fn note_words(&mut self, tokens: &[Token]) {
        let defined = tokens.windows(3).filter(|three| three[0].is_keyword("macro_rules") && three[1].is_punct('!'));
        self.left_out.extend(defined.filter_map(|three| three[2].ident().map(str::to_string)));
        for token in tokens {
            token.any_group().into_iter().for_each(|inner| self.note_words(inner));
            self.words.extend(token.ident().map(str::to_string));
        }
    }

    /// Notes the words of a macro that belong to no path.
    fn macro_words(&mut self, tokens: &[Token], context: &Context) {
        for (at, token) in tokens.iter().enumerate() {
            if let Some(inner) = token.any_group() {
                self.macro_words(inner, context);
            }
            let Some(name) = token.ident() else { continue };
            self.words.insert(name.to_string());
            let before = at.checked_sub(1).map(|before| &tokens[before]);
            let in_path = token::is_path_separator(tokens, at + 1)
                || before.is_some_and(|token| ['.', '\'', ':', '$'].iter().any(|sign| token.is_punct(*sign)));
            if !in_path {
                let place =
                    Place { file: context.file, module: context.module.clone(), span: token.span, in_macro: true };
                self.loose.push((place, name.to_string()));
            }
        }
    }

    /// The place for a finding.
    pub(crate) fn span(&self, place: &Place) -> Span {
        Span::new(self.file_of(place), place.span)
    }

    /// Where the item under the condition stands.
    pub(crate) fn item_span(&self, conditional: &Conditional) -> Span {
        Span::new(self.file_of(&conditional.place), conditional.item)
    }

    /// The relative paths of all files that were read.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|id| self.krate.sources.file(*id).path.as_str())
    }

    /// The relative path of the file that the place is in.
    pub(crate) fn file_of(&self, place: &Place) -> &str {
        &self.krate.sources.file(self.files[place.file]).path
    }

    /// Notes something that goes on for longer than it is followed.
    fn refuse(&mut self, context: &Context, span: proc_macro2::Span) {
        let file = &self.krate.sources.file(self.files[context.file]).path;
        self.unreadable.push(Unreadable::Nesting(Span::new(file, span)));
    }

    fn show(&self, context: &Context, span: proc_macro2::Span) -> String {
        Span::new(&self.krate.sources.file(self.files[context.file]).path, span).to_string()
    }
}
