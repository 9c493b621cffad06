//- grant ffi
#[no_mangle]
pub extern "C" fn plugwright_plugin_v1() -> u8 {
    0
}
