//! Approved sources to a compiled bridge library.
