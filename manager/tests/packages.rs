//! Packages that are whole, and packages that somebody did something to.

use std::io::Write as _;

use expect_test::{Expect, expect};
use flate2::{Compression, GzBuilder};
use minisign::KeyPair;
use plugwright_manager::{
    Content, PackageError, SignatureError, Signed, Statement, TrustedKeys, UnpackLimits, parse_manifest, read_package,
    verify_package, write_package,
};

const MANIFEST: &str = r#"{ "name": "greet", "version": "1.2.0", "source": { "mode": "local_src" } }"#;

/// Size of the library in the package.
const LIBRARY: usize = 9000;

fn content() -> Content {
    let mut content = Content::default();
    content.insert("plugin.json", MANIFEST);
    content.insert("lib/x86_64-unknown-linux-gnu/libgreet.so", noise(LIBRARY));
    content.insert("src/Cargo.toml", "[package]\nname = \"greet\"\nversion = \"1.2.0\"\n");
    content.insert("src/src/lib.rs", "pub fn greet() {}\n".repeat(50));
    content.insert("policy-report.json", "{}");
    content
}

fn small() -> Content {
    let mut content = Content::default();
    content.insert("plugin.json", MANIFEST);
    content.insert("src/noise", noise(700));
    content
}

/// Bytes that cannot be compressed, the same ones each time.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as u8
    };
    (0..length).map(|_| next()).collect()
}

fn read(package: &[u8]) -> Result<Content, PackageError> {
    read_package(package, &UnpackLimits::default()).map(|(content, _)| content)
}

fn shown(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |shown, cause| format!("{shown}: {cause}"))
}

#[test]
fn what_is_packed_comes_out() {
    let package = write_package(&content()).unwrap();
    assert_eq!(read(&package).unwrap(), content());
    assert_eq!(package, write_package(&content()).unwrap(), "the same content gives the same bytes");
}

#[test]
fn other_programs_read_packages_and_check_their_digests() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.plg"), write_package(&content()).unwrap()).unwrap();
    let script = "tar xzf a.plg && sha256sum -c --quiet SHA256SUMS && find . -type f | sort";
    let output = std::process::Command::new("sh").args(["-c", script]).current_dir(folder.path()).output().unwrap();
    expect![[r#"
        ./SHA256SUMS
        ./a.plg
        ./lib/x86_64-unknown-linux-gnu/libgreet.so
        ./plugin.json
        ./policy-report.json
        ./src/Cargo.toml
        ./src/src/lib.rs
    "#]]
    .assert_eq(&(String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr)));
}

#[test]
fn a_package_that_is_cut_off_is_none() {
    let package = write_package(&content()).unwrap();
    for length in (0..package.len()).step_by(1024).chain([1, 9, 10, 11, package.len() - 1]) {
        let error = read(&package[..length]).expect_err("it is cut off");
        assert!(matches!(error, PackageError::CutOff), "{length} bytes: {error}");
    }
}

#[test]
fn a_flipped_byte_changes_nothing_unseen() {
    let content = small();
    let package = write_package(&content).unwrap();
    let mut changed = package.clone();
    for at in 0..package.len() {
        changed[at] ^= 0x55;
        // Gzip has a few bits that mean nothing.
        if let Ok(unpacked) = read(&changed) {
            assert_eq!(unpacked, content, "byte {at}");
        }
        changed[at] = package[at];
    }
}

