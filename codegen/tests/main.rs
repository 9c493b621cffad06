//! Bridges of small plugins: as text, and built.

mod bindings;
mod build;
mod expanded;
mod plugin;
