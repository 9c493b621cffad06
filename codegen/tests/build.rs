//! Plugins built with the machine's compiler, each in a cache of its own.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use plugwright_analyzer::{Diagnostic, Features};
use plugwright_codegen::{
    BuildOptions, Built, BuiltFrom, Cache, Cancel, Error, Key, Limits, Stage, build, find_toolchain,
};
use plugwright_interface::Artifact;
use plugwright_sandbox::Confinement;

use crate::plugin::{MANIFEST, Plugin};

/// A cache for one test, and what is built in it.
pub(crate) struct Place {
    pub(crate) root: tempfile::TempDir,
    pub(crate) stages: RefCell<Vec<Stage>>,
    pub(crate) cancel: Cancel,
}

impl Place {
    pub(crate) fn new() -> Self {
        let (stages, cancel) = (RefCell::default(), Cancel::default());
        Self { root: tempfile::tempdir().unwrap(), stages, cancel }
    }

    pub(crate) fn build(&self, plugin: &Plugin) -> Result<Built, Error> {
        self.build_observed(plugin, &|stage| self.stages.borrow_mut().push(stage))
    }

    fn build_observed(&self, plugin: &Plugin, on_stage: &dyn Fn(Stage)) -> Result<Built, Error> {
        build_in(self.root.path(), plugin, self.cancel.clone(), on_stage)
    }

    /// The names in the folder of temporary things.
    #[track_caller]
    fn check_clean(&self) {
        let work = self.root.path().join("work");
        let names = work.read_dir().into_iter().flatten().map(|entry| entry.unwrap().file_name());
        assert_eq!(names.collect::<Vec<_>>(), ["gate.lock"]);
    }
}

fn build_in(root: &Path, plugin: &Plugin, cancel: Cancel, on_stage: &dyn Fn(Stage)) -> Result<Built, Error> {
    let cache = Cache::at(root);
    let toolchain = find_toolchain(cache.root())?;
    let key = Key::new(&plugin.sources().digest(), &Features::default(), plugin.policy(), &toolchain);
    let limits = Limits::new(cancel, Confinement::default());
    let options = BuildOptions { cache: &cache, key: &key, limits, kept: None, on_stage };
    build(&plugin.bridge(), &toolchain, &options)
}

/// Builds as another user of the same cache would.
fn build_alone(root: &Path) -> Built {
    build_in(root, &Plugin::new(ADD), Cancel::default(), &|_| {}).unwrap()
}

const ADD: &str = "pub fn add(a: i64, b: i64) -> i64 { a + b }";

fn shown(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|diagnostic| format!("{diagnostic}\n")).collect()
}

#[track_caller]
fn check_failure(plugin: &Plugin, expect: Expect) {
    let place = Place::new();
    let shown = match place.build(plugin).unwrap_err() {
        Error::Compile(found) => format!("compile\n{}", shown(&found)),
        Error::Refused(found) => format!("refused\n{}", shown(&found)),
        Error::NothingToCall(found) => format!("nothing to call\n{}", shown(&found)),
        other => panic!("{other:?}"),
    };
    expect.assert_eq(&shown);
    place.check_clean();
}

#[test]
fn builds_once_and_then_finds() {
    let place = Place::new();
    let built = place.build(&Plugin::new(ADD)).unwrap();
    assert_eq!(built.origin, BuiltFrom::Sources);
    let stages: Vec<_> = place.stages.take().into_iter().filter(|stage| *stage != Stage::Wait).collect();
    assert_eq!(stages, [Stage::Compile, Stage::Link, Stage::Audit]);
    assert!(built.artifact.library.starts_with(place.root.path()));
    place.check_clean();

    let again = place.build(&Plugin::new(ADD)).unwrap();
    assert_eq!(again.origin, BuiltFrom::Cache);
    assert_eq!(again.artifact, built.artifact);
    // A process that another test starts just then shares the lock until it has become its own program.
    assert!(place.stages.take().iter().all(|stage| *stage == Stage::Wait));
}

#[test]
fn gives_the_same_bytes_wherever_it_is_built() {
    let source = "pub fn place() -> String { format!(\"{} {}\", file!(), module_path!()) }\n\
                  pub fn fail() { panic!(\"here\") }";
    let built = [(); 2].map(|()| {
        let place = Place::new();
        let built = place.build(&Plugin::new(source)).unwrap();
        let library = fs::read(&built.artifact.library).unwrap();
        assert!(!contains(&library, place.root.path()), "a path of this machine is in the library");
        built.artifact.digest
    });
    assert_eq!(built[0], built[1]);
}

fn contains(bytes: &[u8], path: &Path) -> bool {
    let path = path.to_str().unwrap().as_bytes();
    bytes.windows(path.len()).any(|window| window == path)
}

