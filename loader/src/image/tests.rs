use expect_test::{Expect, expect};

use super::Image;

#[track_caller]
fn check(bytes: &[u8], expect: Expect) {
    let said = match Image::read(bytes) {
        Ok(image) => image.map_or(Ok(()), |image| image.check()),
        Err(unfit) => Err(unfit),
    };
    expect.assert_eq(&said.expect_err("it cannot be loaded").to_string());
}

/// The test program itself: an ELF file that is at hand.
#[cfg(target_os = "linux")]
fn own() -> Vec<u8> {
    std::fs::read(std::env::current_exe().expect("there is one")).expect("it can be read")
}

#[test]
fn other_files_are_named() {
    check(b"", expect!["it is empty; a plugin's library is made by `plugwright build DIR -o FILE`"]);
    check(b"pub fn f() {}", expect!["it is no library; a plugin's library is made by `plugwright build DIR -o FILE`"]);
    check(
        b"!<arch>\nlib.rlib",
        expect!["it is a static library; a plugin's library is made by `plugwright build DIR -o FILE`"],
    );
}

#[test]
#[cfg(target_os = "linux")]
fn libraries_of_other_systems_are_named() {
    check(
        b"MZ\x90\0",
        expect!["it is a library for Windows; a plugin's library is made by `plugwright build DIR -o FILE`"],
    );
    check(
        b"\xcf\xfa\xed\xfe\0\0",
        expect!["it is a library for macOS; a plugin's library is made by `plugwright build DIR -o FILE`"],
    );
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn another_processor_and_a_cut_file_are_named() {
    let mut other = own();
    other[18] = 183;
    check(&other, expect!["it was built for aarch64, and this host is x86_64; build it on a machine like this one"]);
    other[4] = 1;
    check(
        &other,
        expect![
            "it was built for a processor of 32 bits, and this host is x86_64; build it on a machine like this one"
        ],
    );
    let own = own();
    let Err(super::Unfit::Truncated { expected, found }) = Image::read(&own[..own.len() / 2]) else {
        panic!("half of it is missing")
    };
    assert_eq!((expected <= own.len() as u64, found), (true, own.len() as u64 / 2));
    check(&own[..20], expect!["its headers cannot be read (no whole header); copy or download it again"]);
}

#[test]
#[cfg(target_os = "linux")]
fn any_cut_and_any_changed_byte_of_the_headers_is_survived() {
    let own = own();
    for length in (0..4096.min(own.len())).chain((4096..own.len()).step_by(own.len() / 64)) {
        assert!(Image::read(&own[..length]).is_err(), "cut at {length}");
    }
    for place in 0..1024 {
        let mut changed = own.clone();
        changed[place] ^= 0xff;
        drop(Image::read(&changed));
    }
}
