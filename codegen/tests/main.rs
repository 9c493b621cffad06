//! Bridges of small plugins: as text, and built.

mod build;
mod expanded;
mod plugin;
