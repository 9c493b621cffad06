//! Opens a bridge library and calls its functions.
