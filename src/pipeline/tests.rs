use std::cell::RefCell;
use std::fs;
use std::path::Path;

use plugwright_codegen::{BuiltFrom, Cache};
use tempfile::TempDir;

use crate::{Builder, Plugin, Stage};

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    let manifest = "[package]\nname = \"sum\"\nversion = \"1.0.0\"\nedition = \"2024\"\n";
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.path().join("src/lib.rs"), "pub fn sum(a: i64, b: i64) -> i64 { a + b }\n").unwrap();
    folder
}

/// Builds and opens the plugin, and says by which stages.
fn build(folder: &Path, cache: &Path) -> (Plugin, Vec<Stage>) {
    let stages = RefCell::default();
    let builder = Builder::new(folder).cache(Cache::at(cache)).on_stage(|stage| {
        let stages: &RefCell<Vec<_>> = &stages;
        stages.borrow_mut().push(stage);
    });
    let plugin = builder.build().unwrap();
    drop(builder);
    assert_eq!(plugin.call("sum", &[2.into(), 3.into()]), Ok(5.into()));
    (plugin, stages.into_inner())
}

#[test]
fn a_damaged_library_in_the_cache_is_built_again() {
    const BUILT: [Stage; 5] = [Stage::Check, Stage::Compile, Stage::Link, Stage::Audit, Stage::Open];
    let (folder, cache) = (folder(), tempfile::tempdir().unwrap());
    let (first, stages) = build(folder.path(), cache.path());
    assert_eq!((first.origin(), &stages[1..]), (BuiltFrom::Sources, &BUILT[..]));

    let library = &first.built().artifact.library;
    let damages: [fn(&Path); 3] = [
        |library| fs::write(library, b"damaged").unwrap(),
        |library| fs::remove_file(library).unwrap(),
        change_in_secret,
    ];
    for damage in damages {
        damage(library);
        let (again, stages) = build(folder.path(), cache.path());
        assert_eq!((again.origin(), &stages[2..]), (BuiltFrom::Sources, &BUILT[..]));
        assert_eq!(again.built().artifact.digest, first.built().artifact.digest);

        let (found, stages) = build(folder.path(), cache.path());
        assert_eq!((found.origin(), stages), (BuiltFrom::Cache, vec![Stage::Load, Stage::Open]));
    }
}

/// Changes one byte of a file, so that it has the length and time of before.
fn change_in_secret(path: &Path) {
    let modified = path.metadata().unwrap().modified().unwrap();
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
    fs::File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
}

#[test]
fn what_changes_after_it_was_read_is_not_built() {
    const FORBIDDEN: &str = "pub fn sum(_: i64, _: i64) -> i64 { std::process::id().into() }\n";
    for moment in [Stage::Check, Stage::Compile, Stage::Link] {
        let (folder, cache) = (folder(), tempfile::tempdir().unwrap());
        let source = folder.path().join("src/lib.rs");
        let builder = Builder::new(folder.path()).cache(Cache::at(cache.path()));
        let builder = builder.on_stage(|stage| {
            if stage == moment {
                fs::write(&source, FORBIDDEN).unwrap();
            }
        });
        let plugin = builder.build().unwrap();
        assert_eq!(plugin.call("sum", &[2.into(), 3.into()]), Ok(5.into()), "changed at {moment}");
        let again = Builder::new(folder.path()).cache(Cache::at(cache.path())).build();
        assert!(matches!(again, Err(crate::Error::Refused(_))), "changed at {moment}: {again:?}");
    }
}
