pub const SECRET: &str = include_str!("secret.txt");

//- src/secret.txt link /etc/hostname
