pub const SECRET: &str = include_str!("link.txt");

//- src/link.txt
/etc/hostname
