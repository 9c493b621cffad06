//- grant ffi
#[export_name = "plugwright_plugin_v1"]
pub static TABLE: u8 = 0;
