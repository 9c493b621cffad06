//! Options behind the arguments of a call. The parser takes everything after the first argument for arguments, because
//! one may begin with `-`; this puts our own options in front of them.

use std::ffi::OsString;

use clap::{Command, CommandFactory};

use super::Args;

/// Moves the options of `call` that stand among its arguments, as far as no `--` stands before them, to its front.
pub(super) fn options_first(line: &[OsString], args: &[String]) -> Vec<OsString> {
    // The arguments are the end of the line.
    let (before, _) = line.split_at(line.len() - args.len());
    if before.iter().any(|word| word == "--") {
        return line.to_vec();
    }
    let mut root = Args::command();
    let Some(command) = root.find_subcommand_mut("call") else { return line.to_vec() };
    let (mut options, mut others) = (Vec::new(), Vec::new());
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match option(command, word) {
            Some(Found::Whole) => options.push(word),
            Some(Found::WithValue) => options.extend([word].into_iter().chain(words.next())),
            None if word == "--" => others.extend(words.by_ref()),
            None => others.push(word),
        }
    }
    let own = before.iter().position(|word| word == "call").map_or(before.len(), |at| at + 1);
    let (program, rest) = before.split_at(own);
    let options = options.into_iter().map(OsString::from);
    let others = others.into_iter().map(OsString::from);
    let mut moved: Vec<_> = program.iter().cloned().chain(options).chain(rest.iter().cloned()).collect();
    moved.push("--".into());
    moved.extend(others);
    moved
}

/// An option that was found.
enum Found {
    /// The word is all of it.
    Whole,
    /// Its value is the next word.
    WithValue,
}

fn option(command: &Command, word: &str) -> Option<Found> {
    let name = word.strip_prefix("--")?;
    let (name, has_value) = name.split_once('=').map_or((name, false), |(name, _)| (name, true));
    let argument = command.get_arguments().find(|argument| argument.get_long() == Some(name))?;
    let takes_value = argument.get_action().takes_values();
    Some(if takes_value && !has_value { Found::WithValue } else { Found::Whole })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::args::{self, Command};

    #[track_caller]
    fn check(line: &str, expect: Expect) {
        let words = format!("plugwright call dir f {line}");
        let shown = match args::parse(words.split_whitespace().map(Into::into).collect()).map(|args| args.command) {
            Ok(Command::Call(call)) => {
                let features = call.selection.features().names;
                let features = if features.is_empty() { String::new() } else { format!(" features {features:?}") };
                format!("{:?} grants [{}] json {}{features}", call.args, call.policy.policy(), call.output.json)
            }
            Ok(other) => format!("{other:?}"),
            Err(error) => error.to_string().lines().next().unwrap_or_default().to_owned(),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn arguments_may_begin_with_a_hyphen() {
        check("-1 -x --yes", expect![[r#"["-1", "-x", "--yes"] grants [] json false"#]]);
        check("-- --json", expect![[r#"["--json"] grants [] json false"#]]);
        check("a -- --json", expect![[r#"["a", "--json"] grants [] json false"#]]);
        check("-- a -- b", expect![[r#"["a", "--", "b"] grants [] json false"#]]);
    }

    #[test]
    fn options_may_stand_behind_the_arguments() {
        check("--json", expect!["[] grants [] json true"]);
        check("-1 --json --grant fs,net --grant=env 2", expect![[r#"["-1", "2"] grants [fs,net,env] json true"#]]);
        check(
            "-1 --grant filez",
            expect![
                "error: invalid value 'filez' for '--grant <CAP,…>': unknown capability `filez`, expected one of unsafe, ffi, process, fs, net, env, thread, stdin, clock, build-script, proc-macro, dependencies"
            ],
        );
        check(
            "1 --features a,b --no-such --features=c",
            expect![[r#"["1", "--no-such"] grants [] json false features ["a", "b", "c"]"#]],
        );
        check(
            "-1 --grant",
            expect![
                "error: invalid value 'dir' for '--grant <CAP,…>': unknown capability `dir`, expected one of unsafe, ffi, process, fs, net, env, thread, stdin, clock, build-script, proc-macro, dependencies"
            ],
        );
        check(
            "--grant filez",
            expect![
                "error: invalid value 'filez' for '--grant <CAP,…>': unknown capability `filez`, expected one of unsafe, ffi, process, fs, net, env, thread, stdin, clock, build-script, proc-macro, dependencies"
            ],
        );
    }
}
