//- grant build-script
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(own_flag)]
#[proc_macro]
pub fn nothing() {}

pub fn run() -> i64 {
    7
}
