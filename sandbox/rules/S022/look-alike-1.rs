use std::net::{IpAddr, SocketAddr}; pub fn f(t: &str) -> bool { t.parse::<IpAddr>().is_ok() && std::net::Ipv4Addr::LOCALHOST.is_loopback() }
