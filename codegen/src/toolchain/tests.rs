use std::path::{Path, PathBuf};

use super::{Fingerprint, Settings, Tool, Toolchain, Tools, find_toolchain, find_tools, memo, probe};
use crate::Error;

fn for_target(target: &str) -> Tools {
    Tools { target: Some(target.to_owned()), ..Tools::default() }
}

#[test]
fn finds_real_binaries_and_remembers_them() {
    let cache = tempfile::tempdir().unwrap();
    let found = find_toolchain(cache.path()).unwrap();
    assert!(found.rustc.starts_with(&found.sysroot), "{found:?}");
    assert!(found.cfg.contains("panic=\"unwind\"") && !found.cfg.contains("debug_assertions"), "{}", found.cfg);

    let settings = Settings::from_environment(&Tools::default());
    let fingerprint = Fingerprint::take(&settings, &settings.find_rustc().unwrap());
    let memo = cache.path().join("toolchain.json");
    assert_eq!(memo::recall(&memo, &fingerprint), Some(found.clone()));
    assert_eq!(memo::recall(&memo, &fingerprint), Some(found), "the file is not read again");

    let other = Settings { rustup_toolchain: Some("another".into()), ..settings };
    let changed = Fingerprint::take(&other, &other.find_rustc().unwrap());
    assert_eq!(memo::recall(&memo, &changed), None);

    std::fs::write(&memo, "{}").unwrap();
    assert_eq!(memo::recall(&memo, &fingerprint), None, "the file is another");
}

#[test]
fn ignores_a_damaged_memory() {
    let cache = tempfile::tempdir().unwrap();
    std::fs::write(cache.path().join("toolchain.json"), "{ \"format\": 1").unwrap();
    assert!(find_toolchain(cache.path()).is_ok());
}

#[test]
fn names_the_tool_that_is_missing() {
    let nothing = Settings {
        path: Some("/nonexistent".into()),
        rustc: None,
        cc: Vec::new(),
        ..Settings::from_environment(&Tools::default())
    };
    let error = nothing.find_rustc().unwrap_err();
    assert!(matches!(error, Error::ToolMissing { tool: Tool::Rustc }));

    let found = Settings::from_environment(&Tools::default()).find_rustc().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let error = probe::probe(&found, &nothing, cache.path()).unwrap_err();
    assert!(matches!(error, Error::ToolMissing { tool: Tool::Linker }), "{error:?}");
}

#[test]
fn finds_what_a_target_is_like_without_its_standard_library() {
    let cache = tempfile::tempdir().unwrap();
    let own = find_toolchain(cache.path()).unwrap();
    assert_eq!(find_tools(cache.path(), &for_target(&own.host)).unwrap(), own);
    assert!(!own.is_cross() && own.check_target().is_ok());

    let other = find_tools(cache.path(), &for_target("aarch64-pc-windows-msvc")).unwrap();
    assert!(other.is_cross() && other.cfg.contains("target_os=\"windows\""));
    assert_eq!(other.library_name("a"), "a.dll");
    let bare = Toolchain { target: "riscv64gc-unknown-fuchsia".into(), ..other };
    assert!(matches!(bare.check_target(), Err(Error::TargetMissing { .. })));
}

