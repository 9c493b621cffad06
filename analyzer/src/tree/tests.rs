//! Tests of which file a `mod` means, and of what is said where it means none.

use expect_test::{Expect, expect};

use crate::{Sources, State, Target, parse};

const MANIFEST: &str = "[package]\nname = 'a'\nedition = '2021'\n";

/// Lists the modules with their files, then the diagnostics. `#` marks what is not compiled, `?` what is undecided.
#[track_caller]
fn check(files: &[(&str, &str)], expect: &Expect) {
    check_bytes(&files.iter().map(|(path, text)| (*path, text.as_bytes())).collect::<Vec<_>>(), expect);
}

#[track_caller]
fn check_bytes(files: &[(&str, &[u8])], expect: &Expect) {
    let manifest = ("Cargo.toml", MANIFEST.as_bytes());
    let has_manifest = files.iter().any(|(path, _)| *path == "Cargo.toml");
    let files = files.iter().copied().chain((!has_manifest).then_some(manifest));
    let sources = Sources::from_files(files);
    let target = Target::parse("unix\ntarget_os=\"linux\"\n");
    let text = parse(&sources, &target, |krate, diagnostics| {
        let mut text = String::new();
        for id in krate.module_ids() {
            let module = krate.module(id);
            let mark = match module.state {
                State::Active => "",
                State::Inactive => "# ",
                State::Unknown => "? ",
            };
            let file = &krate.sources.file(module.file).path;
            text += &format!("{mark}{} in {file}, {} items\n", krate.path_of(id), module.items.len());
        }
        for diagnostic in diagnostics {
            text += &format!("{diagnostic}\n");
        }
        text
    });
    expect.assert_eq(&text.unwrap());
}

