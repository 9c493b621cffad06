//! [`Direct`]: the linker as the C compiler would start it, with the plugin as its input. So it can be started before there
//! is a plugin, and is ready when there is one.

use std::path::Path;
use std::process::Command;

use crate::process;
use crate::workspace::Workspace;

/// The argument by which a C compiler says what it would start, on its standard error.
pub(super) const SPELL: &str = "-###";

/// Where a program finds its input as a file.
const INPUT: &str = "/dev/stdin";

/// A linker and its arguments.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Direct {
    program: String,
    args: Vec<String>,
}

impl Direct {
    /// Reads what a C compiler that was started with `args` would start to link `plugin`. None where that is not the linker
    /// of the Rust toolchain, the only one that is known to read from a pipe.
    pub(super) fn read(said: &str, args: &[String], plugin: &str) -> Option<Self> {
        let line = said.lines().rfind(|line| line.starts_with(' '))?;
        let mut words = words(line)?.into_iter();
        let collect = words.next()?;
        let folder = args.iter().find_map(|arg| arg.strip_prefix("-B"))?;
        let program = Path::new(folder).join("ld.lld");
        let known = collect.ends_with("/collect2") || collect.ends_with("/ld.lld");
        // Where it is said twice, the last one counts.
        let chosen = args.iter().rfind(|arg| arg.starts_with("-fuse-ld="))?;
        if !known || chosen != "-fuse-ld=lld" || !program.is_absolute() || !program.is_file() {
            return None;
        }
        let mut args = Vec::new();
        while let Some(word) = words.next() {
            match word.as_str() {
                // Of the C compiler's own optimiser, and the choice that was made above.
                "-plugin" => drop(words.next()),
                word if word.starts_with("-plugin-opt=") || word == "-fuse-ld=lld" => {}
                word if word.starts_with('@') => return None,
                word => args.push(if word == plugin { INPUT.to_owned() } else { word.to_owned() }),
            }
        }
        let is_one = args.iter().filter(|arg| *arg == INPUT).count() == 1;
        is_one.then_some(Self { program: program.into_os_string().into_string().ok()?, args })
    }

    /// Prepares the linker. None where a program cannot be given an input here.
    pub(super) fn command(&self, workspace: &Workspace) -> Option<Command> {
        let mut command = process::command_with_input(Path::new(&self.program), workspace.path())?;
        command.args(&self.args);
        Some(command)
    }
}

/// Takes a line apart as a C compiler writes it: words between spaces, some in quotes.
fn words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('"') {
            Some(quoted) => super::unquoted(quoted)?,
            None => {
                let (word, after) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
                (word.to_owned(), after)
            }
        };
        words.push(word);
        rest = after.strip_prefix(' ').or_else(|| after.is_empty().then_some(after))?.trim_start();
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::{Direct, words};

    fn read(said: &str, folder: &str) -> Option<Direct> {
        let args = [format!("-B{folder}"), "-fuse-ld=lld".to_owned()];
        Direct::read(said, &args, "/w/libplugin.rlib")
    }

    #[test]
    fn finds_the_linker_and_what_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("ld.lld");
        std::fs::write(&program, "").unwrap();
        let folder = folder.path().to_str().unwrap();
        let said = "Target: x\n /usr/collect2 -plugin /a.so \"-plugin-opt=-x=y\" -shared \"-fuse-ld=lld\" -o \"/w/a b.so\" \
                    /w/libplugin.rlib -lc\nCOLLECT_GCC_OPTIONS='-x'\n";
        let found = read(said, folder).unwrap();
        assert_eq!(found.program, program.to_str().unwrap());
        assert_eq!(found.args, ["-shared", "-o", "/w/a b.so", "/dev/stdin", "-lc"]);
        assert_eq!(read(said, "/nonexistent"), None);
        let with = |linkers: &[&str]| {
            let args: Vec<_> = linkers.iter().map(|linker| format!("-fuse-ld={linker}")).collect();
            Direct::read(said, &[vec![format!("-B{folder}")], args].concat(), "/w/libplugin.rlib")
        };
        assert!(with(&[]).is_none() && with(&["lld", "mold"]).is_none() && with(&["mold", "lld"]).is_some());
        for other in ["", " /usr/collect2 -lc", " /usr/cc1 /w/libplugin.rlib", " /usr/collect2 @/w/libplugin.rlib"] {
            assert_eq!(read(other, folder), None, "{other}");
        }
    }

    #[test]
    fn takes_quotes_off() {
        assert_eq!(words(" a \"b c\" \"d\\\"\"").unwrap(), ["a", "b c", "d\""]);
        assert_eq!(words(" \"a").map(|words| words.len()), None);
        assert_eq!(words(" \"a\"b").map(|words| words.len()), None);
    }
}
