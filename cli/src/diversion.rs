//! [`Diversion`]: keeps what a plugin prints away from standard output, where a script expects one JSON value and nothing
//! else.

#[cfg(unix)]
pub(crate) use unix::Diversion;

#[cfg(not(unix))]
pub(crate) use elsewhere::Diversion;

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsFd;

    use crate::failure::Failure;
    use crate::output;

    /// While this lives, standard output is standard error for everybody in the process.
    #[derive(Debug)]
    pub(crate) struct Diversion {
        stdout: File,
    }

    impl Diversion {
        /// Diverts standard output.
        pub(crate) fn start() -> Result<Self, Failure> {
            let stdout = io::stdout().as_fd().try_clone_to_owned().map_err(Failure::Output)?;
            rustix::stdio::dup2_stdout(io::stderr()).map_err(|error| Failure::Output(error.into()))?;
            Ok(Self { stdout: stdout.into() })
        }

        /// Writes a line to the real standard output.
        pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
            output::print_to(&self.stdout, text)
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use crate::failure::Failure;
    use crate::output;

    /// This system gives no safe way to divert a stream: what the plugin prints stands before the result.
    #[derive(Debug)]
    pub(crate) struct Diversion;

    impl Diversion {
        /// Does nothing.
        pub(crate) fn start() -> Result<Self, Failure> {
            Ok(Self)
        }

        /// Writes a line to standard output.
        pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
            output::print(text)
        }
    }
}
