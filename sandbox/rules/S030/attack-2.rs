use {core::fmt, std as base};
