//! Plugins under a manager, each a folder with a `plugin.json` and real sources.

mod audit;
mod base;
mod calls;
mod lifecycle;
mod load;
mod readme;
mod run;
mod sources;
mod supervise;
mod upgrade;
mod watch;
