#![crate_type = "lib"] #![cfg_attr(docsrs, feature(doc_cfg))] #![recursion_limit = "256"] #[derive(Debug)] #[repr(u8)] #[must_use] pub enum E { A }
