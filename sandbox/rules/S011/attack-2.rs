#[unsafe(link_section = ".init_array")] static S: fn() = f; fn f() {}
