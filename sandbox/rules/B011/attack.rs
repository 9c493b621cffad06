#[used]
#[link_section = "my_section"]
static NOTE: [u8; 4] = *b"note";
