//! `completions`: what a shell needs to complete command lines.

use clap::CommandFactory;

use crate::args::{Args, Completions};
use crate::failure::Failure;
use crate::output;
use crate::status::Status;

pub(super) fn run(args: &Completions) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "plugwright", &mut script);
    output::print(String::from_utf8_lossy(&script).trim_end())?;
    Ok(Status::Done)
}