#[test]
fn rebuilds_a_damaged_entry() {
    let place = Place::new();
    let built = place.build(&Plugin::new(ADD)).unwrap();
    fs::write(&built.artifact.library, b"damaged").unwrap();
    let again = place.build(&Plugin::new(ADD)).unwrap();
    assert_eq!(again.origin, BuiltFrom::Sources);
    assert_eq!(Artifact { stamp: built.artifact.stamp.clone(), ..again.artifact.clone() }, built.artifact);
    assert_ne!((again.artifact.stamp, cfg!(unix)), (built.artifact.stamp, true), "it is another file");
}

#[test]
fn lets_one_of_many_build() {
    let place = Place::new();
    let root = place.root.path();
    let origins = std::thread::scope(|scope| {
        let builders = [(); 3].map(|()| scope.spawn(|| build_alone(root).origin));
        builders.map(|builder| builder.join().unwrap())
    });
    assert_eq!(origins.iter().filter(|origin| **origin == BuiltFrom::Sources).count(), 1, "{origins:?}");
}

#[test]
fn builds_without_a_cache_that_can_be_written() {
    let place = Place::new();
    // A file where the folder should be fails for every user, also for root.
    let root = place.root.path().join("file");
    fs::write(&root, "").unwrap();
    let built = build_alone(&root);
    let library = built.artifact.library.clone();
    assert!(built.uncached.is_some() && library.exists());
    drop(built);
    assert!(!library.exists(), "a library outside the cache goes with its last owner");
}

#[test]
fn stops_when_cancelled() {
    let place = Place::new();
    place.cancel.cancel();
    assert!(matches!(place.build(&Plugin::new(ADD)), Err(Error::Cancelled)));
    place.check_clean();
}

#[test]
fn maps_errors_to_the_author() {
    let plugin = Plugin::new("mod inner;\npub fn add(a: i64) -> i64 { a + inner::one() }")
        .file("src/inner.rs", "pub fn one() -> i64 {\n    \"1\"\n}\n");
    check_failure(
        &plugin,
        expect![[r#"
        compile
        error[C001] src/inner.rs:2:5: mismatched types (E0308)
    "#]],
    );
}

#[test]
fn builds_unsafe_code_where_granted() {
    let plugin = Plugin::new("pub fn one() -> u8 { let x = 1; unsafe { *(&raw const x) } }").grant("unsafe");
    assert!(Place::new().build(&plugin).is_ok());
}

#[test]
fn builds_what_the_author_denied_himself() {
    let plugin = Plugin::new("#![deny(warnings, missing_docs)]\npub fn one() -> u8 { let x = 2; 1 }");
    assert!(Place::new().build(&plugin).is_ok());
}

#[test]
fn tells_the_package_about_itself() {
    let plugin = Plugin::new(
        "pub const A: &str = concat!(env!(\"CARGO_PKG_NAME\"), env!(\"CARGO_PKG_VERSION_MINOR\"), env!(\"CARGO_PKG_AUTHORS\"));
         pub fn a() -> String { A.to_owned() }",
    );
    assert!(Place::new().build(&plugin).is_ok());
}

#[test]
fn stops_between_the_stages() {
    let place = Place::new();
    let cancel = place.cancel.clone();
    let stopped = place.build_observed(&Plugin::new(ADD), &|stage| {
        if stage == Stage::Link {
            cancel.cancel();
        }
    });
    assert!(matches!(stopped, Err(Error::Cancelled)), "{stopped:?}");
    place.check_clean();
}

#[test]
fn runs_a_build_script_where_granted() {
    let manifest = format!("{MANIFEST}build = \"build.rs\"\n");
    let plugin =
        Plugin::new("#![deny(warnings)]\nfn unused() {}\npub fn one() -> String { env!(\"SCRIPTED\").to_owned() }")
            .file("Cargo.toml", &manifest)
            .file("build.rs", "fn main() { println!(\"cargo::rustc-env=SCRIPTED=yes\"); }")
            .grant("build-script,fs,env,process");
    let place = Place::new();
    let built = place.build(&plugin).unwrap();
    assert!(!built.artifact.interface.functions.is_empty());
    place.check_clean();
}

#[test]
fn refuses_unsafe_code_in_a_plugin_that_cargo_builds() {
    let manifest = format!("{MANIFEST}build = \"build.rs\"\n");
    let plugin = Plugin::new("#![allow(unsafe_code)]\npub fn one() -> u8 { 1 }")
        .file("Cargo.toml", &manifest)
        .file("build.rs", "fn main() {}")
        .grant("build-script,fs,env,process");
    check_failure(
        &plugin,
        expect![[r#"
        refused
        error[C002] src/lib.rs:1:10: allow(unsafe_code) incompatible with previous forbid (E0453)
    "#]],
    );
}

#[test]
fn types_whose_paths_look_alike_are_kept_apart() {
    let source = "#![allow(non_camel_case_types)]
        pub mod a { pub struct B { pub x: u8 } }
        pub struct a_B { pub z: u32 }
        pub fn same(b: a::B) -> a_B { a_B { z: b.x.into() } }";
    let built = Place::new().build(&Plugin::new(source)).unwrap();
    assert!(built.skipped.is_empty(), "{:?}", built.skipped);
}
