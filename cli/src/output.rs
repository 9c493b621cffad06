//! The only place that writes to the standard streams. A reader that has seen enough (`| head`) is no error: what is left
//! to say is then said to nobody.

use std::io::{self, Write};

use crate::failure::Failure;
use crate::status::Status;

/// Who reads the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Somebody at a terminal.
    People,
    /// A program.
    Json,
}

/// Writes text and the end of its line to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    print_to(&mut io::stdout().lock(), text)
}

/// Writes text and the end of its line to what was standard output before.
pub(crate) fn print_to(mut stream: impl Write, text: &str) -> Result<(), Failure> {
    let written = stream.write_all(text.as_bytes()).and_then(|()| stream.write_all(b"\n"));
    match written.and_then(|()| stream.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// Writes a value as JSON on one line of standard output.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    print(&serde_json::to_string(value).map_err(Failure::Json)?)
}

/// Writes text to standard error. There is nobody to tell where that fails.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Shows help, the version, or what is wrong with the command line.
pub(crate) fn usage(error: &clap::Error) -> Status {
    // Nobody reads it, as above.
    let _ = error.print();
    if error.use_stderr() { Status::Usage } else { Status::Done }
}

/// Takes the control characters out of text from a plugin, so that it cannot steer the terminal.
pub(crate) fn harmless(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

/// The same for text of several lines.
pub(crate) fn harmless_lines(text: &str) -> String {
    text.lines().map(|line| harmless(line) + "\n").collect()
}
