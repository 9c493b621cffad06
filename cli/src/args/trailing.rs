//! Options behind the arguments of a call. The parser takes everything after the first argument for arguments, because
//! one may begin with `-`; this takes our own options out again.

use std::ffi::OsString;

use clap::CommandFactory;
use clap::error::ErrorKind;
use plugwright::Capability;

use super::{Args, Call};

/// Moves `--json` and `--grant` from the arguments to the options, as far as no `--` stands before them.
pub(super) fn take_options(call: &mut Call, line: &[OsString]) -> Result<(), clap::Error> {
    // The arguments are the end of the line.
    let before = &line[..line.len() - call.args.len()];
    if before.iter().any(|word| word == "--") {
        return Ok(());
    }
    let mut words = std::mem::take(&mut call.args).into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--" => call.args.extend(words.by_ref()),
            "--json" => call.output.json = true,
            "--grant" => {
                let names = words.next().ok_or_else(missing_value)?;
                grant(call, &names)?;
            }
            other => match other.strip_prefix("--grant=") {
                Some(names) => grant(call, names)?,
                None => call.args.push(word),
            },
        }
    }
    Ok(())
}

fn grant(call: &mut Call, names: &str) -> Result<(), clap::Error> {
    for name in names.split(',') {
        let capability = name.parse::<Capability>();
        let invalid = |error| Args::command().error(ErrorKind::ValueValidation, format!("--grant: {error}"));
        call.policy.grants.push(capability.map_err(invalid)?);
    }
    Ok(())
}

fn missing_value() -> clap::Error {
    Args::command().error(ErrorKind::InvalidValue, "a value is required for '--grant <CAP,…>'")
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
                format!("{:?} grants [{}] json {}", call.args, call.policy.policy(), call.output.json)
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
                "error: --grant: unknown capability `filez`, expected one of unsafe, ffi, process, fs, net, env, thread, stdin, build-script, proc-macro, dependencies"
            ],
        );
        check("-1 --grant", expect!["error: a value is required for '--grant <CAP,…>'"]);
        check(
            "--grant filez",
            expect![
                "error: invalid value 'filez' for '--grant <CAP,…>': unknown capability `filez`, expected one of unsafe, ffi, process, fs, net, env, thread, stdin, build-script, proc-macro, dependencies"
            ],
        );
    }
}
