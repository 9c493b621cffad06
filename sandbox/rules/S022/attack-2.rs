use core::net::IpAddr; pub fn f() { let _: Option<std::net::TcpListener> = None; }
