/// Carries no `#[no_mangle]`.
#[doc(alias = "no_mangle")]
pub fn export_name() -> &'static str {
    "link_section"
}
