//! What the compiler read while it compiled the plugin, held against what was checked. The format is that of
//! `rustc --emit=dep-info`: make rules, one line `FILE:` for each file, and comments `# env-dep:NAME=VALUE`.

use plugwright_analyzer::Diagnostic;

use crate::rules::b::b020_dep_info_mismatch::RULE;
use crate::{Capability, Policy};

/// Reports each file and each variable that went into the plugin unchecked; `owns` knows the files that were checked. A
/// source scan could miss one; the compiler lists all.
pub fn check_inputs(dep_info: &str, owns: impl Fn(&str) -> bool, policy: &Policy) -> Vec<Diagnostic> {
    let files_granted = policy.allows_any(&[Capability::Fs, Capability::BuildScript]);
    let variables_granted = policy.allows_any(&[Capability::Env, Capability::BuildScript]);
    let files = files(dep_info).filter(|file| !files_granted && !owns(file));
    let variables = variables(dep_info).filter(|name| !variables_granted && !describes_package(name));
    let finding = |message: String| Diagnostic::error(RULE.code, message);
    files
        .map(|file| finding(format!("the compiler read `{file}`, which was not checked")).help(help("fs")))
        .chain(
            variables
                .map(|name| finding(format!("the compiler read the variable `{name}` of the build")).help(help("env"))),
        )
        .collect()
}

fn help(capability: &str) -> String {
    format!("grant `{capability}` to allow this")
}

/// The files, as the compiler was given them: relative to the plugin's folder where they are in it.
fn files(dep_info: &str) -> impl Iterator<Item = String> {
    let rules = dep_info.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.strip_suffix(':'));
    rules.map(|file| without_detours(&file.replace("\\ ", " ")))
}

/// Leaves out `dir/..`, as an `include_str!("../README.md")` makes the compiler write it. That is the same file since
/// the checked copy has no links. One that leads out of the copy keeps its `..`.
fn without_detours(file: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in file.split('/') {
        match (part, parts.last()) {
            ("..", Some(last)) if !last.is_empty() && *last != ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

fn variables(dep_info: &str) -> impl Iterator<Item = &str> {
    let comments = dep_info.lines().filter_map(|line| line.strip_prefix("# env-dep:"));
    comments.map(|variable| variable.split_once('=').map_or(variable, |(name, _)| name))
}

/// Whether a variable holds what the plugin's own manifest says.
fn describes_package(name: &str) -> bool {
    name.starts_with("CARGO_PKG_") || name == "CARGO_CRATE_NAME"
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{files, variables};

    #[track_caller]
    fn check(dep_info: &str, expect: Expect) {
        let read: Vec<_> = files(dep_info).chain(variables(dep_info).map(|name| format!("${name}"))).collect();
        expect.assert_eq(&read.join(", "));
    }

    #[test]
    fn a_detour_does_not_hide_a_file() {
        check("src/../README.md:\n", expect!["README.md"]);
        check("src/a/../../b/c:\n", expect!["b/c"]);
        check("src/../../secret:\n", expect!["../secret"]);
        check("../../secret:\n", expect!["../../secret"]);
        check("/../etc/x:\n", expect!["/../etc/x"]);
    }

    #[test]
    fn lists_files_and_variables() {
        check(
            "/out/libplugin.rlib: src/lib.rs src/odd\\ name.rs /etc/hostname\n\nsrc/lib.rs:\nsrc/odd\\ name.rs:\n\
             /etc/hostname:\n\n# env-dep:CARGO_PKG_NAME=a\n# env-dep:SECRET\n",
            expect!["src/lib.rs, src/odd name.rs, /etc/hostname, $CARGO_PKG_NAME, $SECRET"],
        );
    }
}
