//- src/.cargo/config.toml
//- .cargo/config
//- rust-toolchain
