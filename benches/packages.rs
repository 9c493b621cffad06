//! What a package costs whoever installs it: signature, unpacking and digests, against the programs `tar` and `sha256sum`.

#![allow(missing_docs, reason = "Criterion's macros write items without documentation")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};
use plugwright_manager::{
    AcquireOptions, Acquired, Content, Origin, SIGNATURE_SUFFIX, Statement, TrustedKeys, acquire, parse_manifest,
    write_package,
};

const MANIFEST: &str = r#"{ "name": "large", "version": "1.0.0", "source": { "mode": "local_src", "path": "src" } }"#;

/// Bytes of the package's content.
const SIZE: usize = 50 << 20;

/// A package of 50 MB: half of it sources, half of it a library, in which compilers leave less to compress.
fn content() -> Content {
    let mut content = Content::default();
    content.insert("plugin.json", MANIFEST);
    let text: String = (0..12_000).map(|line| format!("pub fn line_{line}() -> u64 {{ {} }}\n", line * 7919)).collect();
    for file in 0..(SIZE / 2).div_ceil(text.len()) {
        content.insert(format!("src/src/file_{file}.rs"), text.clone());
    }
    let mut state = 1_u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Six bits of eight are random.
        (state >> 58) as u8
    };
    content.insert("lib/x86_64-unknown-linux-gnu/liblarge.so", (0..SIZE / 2).map(|_| noise()).collect::<Vec<_>>());
    content
}

/// Writes the package with its signature, and returns who is trusted.
fn package(path: &Path) -> TrustedKeys {
    let content = content();
    let package = write_package(&content).expect("its paths are good");
    let keys = minisign::KeyPair::generate_unencrypted_keypair().expect("there is randomness");
    let manifest = parse_manifest(MANIFEST).expect("it is one").manifest;
    let statement = Statement::of(&manifest, &content, &package).to_string();
    let signature =
        minisign::sign(None, &keys.sk, package.as_slice(), Some(&statement), None).expect("it can be signed");
    fs::write(path, package).expect("the disk has room");
    fs::write(format!("{}{SIGNATURE_SUFFIX}", path.display()), signature.to_string()).expect("the disk has room");
    keys.pk.to_base64().parse().expect("it is a key")
}

fn unpack(acquired: &Acquired, folder: &Path) {
    for (path, bytes) in acquired.content.files() {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("the disk has room");
        fs::write(path, bytes).expect("the disk has room");
    }
}

fn packages(criterion: &mut Criterion) {
    let root = tempfile::tempdir().expect("there is a folder for temporary files");
    let path: PathBuf = root.path().join("large.plg");
    let keys = package(&path);
    let target = |name: &str| {
        let folder = root.path().join(name);
        // What the last run left, so that both write new files.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).expect("the disk has room");
        folder
    };
    let mut group = criterion.benchmark_group("packages");
    group.sample_size(10);
    group.bench_function("install", |bencher| {
        bencher.iter_batched(
            || target("ours"),
            |folder| {
                let options = AcquireOptions::new(keys.clone(), root.path());
                let acquired = acquire(&Origin::Package(path.clone()), &options).expect("it is good");
                unpack(&acquired, &folder);
            },
            criterion::BatchSize::PerIteration,
        );
    });
    group.bench_function("tar_and_sha256sum", |bencher| {
        bencher.iter_batched(
            || target("theirs"),
            |folder| {
                let mut shell = Command::new("sh");
                shell.args(["-c", "tar xzf ../large.plg && sha256sum --quiet -c SHA256SUMS"]);
                let status = shell.current_dir(folder).stdout(Stdio::null()).status().expect("there is a shell");
                assert!(status.success());
            },
            criterion::BatchSize::PerIteration,
        );
    });
}

criterion_group!(benches, packages);
criterion_main!(benches);
