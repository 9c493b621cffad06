use std::net::{self, IpAddr};

pub fn is_local(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()) || net::Ipv4Addr::LOCALHOST.is_loopback()
}