#[test]
fn finds_files_by_the_rules_of_the_compiler() {
    check(
        &[
            ("src/lib.rs", "mod a; mod b; mod r#type; mod inline { mod c; mod deep { mod d; } }"),
            ("src/a.rs", "mod x; mod inline { mod y; }"),
            ("src/a/x.rs", ""),
            ("src/a/inline/y.rs", ""),
            ("src/b/mod.rs", "mod x;"),
            ("src/b/x/mod.rs", ""),
            ("src/type.rs", ""),
            ("src/inline/c.rs", ""),
            ("src/inline/deep/d/mod.rs", ""),
        ],
        &expect![[r#"
            crate in src/lib.rs, 4 items
            crate::a in src/a.rs, 2 items
            crate::b in src/b/mod.rs, 1 items
            crate::type in src/type.rs, 0 items
            crate::inline in src/lib.rs, 2 items
            crate::a::x in src/a/x.rs, 0 items
            crate::a::inline in src/a.rs, 1 items
            crate::b::x in src/b/x/mod.rs, 0 items
            crate::inline::c in src/inline/c.rs, 0 items
            crate::inline::deep in src/lib.rs, 1 items
            crate::a::inline::y in src/a/inline/y.rs, 0 items
            crate::inline::deep::d in src/inline/deep/d/mod.rs, 0 items
        "#]],
    );
}

#[test]
fn follows_path_attributes() {
    check(
        &[
            (
                "src/lib.rs",
                "mod a; #[path = \"other/../z.rs\"] mod p; #[path = \"dir\"] mod inline { mod c; #[path = \"e.rs\"] mod d; }",
            ),
            ("src/a.rs", "#[path = \"x.rs\"] mod x; mod inline { #[path = \"y.rs\"] mod y; }"),
            ("src/x.rs", "mod child;"),
            ("src/child.rs", ""),
            ("src/a/inline/y.rs", ""),
            ("src/z.rs", "mod w;"),
            ("src/w.rs", ""),
            ("src/dir/c.rs", ""),
            ("src/dir/e.rs", ""),
        ],
        &expect![[r#"
            crate in src/lib.rs, 3 items
            crate::a in src/a.rs, 2 items
            crate::p in src/z.rs, 1 items
            crate::inline in src/lib.rs, 2 items
            crate::a::x in src/x.rs, 1 items
            crate::a::inline in src/a.rs, 1 items
            crate::p::w in src/w.rs, 0 items
            crate::inline::c in src/dir/c.rs, 0 items
            crate::inline::d in src/dir/e.rs, 0 items
            crate::a::x::child in src/child.rs, 0 items
            crate::a::inline::y in src/a/inline/y.rs, 0 items
        "#]],
    );
}

#[test]
fn evaluates_cfg() {
    check(
        &[
            (
                "src/lib.rs",
                "#[cfg_attr(unix, path = \"u.rs\")] #[cfg_attr(windows, path = \"w.rs\")] mod sys;
                 #[cfg(windows)] mod gone; #[cfg(test)] mod tests; #[cfg(not(test))] mod here;",
            ),
            ("src/u.rs", ""),
            ("src/tests.rs", "mod inner {}"),
            ("src/here.rs", "#![cfg(any())] mod inner {}"),
        ],
        &expect![[r#"
            crate in src/lib.rs, 4 items
            crate::sys in src/u.rs, 0 items
            # crate::tests in src/tests.rs, 1 items
            # crate::here in src/here.rs, 1 items
            # crate::tests::inner in src/tests.rs, 0 items
            # crate::here::inner in src/here.rs, 0 items
        "#]],
    );
}

#[test]
fn says_what_a_build_script_leaves_open() {
    check(
        &[
            ("build.rs", ""),
            (
                "src/lib.rs",
                "#[cfg(fast)] fn f() {} #[cfg(not(fast))] fn g() {} #[cfg_attr(slow, path = \"s.rs\")] mod m; #[cfg(fast)] mod n;",
            ),
            ("src/s.rs", ""),
            ("src/m.rs", ""),
        ],
        &expect![[r#"
            crate in src/lib.rs, 4 items
            ? crate::m in src/s.rs, 0 items
            ? crate::m in src/m.rs, 0 items
            warning[A012] src/lib.rs:1:1: `fast` cannot be decided before the build
            warning[A012] src/lib.rs:1:89: which file this module has cannot be decided before the build
        "#]],
    );
}

#[test]
fn reports_what_is_missing_or_doubled() {
    check(
        &[
            (
                "src/lib.rs",
                "mod a;\n  mod b;\n#[path = \"../../out.rs\"]\nmod c;\n#[path = \"/etc/passwd\"] mod d;\n#[path = \"n\\0.rs\"] mod e;",
            ),
            ("src/b.rs", ""),
            ("src/b/mod.rs", ""),
        ],
        &expect![[r#"
            crate in src/lib.rs, 5 items
            error[A004] src/lib.rs:1:5: the module `a` has no file
            error[A005] src/lib.rs:2:7: the module `b` has two files, `src/b.rs` and `src/b/mod.rs`
            error[A007] src/lib.rs:4:5: the path `../../out.rs` leads out of the plugin's folder
            error[A007] src/lib.rs:5:29: the path `/etc/passwd` leads out of the plugin's folder
            error[A004] src/lib.rs:6:24: the module `src/n\0.rs` has no file
        "#]],
    );
}

#[test]
fn ends_cycles() {
    check(
        &[
            ("src/lib.rs", "mod a; #[path = \"lib.rs\"] mod me;"),
            ("src/a.rs", "#[path = \"b.rs\"] mod b;"),
            ("src/b.rs", "#[path = \"a.rs\"] mod a;"),
        ],
        &expect![[r#"
            crate in src/lib.rs, 2 items
            crate::a in src/a.rs, 1 items
            crate::a::b in src/b.rs, 1 items
            error[A006] src/lib.rs:1:31: `src/lib.rs` is a module inside itself
            error[A006] src/b.rs:1:22: `src/a.rs` is a module inside itself
        "#]],
    );
}

#[test]
fn bounds_modules_that_multiply() {
    let double = |next: &str| format!("#[path = \"{next}.rs\"] mod a; #[path = \"{next}.rs\"] mod b;");
    let texts: Vec<_> = (0..20).map(|level| (format!("src/m{level}.rs"), double(&format!("m{}", level + 1)))).collect();
    let files = texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let files =
        files.chain([("src/lib.rs", "#[path = \"m0.rs\"] mod m;"), ("Cargo.toml", MANIFEST), ("src/m20.rs", "")]);
    let codes = parse(&Sources::from_files(files), &Target::default(), |krate, diagnostics| {
        assert!(krate.modules.len() <= 10_000);
        diagnostics.iter().map(|diagnostic| diagnostic.code.name).collect::<Vec<_>>()
    });
    assert_eq!(codes.unwrap(), ["too-many-modules"]);
}

#[test]
fn reports_files_that_do_not_parse() {
    check(
        &[
            ("src/lib.rs", "mod a;\nmod b;\nmod c; #[cfg(any())] mod d;"),
            ("src/a.rs", "fn f() {\n  let\n}"),
            ("src/b.rs", "fn f( {\n"),
            ("src/c.rs", "fn f() { 'ab' }"),
            ("src/d.rs", "fn"),
        ],
        &expect![[r#"
            crate in src/lib.rs, 4 items
            error[A010] src/a.rs:3:1: unexpected end of input, expected one of: identifier, `::`, `<`, `_`, literal, `const`, `ref`, `mut`, `&`, parentheses, square brackets, `..`, `const`
            error[A010] src/b.rs:1:7: this `{` is never closed
            error[A010] src/c.rs:1:10: no Rust token starts here
            warning[A010] src/d.rs:1:3: unexpected end of input, expected identifier
        "#]],
    );
}

#[test]
fn reads_texts_of_all_systems() {
    check_bytes(
        &[
            ("src/lib.rs", "\u{feff}mod a;\r\nmod b;\rmod c;\nmod d;".as_bytes()),
            ("src/a.rs", "#!/usr/bin/env run\nfn f() {}".as_bytes()),
            ("src/b.rs", "#![allow(unused)]\r\nfn f() {}\r\n/// a\r\nfn g() {}".as_bytes()),
            ("src/c.rs", b"fn f() {}\n// \xff\n"),
            ("src/d.rs", b"fn f\0() {}"),
        ],
        &expect![[r#"
            crate in src/lib.rs, 4 items
            crate::a in src/a.rs, 1 items
            crate::b in src/b.rs, 2 items
            error[A009] src/c.rs:2:4: `src/c.rs` is not UTF-8 at byte 13
            error[A010] src/d.rs:1:5: no Rust token starts here
        "#]],
    );
}

#[test]
fn includes_files_of_items() {
    check(
        &[
            ("src/lib.rs", "include!(\"gen/items.rs\"); include!(concat!(\"a\", \".rs\")); mod after {}"),
            ("src/gen/items.rs", "fn f() {} mod child; include!(\"more.rs\");"),
            ("src/gen/child.rs", ""),
            ("src/gen/more.rs", "include!(\"items.rs\"); include!(\"none.rs\");"),
        ],
        &expect![[r#"
            crate in src/lib.rs, 8 items
            crate::after in src/lib.rs, 0 items
            crate::child in src/gen/child.rs, 0 items
            error[A006] src/gen/more.rs:1:10: `src/gen/items.rs` is included more than once in one module
            error[A004] src/gen/more.rs:1:32: the included file `src/gen/none.rs` does not exist
        "#]],
    );
}

#[test]
fn needs_a_library() {
    let manifest = |text| [("Cargo.toml", text), ("src/main.rs", "")];
    check(
        &manifest(MANIFEST),
        &expect![[r#"
        error[A003] Cargo.toml:2:8: the package `a` has no library target
    "#]],
    );
    check(
        &manifest("[package]\nname = 'a'\n[lib]\npath = 'x.rs'"),
        &expect![[r#"
        error[A003] Cargo.toml:3:1: the library's root file `x.rs` does not exist
    "#]],
    );
    check(
        &manifest("[package]\nname = 'a'\n[lib]\npath = '../x.rs'"),
        &expect![[r#"
        error[A007] Cargo.toml:3:1: the library's path `../x.rs` leads out of the folder
    "#]],
    );
}