/// An archive with anything in it, packed like a package.
fn archive(entries: &[(&str, tar::EntryType, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, kind, bytes) in entries {
        let mut header = tar::Header::new_ustar();
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        header.set_size(bytes.len() as u64);
        if kind.is_symlink() || kind.is_hard_link() {
            header.set_link_name("/etc/passwd").unwrap();
        }
        header.set_cksum();
        archive.append(&header, *bytes).unwrap();
    }
    gzip(&archive.into_inner().unwrap())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzBuilder::new().operating_system(255).write(Vec::new(), Compression::default());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

#[track_caller]
fn check_refused(package: &[u8], expect: Expect) {
    expect.assert_eq(&read(package).map_or_else(|error| shown(&error), |content| format!("{content:?}")));
}

#[test]
fn nothing_is_unpacked_that_could_leave_its_folder() {
    use tar::EntryType::{Char, Directory, GNULongName, Link, Regular, Symlink, XHeader};
    check_refused(
        &archive(&[("../evil", Regular, b"")]),
        expect!["it holds `../evil`, which cannot be unpacked: its path leads out of the package"],
    );
    check_refused(
        &archive(&[("src/../../evil", Regular, b"")]),
        expect!["it holds `src/../../evil`, which cannot be unpacked: its path leads out of the package"],
    );
    check_refused(
        &archive(&[("/etc/cron.d/evil", Regular, b"")]),
        expect!["it holds `/etc/cron.d/evil`, which cannot be unpacked: its path is absolute"],
    );
    check_refused(
        &archive(&[("C:\\evil", Regular, b"")]),
        expect![[r"it holds `C:\\evil`, which cannot be unpacked: its path is absolute"]],
    );
    check_refused(
        &archive(&[("src\\..\\..\\evil", Regular, b"")]),
        expect![[r"it holds `src\\..\\..\\evil`, which cannot be unpacked: its path leads out of the package"]],
    );
    check_refused(
        &archive(&[("src/lib.rs", Symlink, b"")]),
        expect!["it holds `src/lib.rs`, which cannot be unpacked: it is no regular file"],
    );
    check_refused(
        &archive(&[("src/lib.rs", Link, b"")]),
        expect!["it holds `src/lib.rs`, which cannot be unpacked: it is no regular file"],
    );
    check_refused(
        &archive(&[("src/tty", Char, b"")]),
        expect!["it holds `src/tty`, which cannot be unpacked: it is no regular file"],
    );
    check_refused(
        &archive(&[("src/", Directory, b"")]),
        expect!["it holds `src/`, which cannot be unpacked: it is no regular file"],
    );
    check_refused(
        &archive(&[("././@LongLink", GNULongName, b"../evil"), ("a", Regular, b"")]),
        expect!["it holds `././@LongLink`, which cannot be unpacked: it is no regular file"],
    );
    check_refused(
        &archive(&[("pax", XHeader, b"16 path=../evil\n"), ("a", Regular, b"")]),
        expect!["it holds `pax`, which cannot be unpacked: it is no regular file"],
    );
    check_refused(
        &archive(&[("src/a", Regular, b""), ("src/A", Regular, b"")]),
        expect!["it holds `src/A`, which cannot be unpacked: it is there twice"],
    );
    check_refused(
        &archive(&[("bin/sh", Regular, b"")]),
        expect!["it holds `bin/sh`, which cannot be unpacked: packages hold no such file"],
    );
    check_refused(
        &archive(&[("src/nul.rs", Regular, b"")]),
        expect![
            "it holds `src/nul.rs`, which cannot be unpacked: the part `nul.rs` of its path means something else on some system"
        ],
    );
}

#[test]
fn what_a_package_holds_is_what_it_lists() {
    use tar::EntryType::Regular;
    let sums = |sums: &str| archive(&[("SHA256SUMS", Regular, sums.as_bytes()), ("plugin.json", Regular, b"{}")]);
    let right = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  plugin.json\n";
    assert!(read(&sums(right)).is_ok());
    check_refused(&sums(""), expect!["its SHA256SUMS does not name `plugin.json`"]);
    check_refused(&sums("x"), expect!["its SHA256SUMS cannot be read"]);
    check_refused(
        &sums(&right.replace("44136", "44137")),
        expect!["its file `plugin.json` has another digest than its SHA256SUMS says"],
    );
    check_refused(
        &sums(&format!("{right}{}", right.replace("plugin.json", "src/lib.rs"))),
        expect!["it lacks `src/lib.rs`"],
    );
    check_refused(&archive(&[("plugin.json", Regular, b"{}")]), expect!["it lacks `SHA256SUMS`"]);
    check_refused(&archive(&[("SHA256SUMS", Regular, b"")]), expect!["it lacks `plugin.json`"]);
}

#[test]
fn what_is_no_package_is_said_to_be_none() {
    check_refused(b"", expect!["it is cut off"]);
    check_refused(b"PK\x03\x04 a zip archive", expect!["it is no package: it does not begin like one"]);
    check_refused(&gzip(b"no archive"), expect!["it is damaged"]);
    let package = write_package(&content()).unwrap();
    check_refused(&[&package[..], b"more"].concat(), expect!["something follows its end"]);
    check_refused(&[&package[..], &package[..]].concat(), expect!["something follows its end"]);
    check_refused(
        &[b"\x1f\x8b\x08\x08".as_slice(), &package[4..]].concat(),
        expect!["it is no package: it does not begin like one"],
    );
}

#[test]
fn unpacking_costs_no_more_than_allowed() {
    use tar::EntryType::Regular;
    let zeros = vec![0; 8 << 20];
    let bomb = archive(&[("src/zeros", Regular, &zeros)]);
    assert!(bomb.len() < 20_000);
    check_refused(
        &bomb,
        expect!["its content is more than 200 times as large as the package, which only serves to fill a disk"],
    );
    // A header that promises more than there is.
    let mut header = tar::Header::new_ustar();
    header.set_path("src/huge").unwrap();
    header.set_size(1 << 40);
    header.set_entry_type(Regular);
    header.set_cksum();
    check_refused(&gzip(header.as_bytes()), expect!["it is cut off"]);

    let limited =
        |limits: UnpackLimits| read_package(&write_package(&content()).unwrap(), &limits).unwrap_err().to_string();
    expect!["it holds more than 3 files"].assert_eq(&limited(UnpackLimits { entries: 3, ..UnpackLimits::default() }));
    expect!["its content is larger than 9000 bytes"]
        .assert_eq(&limited(UnpackLimits { bytes: 9000, ..UnpackLimits::default() }));
    expect!["it is larger than 9000 bytes"]
        .assert_eq(&limited(UnpackLimits { archive: 9000, ..UnpackLimits::default() }));
}

struct Maker {
    keys: KeyPair,
    content: Content,
    package: Vec<u8>,
}

impl Maker {
    fn new() -> Self {
        Self::of(content())
    }

    fn of(content: Content) -> Self {
        let package = write_package(&content).unwrap();
        Self { keys: KeyPair::generate_unencrypted_keypair().unwrap(), content, package }
    }

    fn statement(&self) -> Statement {
        Statement::of(&parse_manifest(MANIFEST).unwrap().manifest, &self.content, &self.package)
    }

    fn sign(&self, comment: &str) -> String {
        minisign::sign(None, &self.keys.sk, self.package.as_slice(), Some(comment), None).unwrap().to_string()
    }

    fn trusted(&self) -> TrustedKeys {
        format!("# whom I trust\n{} Jo\n", self.keys.pk.to_base64()).parse().unwrap()
    }

    /// Verifies as an installation does.
    fn verify(&self, package: &[u8], signature: &str) -> Result<Signed, SignatureError> {
        let signed = verify_package(package, signature, &self.trusted())?;
        signed.statement.check(&self.statement())?;
        Ok(signed)
    }
}

#[track_caller]
fn check_signature(maker: &Maker, signature: &str, expect: Expect) {
    let verified = maker.verify(&maker.package, signature);
    expect.assert_eq(&verified.map_or_else(|error| shown(&error), |signed| format!("signed by {}", signed.by)));
}

#[test]
fn a_signature_names_what_it_is_for() {
    let maker = Maker::new();
    let statement = maker.statement();
    check_signature(&maker, &maker.sign(&statement.to_string()), expect!["signed by Jo"]);
    assert_eq!(statement.to_string().parse::<Statement>().unwrap(), statement);
    check_signature(
        &maker,
        &maker.sign(&statement.to_string().replace("=greet", "=words")),
        expect!["its signature is for another name: `words` was signed, this is `greet`"],
    );
    check_signature(
        &maker,
        &maker.sign(&statement.to_string().replace("1.2.0", "1.3.0")),
        expect!["its signature is for another version: `1.3.0` was signed, this is `1.2.0`"],
    );
    check_signature(
        &maker,
        &maker.sign(&statement.to_string().replace("linux", "hurd")),
        expect![
            "its signature is for another list of targets: `x86_64-unknown-hurd-gnu` was signed, this is `x86_64-unknown-linux-gnu`"
        ],
    );
    check_signature(
        &maker,
        &maker.sign("timestamp:1"),
        expect!["its signature does not say which plugin it is for: `timestamp:1`"],
    );
}

#[test]
fn a_signature_of_anybody_else_counts_for_nothing() {
    let maker = Maker::new();
    let signature = Maker::new().sign(&maker.statement().to_string());
    check_signature(&maker, &signature, expect!["it is signed with a key that is not among the 1 trusted ones"]);
    check_signature(&maker, "", expect!["its signature cannot be read: Invalid encoding in minisign data"]);
    let forged = maker.sign(&maker.statement().to_string()).replace("1.2.0", "1.2.1");
    check_signature(
        &maker,
        &forged,
        expect![
            "its signature is not what `Jo` signed; the package or the signature was changed: The signature verification failed"
        ],
    );
}

#[test]
fn a_signed_package_with_a_flipped_byte_is_refused() {
    let maker = Maker::of(small());
    let signature = maker.sign(&maker.statement().to_string());
    let mut package = maker.package.clone();
    for at in 0..package.len() {
        package[at] ^= 1;
        let error = maker.verify(&package, &signature).expect_err("it was changed");
        assert!(matches!(error, SignatureError::Wrong { .. }), "byte {at}: {error}");
        package[at] ^= 1;
    }
}

#[test]
fn a_signature_with_a_flipped_byte_says_nothing_else() {
    let maker = Maker::new();
    let signature = maker.sign(&maker.statement().to_string());
    for at in 0..signature.len() {
        let mut changed = signature.clone().into_bytes();
        changed[at] ^= 1;
        let Ok(changed) = String::from_utf8(changed) else { continue };
        // Its first line is nobody's word, and the last bits of a number in base 64 mean nothing.
        if let Ok(signed) = maker.verify(&maker.package, &changed) {
            assert_eq!(signed.statement, maker.statement(), "byte {at}");
        }
    }
}

#[test]
fn keys_are_read_line_by_line() {
    let key = KeyPair::generate_unencrypted_keypair().unwrap().pk;
    let public = key.to_box().unwrap().to_string();
    let keys: TrustedKeys = format!("{public}\n\n# more\n{} the same again\n", key.to_base64()).parse().unwrap();
    let labels: Vec<_> = keys.iter().map(ToString::to_string).collect();
    assert_eq!(labels, [key.to_base64(), "the same again".to_owned()]);
    let error = "# x\nnonsense\n".parse::<TrustedKeys>().unwrap_err();
    expect!["line 2 of the trusted keys is no minisign public key: Invalid encoding in minisign data"]
        .assert_eq(&shown(&error));
}
