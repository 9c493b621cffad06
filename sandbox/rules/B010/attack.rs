extern "C" fn early() {}

#[used]
#[link_section = ".init_array"]
static START: extern "C" fn() = early;
