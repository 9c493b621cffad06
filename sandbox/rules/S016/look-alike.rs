#![cfg_attr(docsrs, feature(doc_cfg))]
#![recursion_limit = "256"]

#[derive(Debug, Clone, std::cmp::PartialEq)]
#[must_use]
pub struct Global {
    pub allocator: u8,
}