#[test]
fn a_target_is_a_name_and_no_path() {
    let cache = tempfile::tempdir().unwrap();
    for name in ["no-such-machine", "", "-x", "../x", "/etc/x", "a.json", "a b", "a\0"] {
        let error = find_tools(cache.path(), &for_target(name)).unwrap_err();
        assert!(matches!(error, Error::UnknownTarget { .. }), "{name}: {error:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_compiler_that_fails_is_no_unknown_target() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let host = find_toolchain(cache.path()).unwrap().host;
    let rustc = folder.path().join("rustc");
    let real = find_toolchain(cache.path()).unwrap().rustc;
    let fail = "echo 'librustc_driver.so: file too short' >&2; exit 127";
    let script = format!("#!/bin/sh\ncase \"$*\" in *cfg*) {fail};; esac\nexec {} \"$@\"\n", real.display());
    std::fs::write(&rustc, script).unwrap();
    std::fs::set_permissions(&rustc, std::fs::Permissions::from_mode(0o755)).unwrap();
    for target in [host.as_str(), "wasm32-wasip1"] {
        let error = probe::probe(&rustc, &Settings::from_environment(&for_target(target)), cache.path()).unwrap_err();
        let Error::Probe { said, .. } = &error else { panic!("{target}: {error:?}") };
        assert_eq!(said, "librustc_driver.so: file too short");
    }
}

#[test]
fn searches_absolute_folders_only() {
    let settings = Settings { path: Some(".:bin".into()), ..Settings::from_environment(&Tools::default()) };
    assert_eq!(settings.find(Path::new("rustc")), None);
    assert_eq!(settings.find(Path::new("./rustc")), None);
    assert_eq!(settings.find(&PathBuf::from("/nonexistent/rustc")), None);
}

#[test]
fn a_toolchain_is_chosen_by_its_folder_or_its_compiler() {
    let cache = tempfile::tempdir().unwrap();
    let usual = find_toolchain(cache.path()).unwrap();
    for chosen in [&usual.sysroot, &usual.rustc] {
        let tools = Tools { toolchain: Some(chosen.display().to_string()), ..Tools::default() };
        assert_eq!(find_tools(cache.path(), &tools).unwrap(), usual);
    }
    for missing in ["/nonexistent", "a/b", "--version", "no name"] {
        let tools = Tools { toolchain: Some(missing.into()), ..Tools::default() };
        let error = find_tools(cache.path(), &tools).unwrap_err();
        assert!(matches!(&error, Error::NoSuchToolchain { name } if name == missing), "{error:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_toolchain_is_chosen_by_its_name_among_those_of_rustup() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let usual = find_toolchain(cache.path()).unwrap();
    let rustup = folder.path().join("rustup");
    let script = format!(
        "#!/bin/sh\ntest \"$*\" = 'which --toolchain mine rustc' || {{ echo \"no: $*\" >&2; exit 1; }}\necho {}\n",
        usual.rustc.display()
    );
    std::fs::write(&rustup, script).unwrap();
    std::fs::set_permissions(&rustup, std::fs::Permissions::from_mode(0o755)).unwrap();
    let choose = |name: &str| {
        let tools = Tools { toolchain: Some(name.into()), ..Tools::default() };
        let path = std::env::join_paths(
            [folder.path().to_owned()].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
        );
        let settings = Settings { path: path.ok(), rustc: None, ..Settings::from_environment(&tools) };
        probe::probe(&settings.find_rustc()?, &settings, cache.path())
    };
    assert_eq!(choose("mine").unwrap(), Toolchain { name: Some("mine".into()), ..usual });
    assert!(matches!(choose("other"), Err(Error::NoSuchToolchain { name }) if name == "other"));
}

#[test]
fn a_linker_is_chosen_by_name_or_path() {
    let cache = tempfile::tempdir().unwrap();
    let usual = find_toolchain(cache.path()).unwrap().linker.unwrap();
    let choose = |linker: &str| {
        find_tools(cache.path(), &Tools { linker: Some(linker.into()), ..Tools::default() }).map(|found| found.linker)
    };
    assert_eq!(choose(usual.program.to_str().unwrap()).unwrap().unwrap(), usual);
    for missing in ["no-such-linker", "/nonexistent/cc", "wild"] {
        let error = choose(missing).unwrap_err();
        assert!(matches!(&error, Error::NoSuchLinker { linker } if linker == missing), "{error:?}");
    }
}

#[test]
fn what_chooses_a_c_compiler_is_remembered_with_it() {
    let settings = Settings { cc: Vec::new(), ..Settings::from_environment(&Tools::default()) };
    let rustc = settings.find_rustc().unwrap();
    let before = Fingerprint::take(&settings, &rustc);
    let cc = vec![("CC_x86_64_pc_windows_gnu".to_owned(), "clang".into())];
    assert_ne!(before, Fingerprint::take(&Settings { cc, ..settings }, &rustc));
}
