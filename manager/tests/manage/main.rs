//! Plugins under a manager, each a folder with a `plugin.json` and real sources.

mod base;
mod lifecycle;
mod load;
mod run;
mod sources;
mod upgrade;
mod watch;
