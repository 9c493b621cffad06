//- cargo/config.toml
//- docs/rust-toolchain.md
