//- link -Wl,-rpath,/tmp/elsewhere -Wl,-z,execstack
pub extern "C" fn one() -> u8 {
    1
}
