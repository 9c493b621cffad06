pub fn plugwright_plugin_v1() -> &'static str {
    "plugwright_plugin_v1"
}
