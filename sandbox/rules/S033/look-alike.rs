pub mod prelude {
    pub use std::env::consts::OS;
    pub use std::io;
    pub use std::net::IpAddr;
}
