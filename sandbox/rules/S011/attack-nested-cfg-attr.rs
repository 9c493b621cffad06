#[cfg_attr(all(), cfg_attr(not(any()), used, unsafe(link_section = ".init_array")))]
static A: extern "C" fn() = f;
extern "C" fn f() {}
pub fn run() -> i64 {
    1
}
