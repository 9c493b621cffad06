//- rust-toolchain
/opt/other/bin
