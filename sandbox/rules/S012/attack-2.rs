#[link(name = "m")] extern {}
